r"""A word or a few, compared with the variants that the author accepts.

Body: ``{"answers": [{"text", "weight", "feedback": inline HTML}], "case_matters", "accents_matter"}``; in ``text`` a
``*`` is any run of characters and ``\*`` a star. Answer: ``{"text": "…"}``. Key: ``{"answers": [{"text", "weight"}]}``,
the notes by the place of each. The first answer that fits decides, so an author may put «*» last to catch the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..plugins import Asked, Key, ReviewedRow
from . import bodies, texts, typed

MAX_ANSWERS = 30


class ShortText(typed.TypedType):
    name = "short_text"
    label = _("Short text")
    template = "evaluations/questions/short_text.html"

    # Writing

    def canonical(self, body: Mapping) -> dict:
        answers = [
            {
                "text": bodies.line(answer.get("text")),
                "weight": typed.canonical_weight(answer),
                "feedback": bodies.inline(answer.get("feedback")),
            }
            for answer in bodies.rows_of(body, "answers")
        ]
        return {"answers": answers, **{name: bool(body.get(name)) for name in ("case_matters", "accents_matter")}}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        answers = body["answers"]
        if not answers:
            return [_("Write at least one accepted answer.")]
        found = []
        if len(answers) > MAX_ANSWERS:
            found.append(_("A question can have thirty accepted answers at most."))
        if not all(answer["text"] for answer in answers):
            found.append(_("An accepted answer is empty."))
        if any(len(answer["text"]) > self.limit for answer in answers):
            found.append(_("An accepted answer is longer than 500 characters."))
        if bodies.has_bad_weight(answers):
            found.append(_("The weight of an answer is a number from -100 to 100."))
        elif not typed.earns_all(answers):
            found.append(_("One answer must have the weight 100."))
        elif not is_reachable(answers, case_matters=body["case_matters"], accents_matter=body["accents_matter"]):
            found.append(typed.SHADOWED)
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        settings = {name: True for name in ("case_matters", "accents_matter") if body[name]}
        answers = body["answers"]
        return Asked(stem=stem, settings=settings), Key(
            correct={"answers": typed.without_feedback(answers)},
            option_feedback=typed.feedback_of(answers),
        )

    def join(self, asked: Asked, key: Key) -> dict:
        rules = {name: bool(asked.settings.get(name)) for name in ("case_matters", "accents_matter")}
        return {"answers": typed.with_feedback(key.correct["answers"], key.option_feedback), **rules}

    # Asking

    def instruction(self, asked: Asked) -> Any:
        if asked.settings.get("case_matters") and asked.settings.get("accents_matter"):
            return _("Write the answer. Capital letters and accents count.")
        if asked.settings.get("case_matters"):
            return _("Write the answer. Capital letters count, accents do not.")
        if asked.settings.get("accents_matter"):
            return _("Write the answer. Accents count, capital letters do not.")
        return _("Write the answer. Capital letters and accents do not matter.")

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        place = self._place(selected, asked=asked, correct=correct)
        return Decimal(0) if place is None else bodies.share(correct["answers"][place]["weight"])

    @staticmethod
    def _place(selected: Any, *, asked: Asked, correct: Any) -> int | None:
        """Which of the accepted answers it is."""
        return place_of(selected["text"], correct["answers"], **asked.settings) if selected["text"] else None

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [selected["text"]] if selected["text"] else []

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        said = texts.comparable(selected["text"], **asked.settings)
        return [(said, selected["text"])] if said else []

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        row = ReviewedRow(html="", given=selected["text"], is_chosen=bool(selected["text"]))
        if key is None:
            return [row]
        is_correct = self.fraction(selected, asked=asked, correct=key.correct) == 1
        return [
            ReviewedRow(
                html=row.html,
                given=row.given,
                is_chosen=row.is_chosen,
                is_correct=is_correct,
                right="" if is_correct else texts.in_plain_words(typed.best(key.correct["answers"])["text"]),
                feedback=typed.note_of(key, self._place(selected, asked=asked, correct=key.correct)),
            )
        ]


def place_of(text: str, answers: Sequence[Mapping], **rules: bool) -> int | None:
    """The first of the answers that the text fits; `rules` as in ``texts.comparable``."""
    for place, answer in enumerate(answers):
        if texts.matches(answer["text"], text, **rules):
            return place
    return None


def is_reachable(answers: Sequence[Mapping], **rules: bool) -> bool:
    """Whether somebody who writes a fully right answer earns it all, whatever stands before it in the list."""
    written = (texts.example(answer["text"]) for answer in answers if bodies.share(answer["weight"]) == 1)
    places = (place_of(text, answers, **rules) for text in written)
    return any(place is not None and bodies.share(answers[place]["weight"]) == 1 for place in places)
