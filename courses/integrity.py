"""What must hold of enrolments and completions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.plugins import IntegrityCheck, integrity_checks

from .models import Completion, Enrolment

CHUNK = 500


def enrolments_and_completions_apart() -> Iterator[str]:
    """An enrolment is closed exactly when its completion stands, and at the moment that the completion says."""
    closed = Enrolment.objects.filter(completed_at__isnull=False, completion=None)
    for pk in closed.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield _("Enrolment %(number)d is closed and has no completion") % {"number": pk}
    completed = Completion.objects.exclude(enrolment=None)
    for pk in (
        completed.filter(enrolment__completed_at=None).order_by("pk").values_list("enrolment", flat=True).iterator()
    ):
        yield _("Enrolment %(number)d is open although it has a completion") % {"number": pk}
    for pk in (
        completed.exclude(enrolment__completed_at=None)
        .exclude(enrolment__completed_at=F("completed_at"))
        .order_by("pk")
        .values_list("enrolment", flat=True)
        .iterator(chunk_size=CHUNK)
    ):
        yield _("Enrolment %(number)d was closed at another moment than its completion says") % {"number": pk}


def register() -> None:
    integrity_checks.register(
        "completions",
        IntegrityCheck(
            gettext_lazy("Each closed enrolment has its completion, and only these"), enrolments_and_completions_apart
        ),
    )
