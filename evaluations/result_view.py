"""What the page of a result shows."""

from __future__ import annotations

from courses.api import address_of, step_context

from .attempts import attempts_left
from .models import Attempt
from .review import may_repeat, review


def result_context(attempt: Attempt) -> dict:
    """Score and verdict, the review that the policy allows, the lessons to reread and the next thing to do."""
    outcomes = Attempt.objects.submitted().filter(enrolment=attempt.enrolment, quiz=attempt.quiz)
    passed = list(outcomes.values_list("passed", flat=True))
    repeat = may_repeat(attempt, submitted=len(passed), has_passed=any(passed))
    reviewed = review(attempt, may_repeat=repeat)
    place = step_context(attempt.quiz, attempt.enrolment)
    course = attempt.enrolment.course
    return {
        "attempt": attempt,
        "quiz_title": attempt.rules["title"],
        "quiz_url": address_of(attempt.quiz),
        "course": course,
        "course_url": address_of(course),
        "review": reviewed,
        "total": attempt.rules["questions"],
        "pass_mark": attempt.rules["pass_mark"],
        "may_repeat": repeat,
        "attempts_left": attempts_left(attempt.quiz, submitted=len(passed)),
        "has_passed_before": any(passed) and not attempt.has_passed,
        "lessons_to_reread": _lessons(reviewed.lessons_to_reread, place["progress"]),
        "next_step": _next_step(place) if any(passed) else None,
        "has_completed_course": not attempt.enrolment.is_open,
    }


def _lessons(ids: list[int], progress) -> list[dict]:
    """Titles and addresses from the outline; a lesson that is no longer published is left out."""
    return [step for step in (progress.step(pk) for pk in ids) if step is not None]


def _next_step(place: dict) -> dict | None:
    """The step after this quiz, or the first one that is still open when that is not available."""
    following = place["next_step"]
    if following and following["available"] and not following["done"]:
        return following
    return place["progress"].next_step
