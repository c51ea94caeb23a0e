"""What must hold of attempts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.plugins import IntegrityCheck, integrity_checks

from .score_check import differences


def results_that_differ() -> Iterator[str]:
    for one in differences():
        yield _("Examination %(code)s (%(uuid)s): %(what)s is %(stored)s and should be %(recomputed)s") % {
            "code": one.attempt.exam_code,
            "uuid": one.attempt.uuid,
            "what": one.what,
            "stored": one.stored,
            "recomputed": one.recomputed,
        }


def register() -> None:
    integrity_checks.register(
        "scores",
        IntegrityCheck(
            gettext_lazy("The result of each attempt is the one that its answers give"), results_that_differ
        ),
    )
