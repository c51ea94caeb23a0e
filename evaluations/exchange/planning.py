"""What importing a file would do, question by question, without doing it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.api import TrainingRequirement

from .. import bank, markup
from ..formats import ExchangedQuestion, Reading
from ..models import Question, QuestionSource
from .exporting import category_paths, exchanged, exportable
from .pictures import BadPicture, as_shown, with_ids

CHUNK = 500
CONTENT = "content:"


class Action(StrEnum):
    CREATE = "created"
    UPDATE = "updated"
    UNCHANGED = "unchanged"
    REFUSE = "refused"


@dataclass(frozen=True)
class Planned:
    question: ExchangedQuestion
    action: Action
    #: With provisional pictures; see ``pictures.as_shown``.
    wording: bank.Wording
    identity: str
    fingerprint: str
    target: Question | None = None
    #: Somebody edited the question in the bank since it was last imported; an update writes over that.
    was_edited_here: bool = False
    #: Why it is refused.
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, dict] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.question.title or Truncator(markup.plain_text(self.wording.stem)).chars(80)


@dataclass(frozen=True)
class Plan:
    reading: Reading
    questions: tuple[Planned, ...]

    def of(self, *actions: Action) -> list[Planned]:
        return [planned for planned in self.questions if planned.action in actions]

    @property
    def counts(self) -> dict[str, int]:
        """``{"read", "created", "updated", "unchanged", "refused"}``; the first is the sum of the others."""
        found = Counter(planned.action for planned in self.questions)
        found[Action.REFUSE] += len(self.reading.refusals)
        return {"read": self.reading.read_count, **{str(action): found[action] for action in Action}}

    @property
    def refusals(self) -> list[dict[str, str]]:
        """``[{"where", "title", "reason", "excerpt"}]`` of everything that is refused."""
        read = [
            {"where": str(one.where), "title": one.title, "reason": one.reason, "excerpt": one.excerpt}
            for one in self.reading.refusals
        ]
        return read + [
            {
                "where": str(one.question.where),
                "title": one.title,
                "reason": " ".join(one.reasons),
                "excerpt": one.question.where.excerpt,
            }
            for one in self.of(Action.REFUSE)
        ]

    @property
    def digest(self) -> str:
        """Tells whether the plan is still the one that somebody looked at."""
        lines = [[one.identity, one.action, one.target.pk if one.target else 0] for one in self.questions]
        return _digest(lines)


def plan(reading: Reading) -> Plan:
    """Compare what was read with the bank; nothing is written. The number of queries grows by chunks of 500 only."""
    found = _Known(reading.questions)
    return Plan(reading=reading, questions=tuple(found.planned(question) for question in reading.questions))


def fingerprint_of(question: ExchangedQuestion) -> str:
    """Of all that an import brings in, except the category: what was filed elsewhere here stays there."""
    images = {name: hashlib.sha256(image.data).hexdigest() for name, image in question.images.items()}
    content = json.dumps([question.stem, question.body, question.feedback], sort_keys=True, ensure_ascii=False)
    for name, digest in images.items():
        content = content.replace(f"@@image:{name}", f"@@image:{digest}")
    return _digest(
        [
            question.kind,
            content,
            sorted(question.tags),
            question.difficulty,
            sorted(question.requirements),
            sorted(question.aspects),
            question.reference,
        ]
    )


def _digest(value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class _Known:
    """What the bank holds of the questions that were read."""

    def __init__(self, questions: Iterable[ExchangedQuestion]) -> None:
        questions = list(questions)
        self.requirements = set(TrainingRequirement.objects.values_list("code", flat=True))
        self.paths = category_paths()
        self.sources: dict[str, QuestionSource] = {}
        self.by_code: dict[str, Question] = {}
        identities = [identity_of(question) for question in questions]
        for chunk in _chunks(identities):
            for source in QuestionSource.objects.filter(identity__in=chunk).select_related("question"):
                self.sources[source.identity] = source
        for chunk in _chunks([question.code for question in questions if question.code]):
            for question in exportable(Question.objects.filter(code__in=chunk)):
                self.by_code[question.code] = question
        self.by_stem = self._of_equal_stems(questions)

    def _of_equal_stems(self, questions: list[ExchangedQuestion]) -> dict[str, list[Question]]:
        """Candidates for being the same question under no name: those that begin with the same words."""
        summaries = {summary_of(question) for question in questions if identity_of(question) not in self.sources}
        found: dict[str, list[Question]] = {}
        for chunk in _chunks(sorted(summaries)):
            for question in exportable(Question.objects.filter(summary__in=chunk)):
                found.setdefault(question.summary, []).append(question)
        return found

    def planned(self, question: ExchangedQuestion) -> Planned:
        identity, fingerprint = identity_of(question), fingerprint_of(question)
        wording, pictures, reasons = _wording(question)
        notes = [*question.notes, *self._unknown_requirements(question)]
        target, is_unchanged, was_edited = self._match(question, identity, fingerprint)
        if is_unchanged:
            action = Action.UNCHANGED
        elif reasons:
            action = Action.REFUSE
        else:
            action = Action.CREATE if target is None else Action.UPDATE
        return Planned(
            question=question,
            action=action,
            wording=wording,
            identity=identity,
            fingerprint=fingerprint,
            target=target,
            was_edited_here=was_edited and action == Action.UPDATE,
            reasons=tuple(reasons),
            notes=tuple(notes),
            pictures=pictures,
        )

    def _match(self, question, identity: str, fingerprint: str) -> tuple[Question | None, bool, bool]:
        """The question of the bank that it is, whether nothing about it is new, whether it was edited here since."""
        source = self.sources.get(identity)
        if source is not None:
            edited = source.version_id != source.question.current_id
            return source.question, source.fingerprint == fingerprint, edited
        known = self.by_code.get(question.code) if question.code else None
        if known is not None:
            return known, self._same(known, fingerprint), False
        for candidate in self.by_stem.get(summary_of(question), []):
            if self._same(candidate, fingerprint, without_filing=True, question=question):
                return candidate, True, False
        return None, False, False

    def _same(self, known: Question, fingerprint: str, *, without_filing=False, question=None) -> bool:
        here = exchanged(known, paths=self.paths)
        if not without_filing:
            return fingerprint_of(here) == fingerprint
        bare = {"tags": (), "difficulty": "", "requirements": (), "aspects": (), "reference": ""}
        return fingerprint_of(replace(here, **bare)) == fingerprint_of(replace(question, **bare))

    def _unknown_requirements(self, question: ExchangedQuestion) -> list[str]:
        return [
            _("The training requirement «%(code)s» does not exist here, so it is not tied to it.") % {"code": code}
            for code in question.requirements
            if code not in self.requirements
        ]


def identity_of(question: ExchangedQuestion) -> str:
    """Its name in its source; one that has none is known by what it says."""
    return question.identity or f"{CONTENT}{fingerprint_of(question)}"


def summary_of(question: ExchangedQuestion) -> str:
    described = Question()
    described.describe(question.stem)
    return described.summary


def _wording(question: ExchangedQuestion) -> tuple[bank.Wording, dict[str, dict], list[str]]:
    """The wording with provisional pictures, those pictures, and what is wrong with it."""
    try:
        ids, pictures = as_shown(question.images)
    except BadPicture as error:
        return bank.Wording(kind=question.kind, stem=question.stem, body=question.body), {}, [str(error)]
    wording = bank.Wording(
        kind=question.kind,
        stem=with_ids(question.stem, ids),
        body=with_ids(question.body, ids),
        feedback=with_ids(question.feedback, ids),
    ).cleaned()
    return wording, pictures, wording.problems()


def _chunks(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
