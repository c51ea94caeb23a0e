"""«CIMTRA» in the menu of the admin: each sees what the own permissions open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.api import PermittedMenuItem

from .access import COVERAGE, FOLLOW

# (name, label, address, permission, icon), in the order in which they stand; the versions and lists of the instrument
# follow them.
ENTRIES = [
    ("cimtra-coverage", _("Coverage"), "cimtra_coverage:board", COVERAGE, "table"),
    ("cimtra-instrument", _("Instrument"), "cimtra_admin:instrument", FOLLOW, "view"),
    ("cimtra-responsible", _("Who answers for each aspect"), "cimtra_instrument:responsible", FOLLOW, "group"),
    ("cimtra-rounds", _("Evaluation rounds"), "cimtra_rounds:list", FOLLOW, "tick-inverse"),
    ("cimtra-findings", _("Findings"), "cimtra_findings:list", COVERAGE, "warning"),
    ("cimtra-poa", _("POA and indicators"), "cimtra_indicators:list", FOLLOW, "form"),
    ("cimtra-obligations", _("Obligations to publish"), "cimtra_obligations:list", FOLLOW, "list-ul"),
    (
        "cimtra-deliveries",
        pgettext_lazy("obligations", "Deliveries"),
        "cimtra_obligations:board",
        FOLLOW,
        "calendar-check",
    ),
    ("cimtra-sessions", _("Sessions of the council"), "cimtra_sessions:list", FOLLOW, "group"),
    ("cimtra-library", _("Published documents"), "cimtra_library:list", FOLLOW, "doc-full-inverse"),
    ("cimtra-microsite", _("Microsite"), "cimtra_microsite:versions", FOLLOW, "site"),
    ("cimtra-plans", _("Work plans"), "cimtra_plans:list", FOLLOW, "tasks"),
    ("cimtra-packs", _("Packs of evidence"), "cimtra_packs:list", COVERAGE, "folder-open-inverse"),
    ("cimtra-monitoring", _("Monitoring of links"), "cimtra_monitoring:list", FOLLOW, "link"),
    ("cimtra-versions", _("Versions"), "cimtra_instrument:versions", FOLLOW, "history"),
    ("cimtra-institutions", _("Institutions"), "cimtra_instrument:institutions", FOLLOW, "site"),
]


def entries() -> list[PermittedMenuItem]:
    return [
        PermittedMenuItem(label, reverse(address), permission=permission, icon_name=icon, name=name, order=place - 100)
        for place, (name, label, address, permission, icon) in enumerate(ENTRIES)
    ]
