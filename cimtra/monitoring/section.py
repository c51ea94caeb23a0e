"""Published addresses on /mi-area/: those of the own departments that have to be mended, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ..area import OwnArea
from ..models import PublishedAddress, Verdict
from .addresses import with_names
from .look import row_of

TO_MEND = (Verdict.BROKEN, Verdict.OUTDATED, Verdict.CHANGED)
SHOWN = 20


def section(request: HttpRequest, area: OwnArea) -> dict[str, Any] | None:
    """Nothing where no address of the area is looked at; one query."""
    own = PublishedAddress.objects.filter(department__in=area.ids, is_watched=True)
    found = list(with_names(own))
    if not found:
        return None
    verdicts = [one.last_check.verdict if one.last_check else "" for one in found]
    to_mend = [row_of(one) for one, verdict in zip(found, verdicts, strict=True) if verdict in TO_MEND]
    context = {
        "addresses_to_mend": to_mend[:SHOWN],
        "addresses_left_out": max(0, len(to_mend) - SHOWN),
        "addresses_looked_at": len(found),
        "addresses_that_meet": verdicts.count(Verdict.MEETS),
        "addresses_unverified": verdicts.count(Verdict.UNVERIFIABLE),
    }
    return {"template": "cimtra/monitoring/_area_section.html", "context": context}
