"""What other apps may build on: the registry of question types.

A question type is one small class. Register an instance and the bank can write it, a quiz can ask it,
and ``grading`` can mark it; nothing else has to know that it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

__all__ = ["InvalidAnswer", "QuestionType", "question_types"]


class InvalidAnswer(ValueError):
    """What arrived is not an answer to this question as it was drawn."""


class QuestionType:
    """One kind of question. Every method is pure: no database, no request."""

    name: str = ""
    label: Any = ""
    #: Told to the learner under the stem («Elija una respuesta.»).
    instruction: Any = ""
    #: Draws the answer controls; receives ``question`` (a ``presentation.QuestionOnPage``).
    template: str = ""
    may_shuffle: bool = True

    def problems(self, *, options: list[dict], correct: Any) -> list[Any]:
        """Sentences for the author saying what is still missing; empty when the question can be asked."""
        raise NotImplementedError

    def blank(self) -> Any:
        """The answer of somebody who has not answered."""
        raise NotImplementedError

    def clean(self, raw: Any, *, option_ids: list[str]) -> Any:
        """The answer in its stored form, judged by the frozen options alone; raises ``InvalidAnswer``."""
        raise NotImplementedError

    def is_blank(self, selected: Any) -> bool:
        return selected == self.blank()

    def fraction(self, selected: Any, *, correct: Any) -> Decimal:
        """The part of the question's mark that the answer earns, from 0 to 1."""
        raise NotImplementedError

    def mark_reveals_key(self, *, options: list[dict]) -> bool:
        """Whether being told «wrong» is as good as being told the key, as with two options."""
        raise NotImplementedError


class QuestionTypes:
    """The registry. Names are stored with each version, so a name never changes its meaning."""

    def __init__(self) -> None:
        self._types: dict[str, QuestionType] = {}

    def register(self, question_type: QuestionType) -> QuestionType:
        known = self._types.get(question_type.name)
        if known is not None and type(known) is not type(question_type):
            raise ValueError(f"Question type {question_type.name!r} is already registered")
        self._types[question_type.name] = question_type
        return question_type

    def get(self, name: str) -> QuestionType:
        return self._types[name]

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def __iter__(self) -> Iterator[QuestionType]:
        return iter(self._types.values())

    def choices(self) -> list[tuple[str, Any]]:
        return [(kind.name, kind.label) for kind in self]


question_types = QuestionTypes()
