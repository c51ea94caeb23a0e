"""A case study: several questions about one shared text.

Body: ``{"parts": [{"kind", "stem", "body", "feedback"}]}``; the stem of the question is the case. Settings:
``{"parts": [{"id": "p1", "kind", "stem", "options", "settings"}]}``. Answer: ``{part id: {"kind", "answer"}}`` of
the parts that have one. Key: ``{part id: its key}``; a note has the id of its part before its own (``p1.b3f0a1``), and
the feedback of a part that of the part alone. Each part counts alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import Asked, Fields, Key, QuestionType, ReviewedRow, question_types
from . import bodies
from .fields import FIELD, check_names, field_name

MAX_PARTS = 8


class CaseStudy(QuestionType):
    name = "case"
    label = _("Case study")
    template = "evaluations/questions/case.html"
    may_be_part = False

    # Writing

    def canonical(self, body: Mapping) -> dict:
        return {"parts": [_canonical_part(part) for part in bodies.rows_of(body, "parts")]}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        parts = body["parts"]
        found: list[Any] = []
        if not parts:
            found.append(_("Write at least one question about the case."))
        if len(parts) > MAX_PARTS:
            found.append(_("A case can have eight questions at most."))
        for number, part in enumerate(parts, start=1):
            for problem in _problems_of_part(part):
                found.append(gettext("Question %(number)d: %(problem)s") % {"number": number, "problem": problem})
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        shown, correct = [], {}
        notes: dict[str, str] = {}
        for number, part in enumerate(body["parts"], start=1):
            pk = f"p{number}"
            asked, key = question_types.get(part["kind"]).split(part["body"], stem=part["stem"], new_id=new_id)
            shown.append(
                {
                    "id": pk,
                    "kind": part["kind"],
                    "stem": asked.stem,
                    "options": asked.options,
                    "settings": asked.settings,
                }
            )
            correct[pk] = key.correct
            notes |= {f"{pk}.{answer}": note for answer, note in key.option_feedback.items()}
            notes |= {pk: part["feedback"]} if part["feedback"] else {}
        return Asked(stem=stem, settings={"parts": shown}), Key(correct=correct, option_feedback=notes)

    def join(self, asked: Asked, key: Key) -> dict:
        return {
            "parts": [
                {
                    "kind": kind.name,
                    "stem": part.stem,
                    "body": kind.join(part, _key_of(key, pk)),
                    "feedback": key.option_feedback.get(pk, ""),
                }
                for pk, kind, part in self.parts(asked)
            ]
        }

    # Asking

    def parts(self, asked: Asked) -> Iterator[tuple[str, QuestionType, Asked]]:
        """Id, type and question of each part, arranged for the same person."""
        for part in asked.settings["parts"]:
            prefix = f"{part['id']}."
            yield (
                part["id"],
                question_types.get(part["kind"]),
                Asked(
                    stem=part["stem"],
                    options=part["options"],
                    settings=part["settings"],
                    order=[pk.removeprefix(prefix) for pk in asked.order if pk.startswith(prefix)],
                ),
            )

    def instruction(self, asked: Asked) -> Any:
        return _("Read the case and answer its questions.")

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        return [
            f"{pk}.{one}"
            for pk, kind, part in self.parts(asked)
            for one in kind.arrange(part, chance=chance, shuffle=shuffle)
        ]

    def blank(self) -> dict:
        return {}

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        check_names(fields, [name.removeprefix(f"{FIELD}.") for name in fields if _part_of(name) in _ids(asked)])
        given = {}
        for pk, kind, part in self.parts(asked):
            answer = kind.read(_fields_of(fields, pk), asked=part)
            if answer != kind.blank():
                given[pk] = {"kind": kind.name, "answer": answer}
        return given

    def is_blank(self, selected: Any) -> bool:
        return all(question_types.get(part["kind"]).is_blank(part["answer"]) for part in selected.values())

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {
            f"{FIELD}.{pk}{name.removeprefix(FIELD)}": values
            for pk, part in selected.items()
            for name, values in question_types.get(part["kind"]).fields(part["answer"]).items()
        }

    def controls(self, shown: Any) -> dict:
        return {
            "parts": [
                shown.part(kind=kind.name, asked=part, fields=_fields_of(shown.fields, pk), prefix=f"{pk}.")
                for pk, kind, part in self.parts(shown.asked)
            ]
        }

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        """The mean of the parts; one without an answer earns nothing."""
        earned = [
            kind.fraction(selected[pk]["answer"], asked=part, correct=correct[pk]) or Decimal(0)
            for pk, kind, part in self.parts(asked)
            if pk in selected and not kind.is_blank(selected[pk]["answer"])
        ]
        return bodies.clamp(sum(earned, Decimal(0)) / len(correct))

    def mark_reveals_key(self, asked: Asked) -> bool:
        """When it would be the key of one of the parts: no mark at all says that every part was wrong."""
        return any(kind.mark_reveals_key(part) for _pk, kind, part in self.parts(asked))

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [
            f"{pk.removeprefix('p')}. {line}"
            for pk, kind, part in self.parts(asked)
            if pk in selected
            for line in kind.in_words(selected[pk]["answer"], asked=part)
        ]

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        return [
            (f"{pk}.{response}", f"{pk.removeprefix('p')}. {text}")
            for pk, kind, part in self.parts(asked)
            if pk in selected
            for response, text in kind.responses(selected[pk]["answer"], asked=part)
        ]

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        """The rows of each part after one that says its question; the feedback of a part stands there."""
        rows = []
        for pk, kind, part in self.parts(asked):
            answer = selected[pk]["answer"] if pk in selected else kind.blank()
            note = key.option_feedback.get(pk, "") if key else ""
            rows.append(ReviewedRow(html=kind.stem_alone(part.stem), is_heading=True, feedback=note))
            rows += kind.reviewed(answer, asked=part, key=_key_of(key, pk) if key else None)
        return rows


def _canonical_part(part: Mapping) -> dict:
    name = part.get("kind")
    body = part.get("body")
    body = body if isinstance(body, Mapping) else {}
    return {
        "kind": name if isinstance(name, str) else "",
        "stem": bodies.block(part.get("stem")),
        "body": question_types.get(name).canonical(body) if _may_be_part(name) else dict(body),
        "feedback": bodies.block(part.get("feedback")),
    }


def _may_be_part(name: Any) -> bool:
    return isinstance(name, str) and name in question_types and question_types.get(name).may_be_part


def _problems_of_part(part: Mapping) -> list[Any]:
    if not _may_be_part(part["kind"]):
        return [_("This type of question cannot be part of a case.")]
    found = [] if plain_text(part["stem"]) else [_("Write the question.")]
    return found + question_types.get(part["kind"]).problems(part["body"], stem=part["stem"])


def _ids(asked: Asked) -> set[str]:
    return {part["id"] for part in asked.settings["parts"]}


def _part_of(name: str) -> str:
    """The part that a field belongs to: «p1» of ``answer.p1`` and of ``answer.p1.unit``."""
    return name.removeprefix(f"{FIELD}.").partition(".")[0]


def _fields_of(fields: Fields, pk: str) -> dict[str, list[str]]:
    """The fields of one part under the names that it knows."""
    mine = field_name(pk)
    return {FIELD + name.removeprefix(mine): values for name, values in fields.items() if _part_of(name) == pk}


def _key_of(key: Key, pk: str) -> Key:
    prefix = f"{pk}."
    notes = {name.removeprefix(prefix): note for name, note in key.option_feedback.items() if name.startswith(prefix)}
    return Key(correct=key.correct[pk], option_feedback=notes)
