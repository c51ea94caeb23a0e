"""What the page of a result shows."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from courses.api import address_of, step_context

from . import opening
from .after_grading import appeal_entries, regrades_of
from .models import Attempt, QuizBand
from .opening_words import why_not
from .review import Review, may_repeat, review
from .standing import standing_of
from .timing import adapted_for


def result_context(attempt: Attempt) -> dict:
    """Score and verdict, the review that the policy allows, the lessons to reread and the next thing to do."""
    enrolment, quiz, now = attempt.enrolment, attempt.quiz, timezone.now()
    siblings = list(Attempt.objects.counted().filter(enrolment=enrolment, quiz=quiz).order_by("number"))
    standing = standing_of(siblings)
    adapted = adapted_for(employee_id=enrolment.employee_id, quiz_id=quiz.pk)
    repeat = may_repeat(
        attempt,
        submitted=sum(not one.is_open for one in siblings),
        has_passed=standing.has_passed,
        extra=adapted.extra_attempts,
        closes_at=adapted.closing(quiz.closes_at),
    )
    # What an attempt that is under way could still use is not shown either, whatever the others say.
    reviewed = review(attempt, may_repeat=repeat or any(one.is_open for one in siblings))
    place = step_context(quiz, enrolment)
    step = place["step"]
    candidate = opening.Candidate(
        enrolment=enrolment,
        quiz=quiz,
        earlier=siblings,
        adapted=adapted,
        at=now,
        is_step_open=step is not None and step["available"],
    )
    return {
        "attempt": attempt,
        "quiz_title": attempt.rules["title"],
        "quiz_url": address_of(quiz),
        "course": enrolment.course,
        "course_url": address_of(enrolment.course),
        "review": reviewed,
        "appeal_entries": appeal_entries(attempt, reviewed.questions),
        "regrades": regrades_of(attempt),
        "pass_mark": attempt.rules["pass_mark"],
        "parts": _parts(attempt),
        "mastery_mark": attempt.rules.get("mastery_mark"),
        "band": _band(attempt),
        "may_repeat": repeat,
        "attempts_left": candidate.attempts_left,
        "why_not_now": _why_not_now(candidate) if repeat else "",
        "standing": standing,
        "counts_otherwise": standing.score is not None and standing.score != attempt.score,
        "has_passed_before": standing.has_passed and not attempt.has_passed,
        "lessons_to_open": candidate.lessons_to_open if siblings and siblings[-1].pk == attempt.pk else [],
        "lessons_to_reread": _lessons(reviewed, place["progress"]),
        "next_step": _next_step(place) if standing.has_passed else None,
        "has_completed_course": not enrolment.is_open,
    }


def _parts(attempt: Attempt) -> list[dict]:
    """``{title, score, is_mastered}`` of each training requirement, where the quiz has a minimum for them."""
    return [{**part, "score": Decimal(part["score"])} for part in attempt.parts]


def _band(attempt: Attempt) -> QuizBand | None:
    """The message for this score: that of the highest threshold reached."""
    if not attempt.is_graded:
        return None
    reached = QuizBand.objects.filter(quiz=attempt.quiz_id, from_score__lte=attempt.score)
    return reached.select_related("lesson").order_by("-from_score").first()


def _why_not_now(candidate: opening.Candidate) -> str:
    """Why the next attempt has to wait; empty where it can begin at once, or one is under way."""
    try:
        opening.check(candidate)
    except opening.NotYet as reason:
        return why_not(reason)
    except opening.CannotStart:
        return ""
    return ""


def _lessons(reviewed: Review, progress) -> list[dict]:
    """Titles and addresses from the outline, each once and at the block that explains the first of its questions.

    A lesson that is no longer published is left out.
    """
    lessons: dict[int, dict] = {}
    for pk, paragraph in reviewed.lessons_to_reread:
        step = progress.step(pk)
        if step is not None and pk not in lessons:
            lessons[pk] = {**step, "url": at_block(step["url"], paragraph)}
    return list(lessons.values())


def at_block(url: str, paragraph: int | None) -> str:
    """The address of a lesson at the block that has this number."""
    return f"{url}#b{paragraph}" if paragraph else url


def _next_step(place: dict) -> dict | None:
    """The step after this quiz, or the first one that is still open when that is not available."""
    following = place["next_step"]
    if following and following["available"] and not following["done"]:
        return following
    return place["progress"].next_step
