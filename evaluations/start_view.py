"""What the page of a quiz shows before one starts: all its rules, and what is open to this person."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from courses.api import enrolment_for, step_context

from . import attempts, opening
from .carrying import carried_over
from .models import Attempt, QuizPage
from .opening_words import title_of, why_not
from .review import matrix_of
from .review_words import told_before
from .standing import standing_of
from .timing import Adapted, adapted_for, deadline_of


def start_context(page: QuizPage, request) -> dict:
    """Everything that the template needs; nothing in it tells the access code."""
    enrolment = None
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        enrolment = enrolment_for(request, page)
    place = step_context(page, enrolment)
    now = timezone.now()
    own, adapted = _own(page, enrolment, now)
    return {
        **place,
        "is_preview": getattr(request, "is_preview", False),
        "question_count": page.question_count,
        "asks_for_code": bool(page.access_code),
        **_rules(page, adapted, now),
        **_standing(page, place, own, adapted, now),
    }


def _own(page: QuizPage, enrolment, now: dt.datetime) -> tuple[list[Attempt], Adapted]:
    if enrolment is None:
        return [], Adapted()
    found = Attempt.objects.filter(enrolment=enrolment, quiz=page).order_by("number")
    return [attempts.close_when_over(attempt=attempt, at=now) for attempt in found], adapted_for(
        employee_id=enrolment.employee_id, quiz_id=page.pk
    )


def _rules(page: QuizPage, adapted: Adapted, now: dt.datetime) -> dict:
    allowed = page.max_attempts + adapted.extra_attempts if page.max_attempts else 0
    limit = adapted.time_limit(page.time_limit) if page.time_limit else None
    closes_at = adapted.closing(page.closes_at)
    rules = {"time_limit": page.time_limit, "closes_at": page.closes_at.isoformat() if page.closes_at else None}
    would_end = deadline_of(rules=rules, started_at=now, adapted=adapted)
    return {
        "attempts_allowed": allowed,
        "extra_attempts": adapted.extra_attempts if page.max_attempts else 0,
        # Rounded down: nobody is told of time that they do not have.
        "limit_minutes": int(limit.total_seconds() // 60) if limit else None,
        "has_extra_time": bool(page.time_limit and (adapted.extra_percent or adapted.extra_minutes)),
        "closes_at": closes_at,
        "closes_later": closes_at != page.closes_at,
        # Worth saying only where the closing date leaves less than the time limit.
        "would_end": would_end if limit and would_end and would_end < now + limit else None,
        "shown_afterwards": told_before(page, matrix_of(page), attempts=allowed),
    }


def _standing(page: QuizPage, place: dict, own: list[Attempt], adapted: Adapted, now: dt.datetime) -> dict:
    """The attempts so far, whether another may begin, and if not why."""
    enrolment, step = place["enrolment"], place["step"]
    if enrolment is None:
        return {"attempts_left": page.max_attempts or None, "past_attempts": []}
    candidate = opening.Candidate(
        enrolment=enrolment,
        quiz=page,
        earlier=own,
        adapted=adapted,
        at=now,
        is_step_open=step is not None and step["available"],
    )
    reason = _reason(candidate)
    last = candidate.counted[-1] if candidate.counted else None
    return {
        "open_attempt": next((attempt for attempt in own if attempt.is_open), None),
        "past_attempts": [attempt for attempt in own if not attempt.is_open],
        "standing": standing_of(candidate.counted),
        "attempts_left": candidate.attempts_left,
        "reason": type(reason).__name__ if reason else "",
        "reason_title": title_of(reason) if reason else "",
        "reason_text": why_not(reason) if reason else "",
        "lessons_to_open": candidate.lessons_to_open,
        "last_attempt": last,
        "repeats_a_part": carried_over(page, earlier=candidate.counted) is not None,
    }


def _reason(candidate: opening.Candidate) -> opening.CannotStart | None:
    try:
        opening.check(candidate)
    except opening.CannotStart as reason:
        return reason
    return None
