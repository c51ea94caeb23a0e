"""«Was the person told?» on RH's page about one person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..models import Employee, Notice
from .addresses import address_of, returned_among
from .told import line_of

SHOWN = 5


def notices_panel(employee: Employee) -> list[dict]:
    """The last notices with what became of each; the whole list and the buttons stand on the ledger's own page."""
    newest = Notice.objects.filter(employee=employee).select_related("mail", "employee", "about")[:SHOWN]
    address = address_of(employee)
    return [
        {
            "title": _("Notices"),
            "template": "people/notices/_panel.html",
            "context": {
                "employee": employee,
                "lines": [line_of(notice) for notice in newest],
                "address": address,
                "is_returned": bool(address and returned_among([address])),
            },
        }
    ]
