"""The way back to a failed part: the lessons behind its wrong answers are opened again before it may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from .judging import Judged
from .models import Attempt, Question, RemedialLesson


def send_back(attempt: Attempt, judged: Iterable[Judged]) -> None:
    """Note the lessons to read again after an attempt that failed a part; in the caller's transaction, safe to repeat.

    A lesson that explains several of the questions is noted once, at the block that explains the first of them.
    """
    failed = {part["code"] for part in attempt.parts if not part["is_mastered"]}
    if attempt.has_passed or not failed:
        return
    wrong = [
        one.question.version_id
        for one in judged
        if not one.is_void and one.fraction != 1 and failed.intersection(one.question.requirements)
    ]
    found = Question.objects.filter(versions__in=wrong, lesson__live=True).values_list(
        "versions", "lesson", "lesson_paragraph"
    )
    behind = {version: (lesson, paragraph) for version, lesson, paragraph in found}
    lessons: dict[int, int | None] = {}
    for lesson, paragraph in (behind[version] for version in wrong if version in behind):
        lessons.setdefault(lesson, paragraph)
    RemedialLesson.objects.bulk_create(
        [RemedialLesson(attempt=attempt, page_id=page, paragraph=paragraph) for page, paragraph in lessons.items()],
        ignore_conflicts=True,
    )


def to_open(attempt: Attempt) -> list[RemedialLesson]:
    """All lessons that the attempt sends back to, opened or not; one that is no longer published is asked of nobody."""
    return list(RemedialLesson.objects.filter(attempt=attempt, page__live=True).select_related("page").order_by("pk"))


def open_lesson(*, attempts, uuid, page_id: int, at: dt.datetime | None = None) -> RemedialLesson:
    """Note that the person goes to the lesson, once; ``attempts`` is a queryset: whose they are.

    Raises RemedialLesson.DoesNotExist.
    """
    lesson = RemedialLesson.objects.select_related("page").get(
        attempt__in=attempts, attempt__uuid=uuid, page_id=page_id, page__live=True
    )
    if lesson.opened_at is None:
        lesson.opened_at = at or timezone.now()
        RemedialLesson.objects.filter(pk=lesson.pk, opened_at=None).update(opened_at=lesson.opened_at)
    return lesson
