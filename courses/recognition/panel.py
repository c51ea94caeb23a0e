"""«Exemptions» on RH's page about a person: those that were ever given, and the way to give or withdraw one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from people.api import Employee

from ..models import Exemption
from .exemptions import state_of


def exemptions_panel(employee: Employee) -> list[dict[str, Any]]:
    """All exemptions of the person, the newest first, however they ended; one query."""
    given = Exemption.objects.filter(employee=employee).select_related("requirement", "approved_by__employee")
    return [
        {
            "title": _("Exemptions"),
            "template": "courses/recognition/_panel.html",
            "context": {
                "employee": employee,
                "exemptions": [{"row": one, "state": state_of(one)} for one in given.order_by("-starts_on", "-pk")],
            },
        }
    ]
