"""Grading again after a key was wrong: what was corrected, why, and what it changed for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.plugins import AppendOnlyModel

from .attempts import Attempt
from .bank import Question, QuestionVersion


class Regrade(AppendOnlyModel):
    """One correction of one question, applied to all attempts that hold it."""

    class Kind(models.TextChoices):
        KEY = "key", _("The key was corrected")
        VOID = "void", _("The question was voided for everybody")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="regrades")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="evaluations_regrade_says_why")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.kind}"


class KeyCorrection(AppendOnlyModel):
    """What counts as the key of one version from then on; the newest one counts."""

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="corrections")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="corrections")
    #: The corrected key in the ids of this version; None where the question is void.
    correct = models.JSONField(null=True)
    option_feedback = models.JSONField(default=dict)
    feedback = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction of a key")
        verbose_name_plural = _("corrections of keys")
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "version"], name="evaluations_correction_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"key of {self.version_id} corrected"

    @property
    def is_void(self) -> bool:
        return self.correct is None


class RegradeChange(AppendOnlyModel):
    """What a regrade did to one attempt."""

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changes")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="regrade_changes")
    old_score = models.DecimalField(max_digits=5, decimal_places=2)
    new_score = models.DecimalField(max_digits=5, decimal_places=2)
    old_passed = models.BooleanField()
    new_passed = models.BooleanField()
    #: Below the pass mark now, and what had been granted stays granted.
    keeps_pass = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change by a regrade")
        verbose_name_plural = _("changes by regrades")
        ordering = ["regrade", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="evaluations_regrade_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.old_score} → {self.new_score}"
