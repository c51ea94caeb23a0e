"""«CIMTRA» in the menu of the admin: each sees what the own permissions open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.api import PermittedMenuItem

from .access import FOLLOW

# (name, label, address, permission, icon), in the order in which they stand; the versions and lists of the instrument
# follow them.
ENTRIES = [
    ("cimtra-instrument", _("Instrument"), "cimtra_admin:instrument", FOLLOW, "view"),
]


def entries() -> list[PermittedMenuItem]:
    return [
        PermittedMenuItem(label, reverse(address), permission=permission, icon_name=icon, name=name, order=place - 100)
        for place, (name, label, address, permission, icon) in enumerate(ENTRIES)
    ]
