"""The lessons to read again before a failed part may be repeated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .attempts import Attempt


class RemedialLesson(models.Model):
    """One lesson that one attempt sends its person back to."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="remedial_lessons")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    paragraph = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lesson to read again")
        verbose_name_plural = _("lessons to read again")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "page"], name="evaluations_remedial_lesson_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.page_id}"
