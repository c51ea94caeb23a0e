"""What those who marked a written answer say about it to its author, without saying who they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .grading import MARKERS_THAT_DIFFER
from .models import AttemptQuestion, Marking


def remarks_on(questions: Iterable[AttemptQuestion]) -> dict[int, list[str]]:
    """The levels reached and the comments by the id of the question; where a third reading decided, only that one's.

    No query where nothing is marked by people.
    """
    written = {one.carried_from_id or one.pk: one for one in questions if one.version.needs_marker}
    if not written:
        return {}
    readings: dict[int, list[Marking]] = {pk: [] for pk in written}
    for marking in Marking.objects.filter(attempt_question__in=written).order_by("round"):
        readings[marking.attempt_question_id].append(marking)
    return {
        written[pk].pk: [
            line for marking in found[MARKERS_THAT_DIFFER - 1 :] or found for line in _lines(written[pk], marking)
        ]
        for pk, found in readings.items()
    }


def _lines(question: AttemptQuestion, marking: Marking) -> list[str]:
    rubric = question.version.settings.get("rubric", [])
    reached = [
        _("%(criterion)s: %(level)s") % {"criterion": criterion["name"], "level": criterion["levels"][place]["text"]}
        for criterion, place in zip(rubric, marking.levels, strict=False)
        if isinstance(place, int) and 0 <= place < len(criterion["levels"])
    ]
    return reached + ([marking.comment] if marking.comment else [])
