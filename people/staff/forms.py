"""The forms of the acts: what RH fills in and the act that it becomes, found by a word in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ..models import Appointment, Delegation, Employee, User
from ..movements import correcting, delegation, hiring, leaving, seats, transfers
from ..organisation import current_appointment, own_departments
from ..registries import ProposedPerson
from .fields import DayField, DepartmentField, PersonField, PostField

REASON = gettext_lazy("Reason")
SMALL = {"attrs": {"rows": 2}}


class ActForm(forms.Form):
    """Base of all: `perform` does the act and returns the person; CannotMove tells why not."""

    title = ""
    button = gettext_lazy("Review what will happen")
    intro = ""
    is_serious = False

    def __init__(self, *args: Any, employee: Employee | None = None, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.row = employee, row

    def perform(self, actor: User) -> Employee:
        raise NotImplementedError

    def proposal(self) -> ProposedPerson | None:
        """The person as the act would leave them, for the training that it brings or takes away."""
        return None

    def proposed(self, **changes: Any) -> ProposedPerson | None:
        held = current_appointment(self.employee)
        known = {
            "key": self.employee.pk,
            "employee_id": self.employee.pk,
            "department_id": held.department_id if held else None,
            "post_id": held.post_id if held else None,
            "hired_on": self.employee.hired_on,
            "is_head": bool(held and held.is_head),
        }
        return ProposedPerson(**known | changes)


class PlaceForm(ActForm):
    """A main appointment: where, as what, from when."""

    department = DepartmentField(label=gettext_lazy("Department"))
    post = PostField()
    day = DayField(label=gettext_lazy("From"))
    is_head = forms.BooleanField(label=gettext_lazy("Heads the department"), required=False)
    document = forms.CharField(label=gettext_lazy("Document of appointment"), max_length=200, required=False)
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def proposal(self):
        values = self.cleaned_data
        place = {"department_id": values["department"].pk, "post_id": values["post"].pk}
        return self.proposed(**place, is_head=values["is_head"])


class TransferForm(PlaceForm):
    title = gettext_lazy("Transfer")
    intro = gettext_lazy(
        "The present appointment ends the day before and the new one begins. The history stays, and training duties "
        "are worked out anew."
    )

    def perform(self, actor):
        transfers.transfer(actor=actor, employee=self.employee, **self.cleaned_data)
        return self.employee


class RehireForm(PlaceForm):
    title = gettext_lazy("Hiring again")
    intro = gettext_lazy(
        "The same record goes on: the number, the training and the constancias stay, and the time that ended becomes "
        "earlier service. The account opens again without a password."
    )

    def perform(self, actor):
        return hiring.rehire(actor=actor, employee=self.employee, **self.cleaned_data)

    def proposal(self):
        values = self.cleaned_data
        place = {"department_id": values["department"].pk, "post_id": values["post"].pk}
        return self.proposed(**place, is_head=values["is_head"], hired_on=values["day"])


class LeaveForm(ActForm):
    title = gettext_lazy("Leaving")
    intro = gettext_lazy(
        "Nothing of the person's training is erased. Appointments end the day before, and the account closes on the "
        "day itself."
    )
    is_serious = True
    day = DayField(label=gettext_lazy("First day on which the person no longer works here"))
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL))

    def perform(self, actor):
        return leaving.leave(actor=actor, employee=self.employee, **self.cleaned_data)

    def proposal(self):
        return self.proposed(leaves=True)


class SeatForm(ActForm):
    title = gettext_lazy("Seat on a commission or council")
    intro = gettext_lazy("It stands beside the post and does not count for headcount.")
    department = DepartmentField(label=gettext_lazy("Commission or council"), seats=True)
    post = PostField(label=gettext_lazy("As"))
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)
    is_head = forms.BooleanField(label=gettext_lazy("Presides over it"), required=False)
    document = forms.CharField(label=gettext_lazy("Document of appointment"), max_length=200, required=False)
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def perform(self, actor):
        seats.appoint(actor=actor, employee=self.employee, **self.cleaned_data)
        return self.employee


class ActingForm(ActForm):
    title = gettext_lazy("In charge for the time being")
    intro = gettext_lazy(
        "The person keeps the own post and meanwhile heads the department, with its team. While there is a head who "
        "is absent, the last day is needed."
    )
    department = DepartmentField(label=gettext_lazy("Department"), seats=None)
    post = PostField(label=gettext_lazy("Post of the charge"))
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)
    document = forms.CharField(label=gettext_lazy("Document of appointment"), max_length=200, required=False)
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def perform(self, actor):
        seats.name_acting(actor=actor, employee=self.employee, **self.cleaned_data)
        return self.employee


class DelegationForm(ActForm):
    title = gettext_lazy("Deputy")
    intro = gettext_lazy(
        "For some days somebody else sees the team, reminds people and gives time for training. It is no appointment "
        "and cannot be passed on."
    )
    deputy = PersonField(label=gettext_lazy("Employee number of the deputy"), max_length=20)
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("Such as holidays or sick leave.")
    )

    def perform(self, actor):
        delegation.delegate(actor=actor, head=self.employee, **self.cleaned_data)
        return self.employee


class DataForm(ActForm):
    title = gettext_lazy("Correct the data")
    intro = gettext_lazy("Constancias and completions that exist keep the name of their day.")
    number = forms.CharField(label=gettext_lazy("Employee number"), max_length=20)
    given_names = forms.CharField(label=gettext_lazy("Given names"), max_length=100)
    first_surname = forms.CharField(label=gettext_lazy("First surname"), max_length=80)
    second_surname = forms.CharField(label=gettext_lazy("Second surname"), max_length=80, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    curp = forms.CharField(label="CURP", max_length=18, required=False)
    rfc = forms.CharField(label="RFC", max_length=13, required=False)
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in correcting.DATA:
            self.fields[name].initial = getattr(self.employee, name)

    def perform(self, actor):
        return correcting.correct_data(actor=actor, employee=self.employee, **self.cleaned_data)


class ServiceForm(ActForm):
    title = gettext_lazy("Correct hiring and leaving")
    intro = gettext_lazy(
        "Only for days that were written wrongly. Appointments that began or ended with them follow. Without a day of "
        "leaving, the leaving is taken back."
    )
    is_serious = True
    hired_on = DayField(label=gettext_lazy("Hired on"))
    left_on = DayField(
        label=gettext_lazy("First day on which the person no longer works here"),
        required=False,
        help_text=gettext_lazy("Empty: the person works here."),
    )
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hired_on"].initial = self.employee.hired_on
        self.fields["left_on"].initial = self.employee.left_on

    def perform(self, actor):
        return correcting.correct_service(actor=actor, employee=self.employee, **self.cleaned_data)


class CorrectForm(ActForm):
    title = gettext_lazy("Correct an appointment")
    intro = gettext_lazy(
        "Only for what was written wrongly. When somebody moves, record a transfer, so that the history stays."
    )
    department = DepartmentField(label=gettext_lazy("Department"), seats=None)
    post = PostField()
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(label=gettext_lazy("Until"), required=False)
    is_head = forms.BooleanField(label=gettext_lazy("Heads the department"), required=False)
    document = forms.CharField(label=gettext_lazy("Document of appointment"), max_length=200, required=False)
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in correcting.CORRECTED:
            self.fields[name].initial = getattr(self.row, name)
        # A department that has closed since stays the answer of its old rows.
        choices = self.fields["department"]
        choices.queryset = choices.queryset | type(self.row.department).objects.filter(pk=self.row.department_id)

    def perform(self, actor):
        correcting.correct(actor=actor, appointment=self.row, **self.cleaned_data)
        return self.employee


class RemoveForm(ActForm):
    title = gettext_lazy("Remove an appointment that never was")
    intro = gettext_lazy("The row goes; what it said stays in the ledger of decisions.")
    is_serious = True
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL))

    def perform(self, actor):
        correcting.remove(actor=actor, appointment=self.row, **self.cleaned_data)
        return self.employee


class EndForm(ActForm):
    title = gettext_lazy("End of a seat or charge")
    day = DayField(label=gettext_lazy("Last day"))
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def perform(self, actor):
        seats.end_seat(actor=actor, appointment=self.row, **self.cleaned_data)
        return self.employee


class WithdrawDelegationForm(ActForm):
    title = gettext_lazy("Take the delegation back")
    intro = gettext_lazy("From now on the deputy no longer sees the team.")
    reason = forms.CharField(label=REASON, widget=forms.Textarea(**SMALL), required=False)

    def perform(self, actor):
        delegation.withdraw_delegation(actor=actor, delegation=self.row, **self.cleaned_data)
        return self.employee


#: Acts on a person, by the word in the address.
ON_PERSON = {
    "traslado": TransferForm,
    "encargo": ActingForm,
    "asiento": SeatForm,
    "suplencia": DelegationForm,
    "baja": LeaveForm,
    "reingreso": RehireForm,
    "datos": DataForm,
    "fechas": ServiceForm,
}
#: Acts on an appointment or delegation of the person.
ON_ROW = {
    "corregir": (CorrectForm, Appointment),
    "quitar": (RemoveForm, Appointment),
    "terminar": (EndForm, Appointment),
    "retirar": (WithdrawDelegationForm, Delegation),
}


def acts_for(employee: Employee) -> list[str]:
    """The words of the acts that make sense for the person today, the usual ones first."""
    if employee.left_on is not None:
        has_gone = employee.left_on <= timezone.localdate()
        return ["reingreso", "datos", "fechas"] if has_gone else ["traslado", "datos", "fechas"]
    heads = ["suplencia"] if own_departments(employee).exists() else []
    return ["traslado", "encargo", "asiento", *heads, "baja", "datos", "fechas"]
