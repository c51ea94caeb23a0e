"""What evaluations has on record of how a course was completed: the attempts, by their ids."""

from __future__ import annotations

from typing import Any

from courses.api import Completion

from .models import Attempt


def attempts_behind(completion: Completion) -> dict[str, Any]:
    """The graded attempts of the cycle that `completion` ended, oldest first; {} where there was none. One query.

    Each as {"attempt": uuid, "quiz": page id, "number", "score", "passed", "submitted_at"}, scores as text.
    """
    attempts = (
        Attempt.objects.submitted()
        .filter(enrolment=completion.enrolment_id)
        .order_by("submitted_at", "pk")
        .values_list("uuid", "quiz_id", "number", "score", "passed", "submitted_at")
    )
    lines = [
        {
            "attempt": str(uuid),
            "quiz": quiz,
            "number": number,
            "score": str(score),
            "passed": passed,
            "submitted_at": submitted_at.isoformat(),
        }
        for uuid, quiz, number, score, passed, submitted_at in attempts
    ]
    return {"attempts": lines} if lines else {}
