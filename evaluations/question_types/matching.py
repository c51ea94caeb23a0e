"""Pairs: what stands at the left is matched with one of the choices.

Body: ``{"pairs": [{"left": inline HTML, "right": plain text}], "extra": [plain text]}``; extras match nothing. The
options of ``Asked`` are the left sides; its settings hold the choices in a random order, equal right sides as one:
``{"choices": [{"id", "text"}]}``. Answer: ``{left id: choice id}`` of the lefts that have one. Key:
``{"pairs": {left id: choice id}, "extra": [choice ids]}``. Each pair counts alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import Asked, Fields, Key, QuestionType, ReviewedRow
from . import bodies
from .fields import check_names, field_name, id_of, stored_value

MAX_PAIRS = 12
MAX_CHOICES = 20


class Matching(QuestionType):
    name = "matching"
    label = _("Matching")
    template = "evaluations/questions/matching.html"

    # Writing

    def canonical(self, body: Mapping) -> dict:
        pairs = [
            {"left": bodies.inline(pair.get("left")), "right": bodies.line(pair.get("right"))}
            for pair in bodies.rows_of(body, "pairs")
        ]
        rights = {pair["right"] for pair in pairs}
        extra = dict.fromkeys(bodies.line(text) for text in bodies.lines_of(body, "extra"))
        return {"pairs": pairs, "extra": [text for text in extra if text and text not in rights]}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        pairs = body["pairs"]
        rights = dict.fromkeys([*(pair["right"] for pair in pairs), *body["extra"]])
        found = []
        if len(pairs) < 2:
            found.append(_("Write at least two pairs."))
        if len(pairs) > MAX_PAIRS or len(rights) > MAX_CHOICES:
            found.append(_("A question can have twelve pairs and twenty choices at most."))
        if not all(pair["left"] and pair["right"] for pair in pairs):
            found.append(_("A pair lacks one of its two sides."))
        if bodies.repeats(pair["left"] for pair in pairs):
            found.append(_("Two left sides say the same."))
        if bodies.repeats(rights, as_read=str):
            found.append(_("Two choices differ only in capital letters."))
        if len(pairs) > 1 and len(rights) < 2:
            found.append(_("There is only one choice: add another one, if only as a distractor."))
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        lefts = [{"id": new_id(pair["left"]), "html": pair["left"]} for pair in body["pairs"]]
        rights = dict.fromkeys([*(pair["right"] for pair in body["pairs"]), *body["extra"]])
        ids = {text: new_id(text) for text in rights}
        # Ids are random, so their order tells nothing of the pairs.
        choices = sorted(({"id": pk, "text": text} for text, pk in ids.items()), key=lambda choice: choice["id"])
        return Asked(stem=stem, options=lefts, settings={"choices": choices}), Key(
            correct={
                "pairs": {left["id"]: ids[pair["right"]] for left, pair in zip(lefts, body["pairs"], strict=True)},
                "extra": [ids[text] for text in body["extra"]],
            }
        )

    def join(self, asked: Asked, key: Key) -> dict:
        texts = _texts(asked)
        return {
            "pairs": [
                {"left": left["html"], "right": texts[key.correct["pairs"][left["id"]]]} for left in asked.options
            ],
            "extra": [texts[pk] for pk in key.correct["extra"]],
        }

    # Asking

    def instruction(self, asked: Asked) -> Any:
        return _("Choose the match of each line.")

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        """The choices always in a random order; the left sides where shuffling is wanted."""
        lefts = [left["id"] for left in asked.options]
        choices = [choice["id"] for choice in asked.settings["choices"]]
        if shuffle:
            chance.shuffle(lefts)
        chance.shuffle(choices)
        return lefts + choices

    def controls(self, shown: Any) -> dict:
        choices = shown.asked.arranged(shown.asked.settings["choices"])
        return {
            "rows": [
                {
                    "name": field_name(left["id"], prefix=shown.prefix),
                    "html": shown.html(left["html"]),
                    "choices": [
                        {**choice, "is_chosen": choice["id"] == stored_value(shown.fields, left["id"])}
                        for choice in choices
                    ],
                }
                for left in shown.asked.arranged()
            ]
        }

    def blank(self) -> dict:
        return {}

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        lefts = [left["id"] for left in asked.options]
        known = _texts(asked)
        check_names(fields, lefts)
        chosen = {left: id_of(fields, left, known=known) for left in lefts}
        return {left: choice for left, choice in chosen.items() if choice}

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {field_name(left): [choice] for left, choice in selected.items()}

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        """The share of right pairs."""
        pairs = correct["pairs"]
        right = sum(selected.get(left) == choice for left, choice in pairs.items())
        return bodies.clamp(Decimal(right) / len(pairs))

    def mark_reveals_key(self, asked: Asked) -> bool:
        return len(asked.options) == len(asked.settings["choices"]) == 2

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [text for _pk, text in self.responses(selected, asked=asked)]

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        texts = _texts(asked)
        return [
            (f"{left['id']}>{selected[left['id']]}", f"{plain_text(left['html'])} → {texts[selected[left['id']]]}")
            for left in asked.arranged()
            if left["id"] in selected
        ]

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        texts = _texts(asked)
        rows = []
        for left in asked.arranged():
            chosen = selected.get(left["id"])
            right = key.correct["pairs"][left["id"]] if key else None
            rows.append(
                ReviewedRow(
                    html=left["html"],
                    given=texts[chosen] if chosen else "",
                    is_chosen=bool(chosen),
                    is_correct=chosen == right if key else None,
                    right=texts[right] if right and chosen != right else "",
                )
            )
        return rows


def _texts(asked: Asked) -> dict[str, str]:
    return {choice["id"]: choice["text"] for choice in asked.settings["choices"]}
