"""What the consultancy and the transparency unit see first in the admin: what is overdue and what waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from people.api import User

from ..access import ACCEPT, FOLLOW, PUBLISH, VERIFY
from ..findings.lists import overdue_on
from ..library.states import State, in_state, with_state
from ..models import Delivery, Finding, LibraryDocument, PublishedAddress, Verdict
from ..obligations.lights import with_light


class OverduePanel(Component):
    """Each figure leads to its list; nothing is told that the person may not see."""

    name = "cimtra-overdue"
    template_name = "cimtra/coverage/home_panel.html"
    order = 60

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin-reports.css", "css/admin-coverage.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"tiles": tiles_for(parent_context["request"].user)}


def is_for(user: User) -> bool:
    return user.has_perm(FOLLOW)


def tiles_for(user: User) -> list[dict[str, Any]]:
    """What is overdue for everybody who follows CIMTRA, then what waits for the decisions of `user`; four queries."""
    today = timezone.localdate()
    findings = Finding.objects.aggregate(
        overdue=Count("pk", filter=overdue_on(today)), attended=Count("pk", filter=Q(state=Finding.State.ATTENDED))
    )
    deliveries = Delivery.objects.aggregate(
        late=Count("pk", filter=with_light("late", today)), in_review=Count("pk", filter=with_light("in_review", today))
    )
    watched = PublishedAddress.objects.filter(is_watched=True)
    addresses = watched.aggregate(
        broken=Count("pk", filter=Q(last_check__verdict=Verdict.BROKEN)),
        outdated=Count("pk", filter=Q(last_check__verdict=Verdict.OUTDATED)),
    )
    found = [
        _tile("bad", "flag", _("Observations overdue"), findings["overdue"], "cimtra_findings:list", "vence=vencidas"),
        _tile(
            "bad", "clock", _("Late deliveries"), deliveries["late"], "cimtra_obligations:deliveries", "semaforo=late"
        ),
        _tile("bad", "link", _("Broken addresses"), addresses["broken"], "cimtra_monitoring:list", "resultado=broken"),
        _tile(
            "warn",
            "link",
            _("Addresses out of date"),
            addresses["outdated"],
            "cimtra_monitoring:list",
            "resultado=outdated",
        ),
    ]
    if user.has_perm(VERIFY):
        found.append(
            _tile("info", "check", _("To verify"), findings["attended"], "cimtra_findings:list", "estado=atendida")
        )
    if user.has_perm(ACCEPT):
        found.append(
            _tile(
                "info",
                "half",
                _("To accept"),
                deliveries["in_review"],
                "cimtra_obligations:deliveries",
                "semaforo=in_review",
            )
        )
    if user.has_perm(PUBLISH):
        waiting = in_state(with_state(LibraryDocument.objects.all()), State.WAITING).count()
        found.append(_tile("info", "doc", _("To publish"), waiting, "cimtra_library:list", "estado=waiting"))
    return found


def _tile(tone: str, icon: str, label: str, number: int, address: str, query: str) -> dict[str, Any]:
    return {
        # What is nothing is no alarm, and says so by word, icon and colour.
        "tone": tone if number else "ok",
        "icon": icon if number else "check-circle",
        "label": label,
        "number": number,
        "url": f"{reverse(address)}?{query}",
    }
