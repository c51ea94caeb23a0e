"""Receipts: who gave access to whom, when, how, and what came of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import AccessCode, Employee

# (label, tone, icon) of AccessCode.state.
STATES = {
    "open": (_("Not used yet"), "info", "clock"),
    "used": (_("Code used"), "ok", "check-circle"),
    "cancelled": (_("Replaced or withdrawn"), "neutral", "replaced"),
    "expired": (_("Code too old"), "warn", "expired"),
}


def receipts() -> QuerySet[AccessCode]:
    """All receipts, the newest first, with the names that their page shows."""
    return AccessCode.objects.select_related("user__employee", "made_by__employee").order_by("-made_at", "-pk")


def receipts_of(employee: Employee) -> QuerySet[AccessCode]:
    return receipts().filter(user=employee.user_id) if employee.user_id else AccessCode.objects.none()


def with_looks(codes) -> list[dict]:
    """Each receipt with what includes/status.html takes."""
    lines = []
    for code in codes:
        label, tone, icon = STATES[code.state]
        lines.append({"code": code, "status": {"label": label, "tone": tone, "icon_name": icon, "state": code.state}})
    return lines
