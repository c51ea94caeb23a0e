"""The section of «Mi aula» about quizzes: what is under way, what waits for marks, and how the last ones ended."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from .models import Attempt

#: For how long a result is still news.
RECENT = dt.timedelta(days=7)
MAX_ROWS = 10


def open_attempts(request, employee) -> list[dict]:
    """One section while there is something to tell, none otherwise; one query."""
    if employee is None:
        return []
    newer = Attempt.objects.filter(
        enrolment=OuterRef("enrolment"), quiz=OuterRef("quiz"), number__gt=OuterRef("number")
    )
    is_news = Q(state=Attempt.State.SUBMITTED, submitted_at__gt=timezone.now() - RECENT)
    goes_on = Q(state__in=[Attempt.State.OPEN, Attempt.State.AWAITING, Attempt.State.CANCELLED])
    found = (
        Attempt.objects.of(employee)
        .filter(is_news | goes_on, enrolment__completed_at=None)
        .exclude(Exists(newer))
        .select_related("enrolment__course")
        .order_by(F("submitted_at").desc(nulls_first=True), "-started_at")
    )
    rows = list(found[:MAX_ROWS])
    return [{"template": "evaluations/open_attempts.html", "context": {"attempts": rows}}] if rows else []
