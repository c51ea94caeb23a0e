"""What one person answered, once. An attempt carries its own questions and rules, so later edits do not reach it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .bank import QuestionVersion


class AttemptQuerySet(models.QuerySet):
    def of(self, employee) -> AttemptQuerySet:
        """Those of one employee: every learner's view starts here, so another's attempt does not exist."""
        return self.filter(enrolment__employee=employee)

    def open(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.OPEN)

    def submitted(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.SUBMITTED)


class Attempt(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Under way")
        SUBMITTED = "submitted", _("Submitted")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey("evaluations.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    seed = models.BigIntegerField()
    #: The rules as they were told before starting; see ``attempts.frozen_rules``.
    rules = models.JSONField()
    started_at = models.DateTimeField(_("started at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("passed"), null=True)

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["enrolment", "quiz", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "quiz"],
                condition=Q(state="open"),
                name="evaluations_one_open_attempt",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "quiz", "number"],
                name="evaluations_attempt_number_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True, score__isnull=True, passed__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="evaluations_score_means_submitted",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="evaluations_score_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    def get_absolute_url(self) -> str:
        name = "evaluations:attempt" if self.is_open else "evaluations:result"
        return reverse(name, args=[self.uuid])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def has_passed(self) -> bool:
        return bool(self.passed)


class AttemptQuestion(models.Model):
    """One question as it was drawn for one attempt."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    #: Option ids in the order in which this person sees them.
    option_order = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="evaluations_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="evaluations_version_once_per_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"

    @property
    def stored_answer(self) -> Answer | None:
        return getattr(self, "answer", None)

    @property
    def selected(self):
        """What is stored as this person's answer; the type's blank when nothing is."""
        answer = self.stored_answer
        return self.version.type.blank() if answer is None else answer.selected

    @property
    def is_answered(self) -> bool:
        return not self.version.type.is_blank(self.selected)


class Answer(models.Model):
    """The last answer that the server acknowledged."""

    attempt_question = models.OneToOneField(AttemptQuestion, on_delete=models.CASCADE, related_name="answer")
    selected = models.JSONField()
    #: Counts the saves of this answer; a save that arrives late carries a lower number and is ignored.
    seq = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    is_correct = models.BooleanField(null=True)
    marks = models.DecimalField(max_digits=5, decimal_places=4, null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"answer to {self.attempt_question_id}"
