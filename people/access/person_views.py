"""RH's screens about the account of one person: how it stands, a new letter, opening and closing."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..admin_pages import frame, requires
from ..models import AccessCode, Employee
from ..movements.rules import CannotMove
from .giving import OutOfReach, give_access, may_receive, with_new_codes
from .letters import Shape, draw_letters
from .opening import close_for, open_for
from .reach import PERMISSION
from .receipts import receipts_of, with_looks
from .states import NOT_IN_YET, AccountState, Offices, people_with_accounts, state_on_screen
from .views import way_to_offices


@require_safe
@requires(PERMISSION)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    employee = _on_the_roll(request, pk)
    state = employee.account_state
    return render(
        request,
        "people/access/person.html",
        {
            **frame(employee.full_name, icon="user", parents=[way_to_offices()]),
            "employee": employee,
            "office": Offices().name_of(employee.department_now),
            "status": state_on_screen(state),
            "can_be_given": employee.is_in_reach and employee.user.is_active,
            "can_be_opened": state == AccountState.MISSING or (state == AccountState.CLOSED and employee.is_in_reach),
            "enters": state not in (*NOT_IN_YET, AccountState.MISSING),
            "address": employee.email or (employee.user and employee.user.email),
            "receipts": with_looks(receipts_of(employee)),
        },
    )


def _on_the_roll(request: HttpRequest, pk: int) -> Employee:
    return get_object_or_404(people_with_accounts(request.user).select_related("user"), pk=pk)


def _way_to(employee: Employee) -> list[tuple[str, str]]:
    return [way_to_offices(), (employee.full_name, reverse("people_access:person", args=[employee.pk]))]


class ResetForm(forms.Form):
    """Why somebody gets a new start, for the receipt."""

    reason = forms.CharField(
        label=gettext_lazy("How did you make sure that it is this person?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example: came in person with an official identification. It stays in the ledger."),
    )


class ClosingForm(forms.Form):
    """Why an account is closed while its owner is on the roll."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it closed?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example: lost the phone, or is on leave until September. It stays in the ledger."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PERMISSION)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks how the person was recognised; sending the form ends the old password and downloads the letter.

    The letter is drawn here and kept nowhere. Its owner chooses the password: this page neither asks nor shows one.
    """
    employee = get_object_or_404(may_receive(people_with_accounts(request.user)).select_related("user"), pk=pk)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = with_new_codes([employee], channel=AccessCode.Channel.LETTER)
        sheet = draw_letters(given, shape=Shape.LETTERS, offices=Offices())
        try:
            give_access(
                given=given,
                channel=AccessCode.Channel.LETTER,
                made_by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except OutOfReach:
            messages.error(request, _("This account changed meanwhile, so nothing was given."))
            return redirect("people_access:person", pk)
        name = content_disposition_header(as_attachment=True, filename=f"carta-{employee.pk}.pdf")
        return HttpResponse(sheet, content_type="application/pdf", headers={"Content-Disposition": name})
    return render(
        request,
        "people/access/reset.html",
        {
            **frame(_("A new access letter"), icon="key", parents=_way_to(employee)),
            "employee": employee,
            "form": form,
            "has_password": employee.account_state == AccountState.ACTIVE,
        },
    )


@require_POST
@requires(PERMISSION)
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the account that is missing, or open the closed one again."""
    employee = _on_the_roll(request, pk)
    try:
        open_for(employee=employee, actor=request.user)
    except CannotMove as reason:
        messages.error(request, str(reason))
    except OutOfReach:
        messages.error(request, _("This account is not one that you may open."))
    else:
        messages.success(
            request,
            _("The account is open. Nobody enters until its owner chooses a password with a new access letter."),
        )
    return redirect("people_access:person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(PERMISSION)
def close_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why; sending the form closes the account at once."""
    employee = get_object_or_404(may_receive(people_with_accounts(request.user)).select_related("user"), pk=pk)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_for(employee=employee, actor=request.user, reason=form.cleaned_data["reason"])
        except (CannotMove, OutOfReach):
            messages.error(request, _("This account changed meanwhile, so it was not closed."))
        else:
            messages.success(request, _("The account is closed and its sessions have ended."))
        return redirect("people_access:person", pk)
    return render(
        request,
        "people/access/close.html",
        {
            **frame(_("Close the account"), icon="lock", parents=_way_to(employee)),
            "employee": employee,
            "form": form,
            "roles": employee.user.groups.order_by("name"),
        },
    )
