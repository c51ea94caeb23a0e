"""Importing what was previewed: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import TrainingRequirement

from .. import bank
from ..formats import Reading, read
from ..models import Question, QuestionCategory, QuestionImport, QuestionSource
from .pictures import store, with_ids
from .planning import Action, Plan, Planned, plan
from .quizzes import bring_in_quizzes
from .results import bring_in_results
from .summary import summary_of

AUTOMATIC_CODES = r"R-\d+"


class PlanChanged(Exception):
    """The bank changed since the preview: what would happen now is something else."""


def read_file(batch: QuestionImport) -> Reading:
    """The file of an import, read again; raises formats.UnreadableFile."""
    with batch.file.open("rb") as file:
        return read(file.read(), format=batch.format, filename=batch.file_name)


def accept(*, batch: QuestionImport, digest: str | None = None, author=None) -> QuestionImport:
    """Do what the preview said and keep the receipt in ``batch.outcome``; an accepted import comes back as it is.

    Raises PlanChanged when ``digest`` is given and no longer that of the plan: nothing has been written then.
    """
    with transaction.atomic():
        batch = QuestionImport.objects.select_for_update().get(pk=batch.pk)
        if batch.state == QuestionImport.State.ACCEPTED:
            return batch
        planned = plan(read_file(batch))
        if digest is not None and digest != planned.digest:
            raise PlanChanged
        apply(planned, batch=batch, author=author)
        batch.state = QuestionImport.State.ACCEPTED
        batch.accepted_at = timezone.now()
        batch.save(update_fields=["state", "accepted_at", "outcome"])
    return batch


def apply(planned: Plan, *, batch: QuestionImport, author=None) -> None:
    """Write a plan and its receipt; the caller holds the transaction."""
    writer = _Writer(batch, author)
    for one in planned.of(Action.CREATE, Action.UPDATE):
        writer.write(one)
    for one in planned.of(Action.UNCHANGED):
        writer.remember(one, one.target)
    quizzes, quiz_remarks = bring_in_quizzes(planned.reading, questions=writer.written, batch=batch, author=author)
    results = bring_in_results(planned.reading, batch=batch)
    batch.outcome = {**summary_of(planned), "quizzes": quizzes, **results}
    batch.outcome["remarks"] = [*planned.reading.remarks, *quiz_remarks]


class _Writer:
    """Writes planned questions one by one and remembers what each identity became."""

    def __init__(self, batch: QuestionImport, author) -> None:
        self.batch, self.author = batch, author
        self.written: dict[str, Question] = {}
        self.categories: dict[tuple[str, ...], QuestionCategory] = {}
        self.requirements = {one.code: one for one in TrainingRequirement.objects.all()}
        self.taken = set(Question.objects.values_list("code", flat=True))
        self.next_number = 1 + max(
            (
                int(code[2:])
                for code in Question.objects.filter(code__regex=AUTOMATIC_CODES).values_list("code", flat=True)
            ),
            default=0,
        )

    def write(self, planned: Planned) -> None:
        source = planned.question
        question = planned.target or Question(
            code=self._free_code(source.code), category=self._category(source.category), state=self.batch.enters_as
        )
        question.difficulty = source.difficulty or question.difficulty
        question.reference = source.reference[:255] or question.reference
        question.aspects = list(source.aspects) or question.aspects
        bank.save_question(question=question, wording=self._wording(planned), author=self.author)
        known = [self.requirements[code] for code in source.requirements if code in self.requirements]
        if known:
            question.requirements.set(known)
        if source.tags:
            question.tags.set(source.tags)
        self.remember(planned, question)

    def remember(self, planned: Planned, question: Question) -> None:
        self.written[planned.identity] = question
        if planned.action == Action.UNCHANGED and QuestionSource.objects.filter(identity=planned.identity).exists():
            return
        QuestionSource.objects.update_or_create(
            identity=planned.identity,
            defaults={"question": question, "fingerprint": planned.fingerprint, "version_id": question.current_id},
        )

    def _wording(self, planned: Planned) -> bank.Wording:
        source = planned.question
        ids = store(source.images, author=self.author)
        return bank.Wording(
            kind=source.kind,
            stem=with_ids(source.stem, ids),
            body=with_ids(source.body, ids),
            feedback=with_ids(source.feedback, ids),
        )

    def _free_code(self, wanted: str) -> str:
        code = wanted[:40]
        if not code or code in self.taken:
            code = bank.AUTOMATIC_CODE % self.next_number
            self.next_number += 1
        self.taken.add(code)
        return code

    def _category(self, path: Iterable[str]) -> QuestionCategory:
        names = tuple(path)
        if names not in self.categories:
            parent = self.batch.category
            if names:
                parent = self._category(names[:-1]) if len(names) > 1 else self.batch.category
                parent = QuestionCategory.objects.get_or_create(name=names[-1][:120], parent=parent)[0]
            self.categories[names] = (
                parent or QuestionCategory.objects.get_or_create(name=_("Imported"), parent=None)[0]
            )
        return self.categories[names]
