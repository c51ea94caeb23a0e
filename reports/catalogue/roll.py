"""The roll on any day: who worked here, where and as what, and what they were before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Appointment, EarlierService, Employee

from ..framework.asked import Asked
from ..framework.filters import CUT_OFF, DEPARTMENT, SCOPE, SEARCH, Choice
from ..framework.report import DATE, ORGANISATION_AS_TODAY, Figure, Findings, Report, ReportColumn, Rows
from ..progress import Person
from .people import counted, figure, person_columns, scope_of

NOW, HISTORY = "now", "history"


@dataclass(slots=True)
class Service:
    """One appointment of a person, or a person without any. `earlier` tells the ones before it in words."""

    person: Person
    hired_on: dt.date | None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    is_head: bool = False
    is_acting: bool = False
    is_main: bool = True
    document: str = ""
    earlier: str = ""

    @property
    def role(self) -> str:
        if self.is_acting:
            return _("In charge for the time being")
        return _("Head") if self.is_head else ""


class RollReport(Report):
    slug = "padron"
    title = gettext_lazy("Roll of staff")
    answers = gettext_lazy("Who worked here that day, where and as what, and what were they before?")
    icon = "users"
    order = 70
    filters = (
        Choice(
            "ver",
            gettext_lazy("What to list"),
            lambda choices: {
                "dia": (NOW, _("One row per person: the appointment of that day")),
                "historia": (HISTORY, _("One row per appointment up to that day")),
            },
            default=lambda today: NOW,
            is_narrowing=False,
        ),
        DEPARTMENT,
        SCOPE,
        SEARCH,
        CUT_OFF,
    )
    default_order = "nombre"
    told_as_today = ORGANISATION_AS_TODAY

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            *(
                # The unit matters on a roll.
                column if column.key != "area" else ReportColumn(**{**vars(column), "is_shown": True})
                for column in person_columns(lambda row: row.person)
            ),
            ReportColumn("cargo", _("Heads it"), lambda row: row.role, 20, sort=lambda row: row.role),
            ReportColumn("ingreso", _("Hired on"), lambda row: row.hired_on, 13, kind=DATE, sort=by_day("hired_on")),
            ReportColumn(
                "desde", _("In this post since"), lambda row: row.starts_on, 13, kind=DATE, sort=by_day("starts_on")
            ),
            ReportColumn(
                "hasta",
                _("Until"),
                lambda row: row.ends_on,
                13,
                kind=DATE,
                sort=by_day("ends_on"),
                is_shown=asked.get("ver") == HISTORY,
            ),
            ReportColumn(
                "tipo",
                _("Kind of appointment"),
                lambda row: _("Main") if row.is_main else _("Additional"),
                13,
                is_shown=asked.get("ver") == HISTORY,
            ),
            ReportColumn(
                "antes", _("Earlier appointments"), lambda row: row.earlier, 50, is_shown=asked.get("ver") != HISTORY
            ),
            ReportColumn("documento", _("Document of appointment"), lambda row: row.document, 24, is_shown=False),
        ]

    def findings(self, asked: Asked) -> Findings:
        scope = scope_of(asked)
        served = appointments_until(asked.day)
        hired = hired_on_of(asked.day)
        rows = [
            line
            for person in scope
            for line in (
                history_of(person, served[person.pk], hired.get(person.pk), asked)
                if asked.get("ver") == HISTORY
                else [service_of(person, served[person.pk], hired.get(person.pk), asked)]
            )
        ]
        rows = [
            row
            for row in rows
            if asked.has_words(row.person.number, row.person.name, row.person.department, row.person.post)
        ]
        without = sum(1 for person in scope if person.department_id is None)
        offices = {person.office_id for person in scope if person.office_id}
        return Findings(
            rows=Rows(rows),
            denominator=counted(len(scope)),
            figures=[
                Figure(_("People on the roll"), len(scope), _("in this scope, on the day of the cut-off")),
                Figure(_("Departments with staff"), len(offices)),
                figure(_("Without appointment"), without, len(scope), state="pending"),
            ],
            why_empty=(
                _("Nobody was on the roll that day"),
                _("The roll lists people who had been hired by that day and had not left. Choose another day."),
            ),
        )


def by_day(name: str) -> Any:
    return lambda row: getattr(row, name) or dt.date.max


def appointments_until(day: dt.date) -> dict[int, list[Appointment]]:
    """For each employee id, the appointments that had begun by `day`, the latest first; one query."""
    found: dict[int, list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.filter(starts_on__lte=day).select_related("post").order_by("-starts_on", "-pk")
    for appointment in rows:
        found[appointment.employee_id].append(appointment)
    return found


def hired_on_of(day: dt.date) -> dict[int, dt.date]:
    """For each employee id, when the spell of work began in which the person was on `day`; two queries."""
    found = dict(
        EarlierService.objects.filter(hired_on__lte=day, left_on__gt=day).values_list("employee_id", "hired_on")
    )
    return found | dict(Employee.objects.filter(hired_on__lte=day).values_list("pk", "hired_on"))


def service_of(person: Person, served: list[Appointment], hired_on: dt.date | None, asked: Asked) -> Service:
    in_force = [one for one in served if one.is_main and _is_in_force(one, asked.day)]
    own = in_force[0] if in_force else None
    before = [one for one in served if one is not own and not _is_in_force(one, asked.day)]
    return Service(
        person=person,
        hired_on=hired_on,
        starts_on=own.starts_on if own else None,
        is_head=bool(own and own.is_head),
        is_acting=bool(own and own.is_acting),
        document=own.document if own else "",
        earlier="; ".join(_in_words(one, asked) for one in before),
    )


def history_of(person: Person, served: list[Appointment], hired_on: dt.date | None, asked: Asked) -> list[Service]:
    if not served:
        return [Service(person, hired_on)]
    organisation = asked.choices.organisation
    return [
        Service(
            person=Person(
                pk=person.pk,
                number=person.number,
                name=person.name,
                department_id=one.department_id,
                department=organisation.names[one.department_id],
                office_id=organisation.offices[one.department_id],
                office=organisation.names[organisation.offices[one.department_id]],
                post=one.post.name,
            ),
            hired_on=hired_on,
            starts_on=one.starts_on,
            # An end that was written down later than that day is not told; one that lies ahead is not yet history.
            ends_on=one.ends_on if one.ends_on and one.ends_on < asked.day else None,
            is_head=one.is_head,
            is_acting=one.is_acting,
            is_main=one.is_main,
            document=one.document,
        )
        for one in served
    ]


def _is_in_force(one: Appointment, day: dt.date) -> bool:
    return one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)


def _in_words(one: Appointment, asked: Asked) -> str:
    return _("%(post)s, %(department)s (%(first)s – %(last)s)") % {
        "post": one.post.name,
        "department": asked.choices.organisation.names[one.department_id],
        "first": one.starts_on.strftime("%d/%m/%Y"),
        "last": one.ends_on.strftime("%d/%m/%Y") if one.ends_on else "",
    }
