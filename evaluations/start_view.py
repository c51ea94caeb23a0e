"""What the page of a quiz shows before one starts: the rules, and what is open to this person."""

from __future__ import annotations

from courses.api import enrolment_for, step_context

from .attempts import attempts_left
from .models import Attempt, QuizPage
from .review import told_before


def start_context(page: QuizPage, request) -> dict:
    enrolment = None
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        enrolment = enrolment_for(request, page)
    own = list(Attempt.objects.filter(enrolment=enrolment, quiz=page).order_by("number")) if enrolment else []
    submitted = [attempt for attempt in own if not attempt.is_open]
    return {
        **step_context(page, enrolment),
        "is_preview": getattr(request, "is_preview", False),
        "shown_afterwards": told_before(page),
        "question_count": page.question_count,
        "open_attempt": next((attempt for attempt in own if attempt.is_open), None),
        "submitted_attempts": submitted,
        "passed_attempt": next((attempt for attempt in submitted if attempt.has_passed), None),
        "attempts_left": attempts_left(page, submitted=len(submitted)),
    }
