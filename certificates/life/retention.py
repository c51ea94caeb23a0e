"""How long names are kept on constancias that serve nobody any more. Nothing ends until a setting says the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Certificate, RevocationAppeal
from .withholding import withhold

LANGUAGE = "es-mx"


def years_kept() -> int:
    """The setting CERTIFICATES_NAME_YEARS; 0, as long as nobody sets it, keeps names for good."""
    return getattr(settings, "CERTIFICATES_NAME_YEARS", 0)


def over_on(day: dt.date, years: int) -> QuerySet[Certificate]:
    """The current constancias whose time was over on `day`, oldest first.

    `years` are counted from the last day on which it served: until it expired, was revoked or, where it does not
    expire, was issued; and never while its holder is on the roll, nor within the same years of leaving. Those that it
    replaced go with it. One without a file, or with an objection that waits, stays until that is settled.
    """
    before = _years_before(day, years)
    served_until = (
        Q(revoked_at__date__lt=before) | Q(valid_until__lt=before) | Q(valid_until=None, issued_at__date__lt=before)
    )
    left = Q(employee=None) | Q(employee__left_on__lt=before)
    waiting = RevocationAppeal.objects.filter(certificate=OuterRef("pk"), decided_at=None)
    current = Certificate.objects.with_name().filter(superseded_at=None).exclude(sha256="")
    return current.filter(served_until, left, ~Exists(waiting)).order_by("pk")


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; a 29 February that did not exist is the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def withhold_old_names(*, years: int) -> Iterator[Certificate]:
    """Withhold the names whose time is over today, one transaction each, so that it may be stopped at any moment."""
    with override(LANGUAGE):
        reason = _("The time for which names are kept is over.")
    # All of them first: the rows change under the query that finds them.
    for certificate in list(over_on(timezone.localdate(), years).only("pk")):
        yield withhold(certificate=certificate, reason=reason, withheld_by=None)
