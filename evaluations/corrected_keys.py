"""The key of today in the words of yesterday: what a newer version of a question says about an older one's options.

Each version has ids of its own for its options. Those of a newer version are found in an older one by what they say;
where the two do not offer the same, they are not comparable and no key is carried over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .bank import wording_of_version
from .markup import picture_ids, plain_text
from .models import QuestionVersion
from .plugins import Key

#: What may differ between options that are the same: whether they are shuffled changes no mark.
WITHOUT_EFFECT = {"stays_last"}
#: Texts that learners read: their mark-up may differ.
READ = {"html", "text", "stem"}
#: Begins the numbers that stand for ids here; no type gives such an id itself.
NEW = "§"


class Why(models.TextChoices):
    """Why the key of a version cannot be compared with today's."""

    MARKED = "marked", _("A person marks it: there is no key to correct.")
    KIND = "kind", _("It was another type of question.")
    OPTIONS = "options", _("It did not offer the same, or gave points in another way.")
    STEM = "stem", _("It asked with other words: check that it asked the same.")


class NotComparable(Exception):
    """The key of one version says nothing about the other."""

    def __init__(self, why: Why):
        self.why = why
        super().__init__(why.value)


@dataclass(frozen=True)
class CorrectedKey:
    """A key in the ids of one version, with the feedback of today."""

    correct: Any
    option_feedback: dict
    feedback: str


def corrected_key(*, of: QuestionVersion, by: QuestionVersion, whatever_the_stem: bool = False) -> CorrectedKey:
    """The key of the version ``by`` in the ids of the version ``of``.

    ``whatever_the_stem`` says that a person compared their stems. Raises NotComparable.
    """
    if of.needs_marker:
        raise NotComparable(Why.MARKED)
    if of.kind != by.kind:
        raise NotComparable(Why.KIND)
    wording, kind = wording_of_version(by), by.type
    numbered, _key = kind.split(wording.body, stem=wording.stem, new_id=_Numbers())
    ids: dict[str, str] = {}
    older = of.asked()
    if not _same(older.options, numbered.options, ids) or not _same(older.settings, numbered.settings, ids):
        raise NotComparable(Why.OPTIONS)
    if not whatever_the_stem and not says_the_same(older.stem, numbered.stem):
        raise NotComparable(Why.STEM)
    numbers = _Numbers()
    _asked, key = kind.split(wording.body, stem=wording.stem, new_id=lambda text: ids[numbers(text)])
    return CorrectedKey(correct=key.correct, option_feedback=key.option_feedback, feedback=wording.feedback)


def own_key(version: QuestionVersion) -> Key:
    """The key that the version was written with, in the shape in which corrected ones are."""
    wording, kind = wording_of_version(version), version.type
    numbered, _key = kind.split(wording.body, stem=wording.stem, new_id=_Numbers())
    ids: dict[str, str] = {}
    asked = version.asked()
    _same(asked.options, numbered.options, ids)
    _same(asked.settings, numbered.settings, ids)
    numbers = _Numbers()
    return kind.split(wording.body, stem=wording.stem, new_id=lambda text: ids[numbers(text)])[1]


def says_the_same(one: str, other: str) -> bool:
    """Whether two pieces of HTML read alike."""
    return _read(one) == _read(other)


def _read(html: str) -> tuple[str, list[int]]:
    return plain_text(html), picture_ids(html)


class _Numbers:
    """Ids in the order in which a type asks for them, so that it asks for the same ones each time."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, _text: str) -> str:
        self.given += 1
        return f"{NEW}{self.given:05}"


def _same(older: Any, newer: Any, ids: dict[str, str]) -> bool:
    """Whether both offer the same, in whatever order; fills `ids` with the older id for each newer one."""
    if isinstance(older, list) and isinstance(newer, list):
        return _same_list(older, newer, ids)
    if isinstance(older, Mapping) and isinstance(newer, Mapping):
        names = set(older) - WITHOUT_EFFECT
        if names != set(newer) - WITHOUT_EFFECT:
            return False
        return all(_same(older[name], newer[name], ids) for name in names if name not in READ | {"id"}) and all(
            says_the_same(older[name], newer[name]) for name in names & READ
        )
    return older == newer


def _same_list(older: list, newer: list, ids: dict[str, str]) -> bool:
    """Options are found by what they say, within their own list; what has no id stands at the same place."""
    if len(older) != len(newer):
        return False
    if not all(isinstance(one, Mapping) and "id" in one for one in (*older, *newer)):
        return all(_same(one, other, ids) for one, other in zip(older, newer, strict=True))
    left = list(older)
    for option in newer:
        match = next((one for one in left if _is_match(one, option, ids)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _is_match(older: Mapping, newer: Mapping, ids: dict[str, str]) -> bool:
    """Equal but for the id; parts and gaps are numbered, so theirs are their place and must be equal."""
    is_place = not newer["id"].startswith(NEW)
    inside: dict[str, str] = {}
    if (is_place and older["id"] != newer["id"]) or not _same(older, newer, inside):
        return False
    ids |= inside if is_place else {**inside, newer["id"]: older["id"]}
    return True
