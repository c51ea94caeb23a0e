"""Pictures of questions, kept by their content: replacing one in the library does not change what people were asked."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.plugins import AppendOnlyModel


def private_storage():
    return storages["private"]


def picture_name(picture: QuestionPicture, filename: str) -> str:
    return f"reactivos/{picture.digest[:2]}/{picture.digest}.{picture.extension}"


class QuestionPicture(AppendOnlyModel):
    """One picture, whatever the number of questions that show it."""

    #: SHA-256 of the bytes, in hexadecimal.
    digest = models.CharField(max_length=64, unique=True)
    extension = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(storage=private_storage, upload_to=picture_name, max_length=120)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("picture of a question")
        verbose_name_plural = _("pictures of questions")

    def __str__(self) -> str:
        return self.digest

    @property
    def url(self) -> str:
        return reverse("evaluations:picture", args=[self.digest])
