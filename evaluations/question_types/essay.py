"""A text that a person reads and marks.

Body: ``{"min_words", "max_words", "rubric": [{"name", "levels": [{"text", "points"}]}], "guidance": block HTML}``; 0 is
no limit, without a rubric the mark is one number from 0 to 100. The rubric is shown to the learner, the guidance only
to those who mark. Answer: ``{"text": "…"}``. Key: ``{"guidance": HTML}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..plugins import Asked, Key, ReviewedRow
from . import bodies, numbers, texts, typed

MAX_CRITERIA = 12
MAX_LEVELS = 8


class Essay(typed.TypedType):
    name = "essay"
    label = _("Essay")
    template = "evaluations/questions/essay.html"
    needs_marker = True
    may_be_part = False
    limit = 20_000

    # Writing

    def canonical(self, body: Mapping) -> dict:
        return {
            "min_words": bodies.whole_number(body.get("min_words")),
            "max_words": bodies.whole_number(body.get("max_words")),
            "rubric": [
                {
                    "name": bodies.line(criterion.get("name")),
                    "levels": [
                        {
                            "text": bodies.line(level.get("text")),
                            "points": numbers.canonical_number(level.get("points")),
                        }
                        for level in bodies.rows_of(criterion, "levels")
                    ],
                }
                for criterion in bodies.rows_of(body, "rubric")
            ],
            "guidance": bodies.block(body.get("guidance")),
        }

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        found: list[Any] = []
        if body["max_words"] and body["max_words"] < body["min_words"]:
            found.append(_("The most words allowed are fewer than the fewest."))
        if max(body["max_words"], body["min_words"]) > self.limit // 5:
            found.append(_("A text can have four thousand words at most."))
        if len(body["rubric"]) > MAX_CRITERIA:
            found.append(_("A rubric can have twelve criteria at most."))
        for number, criterion in enumerate(body["rubric"], start=1):
            for problem in _problems_of_criterion(criterion):
                found.append(gettext("Criterion %(number)d: %(problem)s") % {"number": number, "problem": problem})
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        settings = {name: body[name] for name in ("min_words", "max_words", "rubric") if body[name]}
        return Asked(stem=stem, settings=settings), Key(correct={"guidance": body["guidance"]})

    def join(self, asked: Asked, key: Key) -> dict:
        return {
            "min_words": asked.settings.get("min_words", 0),
            "max_words": asked.settings.get("max_words", 0),
            "rubric": asked.settings.get("rubric", []),
            "guidance": key.correct["guidance"],
        }

    # Asking

    def instruction(self, asked: Asked) -> Any:
        least, most = asked.settings.get("min_words"), asked.settings.get("max_words")
        if least and most:
            return gettext("Write from %(least)d to %(most)d words.") % {"least": least, "most": most}
        if least:
            return ngettext("Write at least %(n)d word.", "Write at least %(n)d words.", least) % {"n": least}
        if most:
            return ngettext("Write %(n)d word at most.", "Write %(n)d words at most.", most) % {"n": most}
        return _("Write your answer.")

    def controls(self, shown: Any) -> dict:
        base = super().controls(shown)
        return {**base, "words": texts.count_words(base["value"]), "rubric": shown.asked.settings.get("rubric", [])}

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> None:
        """A person marks it."""
        return None

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [line for line in selected["text"].splitlines() if line.strip()]

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        """None: no two texts are alike, so there are no distractors to count."""
        return []

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        return [ReviewedRow(html="", given=selected["text"], is_chosen=bool(selected["text"]))]


def _problems_of_criterion(criterion: Mapping) -> list[Any]:
    levels = criterion["levels"]
    points = [numbers.exact(level["points"]) for level in levels]
    found = []
    if not criterion["name"] or not all(level["text"] for level in levels):
        found.append(_("Give the criterion and each of its levels a text."))
    if not 2 <= len(levels) <= MAX_LEVELS:
        found.append(_("Write from two to eight levels."))
    if any(point is None or not 0 <= point <= bodies.HUNDRED for point in points):
        found.append(_("The points of a level are a number from 0 to 100."))
    elif not any(points):
        found.append(_("One level must give points."))
    return found
