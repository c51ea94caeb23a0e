"""The entry of the menu, and the menu of the pages below it."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.plugins import nav_items
from people.api import Appointment, Department, User

from ..plugins import area_pages

REMEMBERED = "cimtra_acts_for_an_area"
SEATS = (Department.Kind.COMMISSION, Department.Kind.COUNCIL)


def register() -> None:
    nav_items.register(menu_entry)
    user_logged_in.connect(remember, dispatch_uid="cimtra.area.remember")


def menu_entry(request: HttpRequest) -> list[dict[str, str]]:
    """«My area», for heads and liaisons; no page pays a query for it.

    Of a head the account knows it. Of others it is remembered when they sign in, so whoever becomes a liaison meanwhile
    sees the entry the next time; the pages themselves open at once.
    """
    is_head = getattr(request.user, "heads_a_team", False)
    if not (is_head or (request.user.is_authenticated and getattr(request, "session", {}).get(REMEMBERED))):
        return []
    return [{"label": _("My area"), "url": reverse("cimtra:area"), "icon": "building"}]


def remember(sender, request: HttpRequest, user: User, **kwargs) -> None:
    """What is kept in the session at signing in: whether the person acts for a department without heading a team."""
    if acts_for_an_area(user):
        request.session[REMEMBERED] = True


def acts_for_an_area(user: User) -> bool:
    """Whether access.own_departments has any for who presides over a commission or is a liaison; one query."""
    employee = getattr(user, "employee", None)
    if employee is None:
        return False
    held = Appointment.objects.on().filter(employee=employee)
    chairs = held.filter(is_head=True, department__kind__in=SEATS)
    delivers = held.filter(
        employee__user__groups__permissions__content_type__app_label="cimtra",
        employee__user__groups__permissions__codename="deliver",
    )
    return (chairs | delivers).exists()


def pages_of(request: HttpRequest) -> list[dict[str, str]]:
    """The pages below /mi-area/ that were registered: {"label", "url"}."""
    return [{"label": label, "url": url} for entry in area_pages for label, url in entry(request)]
