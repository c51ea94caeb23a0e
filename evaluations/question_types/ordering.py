"""Things to be put in order, without dragging: each one gets its place.

Body: ``{"items": [inline HTML, in the right order], "credit": "positions" | "all_or_nothing"}``. Answer:
``{item id: place from 1}``; it may be incomplete, and a place given twice is kept but earns nothing. Key: the ids in
the right order. The order in which the items are stored is that of their random ids.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import Asked, Fields, Key, QuestionType, ReviewedRow
from . import bodies
from .fields import check_names, field_name, id_of, stored_value

POSITIONS, ALL_OR_NOTHING = "positions", "all_or_nothing"
MAX_ITEMS = 12


class Ordering(QuestionType):
    name = "ordering"
    label = _("Ordering")
    template = "evaluations/questions/ordering.html"

    # Writing

    def canonical(self, body: Mapping) -> dict:
        items = [bodies.inline(item) for item in bodies.lines_of(body, "items")]
        return {"items": items, "credit": bodies.one_of(body.get("credit"), (ALL_OR_NOTHING,), POSITIONS)}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        found = []
        if len(body["items"]) < 2:
            found.append(_("Write at least two things to put in order."))
        if len(body["items"]) > MAX_ITEMS:
            found.append(_("A question can have twelve things to put in order at most."))
        if not all(body["items"]):
            found.append(_("One of the things to put in order is empty."))
        if bodies.repeats(body["items"]):
            found.append(_("Two of the things to put in order say the same."))
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        right_order = [{"id": new_id(item), "html": item} for item in body["items"]]
        # The author's order is the key; that of random ids tells nothing.
        options = sorted(right_order, key=lambda option: option["id"])
        settings = {} if body["credit"] == POSITIONS else {"credit": body["credit"]}
        return Asked(stem=stem, options=options, settings=settings), Key(
            correct=[option["id"] for option in right_order]
        )

    def join(self, asked: Asked, key: Key) -> dict:
        texts = {option["id"]: option["html"] for option in asked.options}
        return {"items": [texts[pk] for pk in key.correct], "credit": asked.settings.get("credit", POSITIONS)}

    # Asking

    def instruction(self, asked: Asked) -> Any:
        if asked.settings.get("credit") == ALL_OR_NOTHING:
            return _("Give each line its place, 1 for the first. The question counts only if all are in their place.")
        return _("Give each line its place, 1 for the first.")

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        """Always a random order. It may happen to be the right one: an order that never is would tell something."""
        ids = [option["id"] for option in asked.options]
        chance.shuffle(ids)
        return ids

    def controls(self, shown: Any) -> dict:
        places = range(1, len(shown.asked.options) + 1)
        return {
            "rows": [
                {
                    "name": field_name(option["id"], prefix=shown.prefix),
                    "html": shown.html(option["html"]),
                    "places": [
                        {"number": place, "is_chosen": str(place) == stored_value(shown.fields, option["id"])}
                        for place in places
                    ],
                }
                for option in shown.asked.arranged()
            ]
        }

    def blank(self) -> dict:
        return {}

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        ids = [option["id"] for option in asked.options]
        places = [str(place) for place in range(1, len(ids) + 1)]
        check_names(fields, ids)
        given = {pk: id_of(fields, pk, known=places) for pk in ids}
        return {pk: int(place) for pk, place in given.items() if place}

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {field_name(pk): [str(place)] for pk, place in selected.items()}

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        """The share of items in their exact place, or all or nothing; a place given twice counts for neither."""
        right = sum(_is_in_place(pk, place, selected) for place, pk in enumerate(correct, start=1))
        if asked.settings.get("credit") == ALL_OR_NOTHING:
            return Decimal(right == len(correct))
        return bodies.clamp(Decimal(right) / len(correct))

    def mark_reveals_key(self, asked: Asked) -> bool:
        return len(asked.options) == 2

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [f"{place}. {text}" for place, _pk, text in self._in_given_order(selected, asked=asked)]

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        return [
            (f"{pk}>{place}", f"{place}. {text}") for place, pk, text in self._in_given_order(selected, asked=asked)
        ]

    @staticmethod
    def _in_given_order(selected: Any, *, asked: Asked) -> list[tuple[int, str, str]]:
        texts = {option["id"]: plain_text(option["html"]) for option in asked.options}
        return sorted((place, pk, texts[pk]) for pk, place in selected.items())

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        right_places = {pk: place for place, pk in enumerate(key.correct, start=1)} if key else {}
        # A line without a place stands after those that have one.
        given_order = sorted(asked.arranged(), key=lambda option: selected.get(option["id"], MAX_ITEMS + 1))
        rows = []
        for option in given_order:
            pk = option["id"]
            is_correct = _is_in_place(pk, right_places[pk], selected) if key else None
            rows.append(
                ReviewedRow(
                    html=option["html"],
                    given=_in_place(selected[pk]) if pk in selected else "",
                    is_chosen=pk in selected,
                    is_correct=is_correct,
                    right=_in_place(right_places[pk]) if is_correct is False else "",
                )
            )
        return rows


def _is_in_place(pk: str, place: int, selected: Mapping[str, int]) -> bool:
    return selected.get(pk) == place and Counter(selected.values())[place] == 1


def _in_place(place: int) -> str:
    return gettext("Place %(number)d") % {"number": place}
