"""Questions of the bank as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ..bank import wording_of
from ..formats import ExchangedQuestion, Written, write
from ..models import Question, QuestionCategory
from .pictures import frozen_images, with_names

PREFIX = "aula:"


def exportable(questions: QuerySet[Question]) -> QuerySet[Question]:
    """The questions with all that an export reads; a constant number of queries."""
    return (
        questions.filter(current__isnull=False)
        .select_related("current__key", "category")
        .prefetch_related("requirements", "tags")
        .order_by("category_id", "code")
    )


def export(questions: QuerySet[Question], *, format: str) -> Written:  # noqa: A002 -- the word of formats.write
    """The questions as a file of that format; what it cannot hold is told in the result."""
    paths = category_paths()
    return write([exchanged(question, paths=paths) for question in exportable(questions)], format=format)


def category_paths() -> dict[int, tuple[str, ...]]:
    """Names from the outermost category to each one, by its id; one query."""
    rows = {pk: (name, parent) for pk, name, parent in QuestionCategory.objects.values_list("pk", "name", "parent_id")}

    def path(pk: int | None) -> tuple[str, ...]:
        names: list[str] = []
        while pk is not None and len(names) <= len(rows):
            name, pk = rows[pk]
            names.insert(0, name)
        return tuple(names)

    return {pk: path(pk) for pk in rows}


def exchanged(question: Question, *, paths: dict[int, tuple[str, ...]]) -> ExchangedQuestion:
    """One question of the bank as it travels."""
    wording = wording_of(question)
    images = frozen_images(question.current)
    names = {pk: image.name for pk, image in images.items()}
    return ExchangedQuestion(
        kind=wording.kind,
        stem=with_names(wording.stem, names),
        body=with_names(wording.body, names),
        feedback=with_names(wording.feedback, names),
        identity=f"{PREFIX}{question.code}",
        category=paths[question.category_id],
        code=question.code,
        title=question.code,
        tags=tuple(sorted(_names(question.tags.all()))),
        difficulty=question.difficulty,
        requirements=tuple(sorted(requirement.code for requirement in question.requirements.all())),
        aspects=tuple(question.aspects),
        reference=question.reference,
        images={image.name: image for image in images.values()},
    )


def _names(tags: Iterable) -> list[str]:
    return [tag.name for tag in tags]
