"""RH's screens about accounts of many: how far each office is, letters and links, and the receipts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..admin_pages import frame, requires
from . import works
from .accounts import make_accounts
from .letters import Shape
from .reach import PERMISSION
from .receipts import receipts, with_looks
from .selection import NO_OFFICE, Selection
from .states import AccountState, Offices, overview, state_on_screen

PER_PAGE = 50


@require_safe
@requires(PERMISSION)
def offices(request: HttpRequest) -> HttpResponse:
    rows, total = overview(request.user)
    return render(
        request,
        "people/access/offices.html",
        {
            **frame(_("Access accounts"), icon="key"),
            "rows": rows,
            "total": total,
            "states": [state_on_screen(state) for state in AccountState],
            "no_office": NO_OFFICE,
        },
    )


@require_safe
@requires(PERMISSION)
def accounts(request: HttpRequest) -> HttpResponse:
    """The people of an office, or found by words, with boxes to choose some of them."""
    selection, places = Selection.of(request.GET), Offices()
    people = selection.people(request.user, places).select_related("user")
    page = Paginator(people.order_by("first_surname", "second_surname", "given_names", "number"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    query = {"direccion": selection.office, "estado": selection.state, "q": selection.words}
    return render(
        request,
        "people/access/accounts.html",
        {
            **frame(_("People and their accounts"), icon="key", parents=[way_to_offices()]),
            "lines": [
                {
                    "employee": person,
                    "office": places.name_of(person.department_now),
                    "status": state_on_screen(person.account_state),
                    "has_address": bool(person.email or (person.user and person.user.email)),
                }
                for person in page
            ],
            "page_obj": page,
            "query": urlencode({key: value for key, value in query.items() if value}),
            "selection": selection,
            "offices": sorted(places.by_id.values(), key=lambda office: office.path),
            "states": AccountState.choices,
            "shapes": Shape.choices,
            "no_office": NO_OFFICE,
        },
    )


def way_to_offices() -> tuple[str, str]:
    """A step of the trail: label and address."""
    return _("Access accounts"), reverse("people_access:offices")


@require_POST
@requires(PERMISSION)
def make(request: HttpRequest) -> HttpResponse:
    """Make the accounts that are missing, in an office or everywhere."""
    selection = Selection.of(request.POST)
    missing = selection.people(request.user, Offices()).filter(account_state=AccountState.MISSING)
    outcome = make_accounts(employee_ids=list(missing.values_list("pk", flat=True)), made_by=request.user)
    if outcome.made:
        done = ngettext("%(number)d account was made.", "%(number)d accounts were made.", outcome.made)
        messages.success(request, done % {"number": outcome.made})
    elif not outcome.taken:
        messages.info(request, _("Nobody is without an account here."))
    if outcome.taken:
        messages.warning(
            request,
            _("An account that is not linked to the roster has this number already: %(numbers)s. Ask administration.")
            % {"numbers": ", ".join(outcome.taken[:20])},
        )
    return _back_to_list(selection)


def _back_to_list(selection: Selection) -> HttpResponse:
    if not selection.office:
        return redirect("people_access:offices")
    return redirect(f"{reverse('people_access:accounts')}?{urlencode({'direccion': selection.office})}")


@require_POST
@requires(PERMISSION)
def letters(request: HttpRequest) -> HttpResponse:
    """Start the printing: of an office's people who do not enter yet, or of those who were chosen."""
    selection = Selection.of(request.POST)
    shape = request.POST.get("forma")
    if not (selection.office or selection.chosen or request.POST.get("todas")):
        messages.error(request, _("Choose at least one person."))
        return redirect("people_access:accounts")
    work = works.ask_for_letters(
        selection=selection,
        shape=shape if shape in Shape.values else Shape.LETTERS,
        owner=request.user,
        title=_("Access letters: %(whom)s") % {"whom": _whom(selection)},
    )
    return redirect("people_works:show", work.uuid)


@require_POST
@requires(PERMISSION)
def links(request: HttpRequest) -> HttpResponse:
    """Start the mailing of activation links."""
    selection = Selection.of(request.POST)
    if not (selection.office or selection.chosen):
        messages.error(request, _("Choose at least one person."))
        return redirect("people_access:accounts")
    title = _("Access links by e-mail: %(whom)s") % {"whom": _whom(selection)}
    work = works.ask_for_links(selection=selection, owner=request.user, title=title)
    return redirect("people_works:show", work.uuid)


def _whom(selection: Selection) -> str:
    if selection.chosen:
        number = len(selection.chosen)
        return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}
    if selection.office == NO_OFFICE:
        return _("Without appointment")
    if selection.office:
        return Offices().name_of(int(selection.office))
    return _("everybody who has not entered yet")


@require_safe
@requires(PERMISSION)
def receipt_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(receipts(), PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "people/access/receipts.html",
        {
            **frame(_("Receipts of access"), icon="clipboard-list", parents=[way_to_offices()]),
            "page_obj": page,
            "receipts": with_looks(page),
        },
    )
