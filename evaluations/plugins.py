"""What other apps may build on: the registry of question types.

A question type is one small class. Register an instance and the bank can write it, a quiz can ask it,
``grading`` can mark it and an attempt can be reviewed; nothing else has to know that it exists.

A question passes through three shapes:

* its **body** is what the author writes, key included: a JSON object whose keys are the type's own;
* **frozen**, it is split into what may be shown (``Asked``) and the key (``Key``), kept in separate tables;
* an **answer** travels as form fields (``{"answer": ["b3f0a1"]}``), with or without a script, and is stored in a
  JSON shape of the type's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = [
    "Asked",
    "Fields",
    "InvalidAnswer",
    "Key",
    "QuestionAction",
    "QuestionEditor",
    "QuestionType",
    "ReviewedRow",
    "question_actions",
    "question_editors",
    "question_types",
]

#: An answer as a form sends it: the values of each field by the field's name.
Fields = Mapping[str, list[str]]


class InvalidAnswer(ValueError):
    """What arrived is not an answer to this question as it was drawn."""


@dataclass(frozen=True)
class Asked:
    """What may be shown of a version: never its key."""

    stem: str
    #: ``[{"id": "b3f0a1", "html": "…"}]`` in the author's order, or in a random one where the order is the key.
    options: list[dict] = field(default_factory=list)
    #: What else the learner may know: the formula of partial credit, units, choices of a matching question, rubric …
    settings: dict = field(default_factory=dict)
    #: Ids as arranged for one person; empty while nobody is asked (``arranged`` then gives the stored order).
    order: list[str] = field(default_factory=list)

    def arranged(self, options: list[dict] | None = None) -> list[dict]:
        """The options (or `options`) in this person's order; those that the order does not name come last."""
        options = self.options if options is None else options
        place = {pk: number for number, pk in enumerate(self.order)}
        return sorted(options, key=lambda option: place.get(option["id"], len(place)))


@dataclass(frozen=True)
class Key:
    """What must not be shown before the policy allows it."""

    #: The type's own shape; for choices without weights the list of right option ids.
    correct: Any
    #: ``{id: html}``: the note for those who gave this answer.
    option_feedback: dict = field(default_factory=dict)


@dataclass(frozen=True)
class ReviewedRow:
    """One line of a reviewed answer: an option, a pair, a gap, a place in an order."""

    #: Cleaned HTML, to be passed through ``markup.shown``; empty where the question has one field only.
    html: str
    #: What the person chose or wrote here, in words; for a choice the option itself, so empty.
    given: str = ""
    is_chosen: bool = False
    #: None while the policy does not show the key.
    is_correct: bool | None = None
    #: The right answer in words, while it may be shown and differs from what was given.
    right: str = ""
    #: Cleaned HTML, like ``html``.
    feedback: str = ""
    #: Says the question of the rows after it, up to the next heading: a part of a case study.
    is_heading: bool = False


class QuestionType:
    """One kind of question. Every method is pure: no database, no request."""

    name: str = ""
    label: Any = ""
    #: Draws the answer controls; receives ``shown`` (a ``presentation.QuestionOnPage``).
    template: str = ""
    #: Draws the answer after submitting; receives ``one`` (a ``review.ReviewedQuestion``).
    review_template: str = "evaluations/reviewed_rows.html"
    #: A person reads and marks the answer: ``fraction`` then returns None.
    needs_marker: bool = False
    #: Whether it may stand inside a case study.
    may_be_part: bool = True

    # Writing

    def canonical(self, body: Mapping) -> dict:
        """The body with every key present, HTML cleaned, stray space gone; the same again for its own result."""
        raise NotImplementedError

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        """Sentences for the author saying what is still missing; empty when the question can be asked."""
        raise NotImplementedError

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        """A canonical body as what may be shown and its key.

        ``new_id(text)`` gives a random id, other than those given before, for a part that says `text`.
        """
        raise NotImplementedError

    def join(self, asked: Asked, key: Key) -> dict:
        """The canonical body again: the inverse of ``split``."""
        raise NotImplementedError

    # Asking

    def stem_alone(self, stem: str) -> str:
        """The HTML of the stem where its controls are not drawn: lists, the review, reports."""
        return stem

    def instruction(self, asked: Asked) -> Any:
        """Told to the learner under the stem («Elija una respuesta.»)."""
        raise NotImplementedError

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        """Ids in the order in which one person sees them; the same seed gives the same order."""
        return [option["id"] for option in asked.options]

    def controls(self, shown: Any) -> dict:
        """What the type's template needs besides ``shown.options``; `shown` is a ``presentation.QuestionOnPage``."""
        return {}

    def blank(self) -> Any:
        """The answer of somebody who has not answered."""
        raise NotImplementedError

    def is_blank(self, selected: Any) -> bool:
        return selected == self.blank()

    def read(self, fields: Fields, *, asked: Asked) -> Any:
        """The answer in its stored form, judged by what was asked alone; raises ``InvalidAnswer``."""
        raise NotImplementedError

    def fields(self, selected: Any) -> dict[str, list[str]]:
        """A stored answer as form fields again: what ``read`` would take."""
        raise NotImplementedError

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal | None:
        """The part of the question's mark that the answer earns, from 0 to 1; None where a person must mark it."""
        raise NotImplementedError

    def mark_reveals_key(self, asked: Asked) -> bool:
        """Whether being told «wrong» is as good as being told the key, as with two options."""
        raise NotImplementedError

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        """The answer as plain lines: for the page before submitting and for reports; empty when blank."""
        raise NotImplementedError

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        """(id, plain text) of each response made, for the table of distractors; empty when blank.

        The id is stable over attempts at one version: option ids, «left → right» of a pair, a normalised text.
        """
        raise NotImplementedError

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        """The answer line by line; with ``key`` None nothing in them tells what would have been right."""
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


class QuestionEditor:
    """The author's part of the form for one or several question types that share their fields. Without state.

    ``prefix`` begins the names of its form fields. A type without an editor can be filed but not rewritten.
    """

    #: Names the fields of the form and what the style sheet and the script know it by.
    family: str = ""
    #: The question types it writes.
    kinds: tuple[str, ...] = ()

    def read(self, data: Mapping, *, prefix: str, kind: str) -> dict:
        """What was typed, in the shape of the type's body; it need not be canonical."""
        raise NotImplementedError

    def is_blank(self, body: Mapping) -> bool:
        """Whether nothing was written yet."""
        return not any(body.values())

    def draw(self, body: Mapping, *, prefix: str, kind: str, faults: Mapping[str, Any]) -> str:
        """Safe HTML of the fields; a body may lack any key. ``faults``: sentences by the names of fields."""
        raise NotImplementedError

    def faults(self, body: Mapping, *, prefix: str, kind: str) -> dict[str, Any]:
        """What is wrong with a single field, by its name; what concerns the whole is told by the type."""
        return {}

    def settle(self, stem: str, body: dict) -> tuple[str, dict]:
        """Stem and body once more, where what was typed in one has consequences in the other."""
        return stem, body

    def lines(self, body: Mapping, *, kind: str) -> list[str]:
        """The body as plain lines, key included: for the author's comparison of versions."""
        raise NotImplementedError


class QuestionEditors:
    """The registry of editors, by the names of the types that they write."""

    def __init__(self) -> None:
        self._editors: dict[str, QuestionEditor] = {}

    def register(self, editor: QuestionEditor) -> QuestionEditor:
        for kind in editor.kinds:
            known = self._editors.get(kind)
            if known is not None and type(known) is not type(editor):
                raise ValueError(f"Question type {kind!r} already has an editor")
            self._editors[kind] = editor
        return editor

    def of(self, kind: str) -> QuestionEditor | None:
        return self._editors.get(kind)

    def __iter__(self) -> Iterator[QuestionEditor]:
        """Each editor once, in the order of registration."""
        return iter({id(editor): editor for editor in self._editors.values()}.values())


question_editors = QuestionEditors()


@dataclass(frozen=True)
class QuestionAction:
    """Something else that can be done with a question of the bank: a link on its edit page."""

    label: Any
    url: str
    icon: str = "cog"


#: Callables (question, user) → the ``QuestionAction``s that this person may take with it.
question_actions: list[Callable[[Any, Any], list[QuestionAction]]] = []
