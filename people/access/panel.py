"""«Access account» on RH's page about a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..models import Employee
from .receipts import receipts_of, with_looks

SHOWN = 3


def access_panel(employee: Employee) -> list[dict]:
    """The panel with the account and its last receipts; the buttons stand on a page that checks who may press them."""
    return [
        {
            "title": _("Access account"),
            "template": "people/access/_panel.html",
            "context": {
                "employee": employee,
                "account": employee.user,
                "has_password": bool(employee.user and employee.user.password and employee.user.has_usable_password()),
                "receipts": with_looks(receipts_of(employee)[:SHOWN]),
            },
        }
    ]
