"""Uploaded files: kept while they are previewed."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile, File
from django.db import transaction

from ..formats import read
from ..models import Question, QuestionImport

NAME_LENGTH = 255


def receive(
    *,
    file: File,
    format: str = "",  # noqa: A002 -- the word of formats.read
    category=None,
    enters_as=Question.State.DRAFT,
    parent=None,
    author=None,
) -> QuestionImport:
    """Keep the file for its preview; raises formats.UnreadableFile when nothing can be read from it."""
    data = file.read()
    reading = read(data, format=format or None, filename=file.name)
    with transaction.atomic():
        batch = QuestionImport(
            file_name=file.name[-NAME_LENGTH:],
            digest=hashlib.sha256(data).hexdigest(),
            format=reading.format,
            category=category,
            enters_as=enters_as,
            parent=parent,
            made_by=author,
        )
        batch.file.save("file", ContentFile(data), save=False)
        batch.save()
    return batch


def discard(*, batch: QuestionImport) -> None:
    """Forget a preview; an accepted import stays what it is."""
    QuestionImport.objects.filter(pk=batch.pk, state=QuestionImport.State.PREVIEW).update(
        state=QuestionImport.State.DISCARDED
    )
