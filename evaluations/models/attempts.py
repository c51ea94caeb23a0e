"""What one person answered, once. An attempt carries its own questions and rules, so later edits do not reach it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..plugins import Asked
from .bank import QuestionVersion


class AttemptQuerySet(models.QuerySet):
    def of(self, employee) -> AttemptQuerySet:
        """Those of one employee: every learner's view starts here, so another's attempt does not exist."""
        return self.filter(enrolment__employee=employee)

    def open(self) -> AttemptQuerySet:
        return self.filter(state=Attempt.State.OPEN)

    def submitted(self) -> AttemptQuerySet:
        """Those with a result."""
        return self.filter(state=Attempt.State.SUBMITTED)

    def counted(self) -> AttemptQuerySet:
        """Those that use up one of the attempts that a quiz allows."""
        return self.exclude(state=Attempt.State.CANCELLED)


class Attempt(models.Model):
    """``open`` → ``submitted`` when everything in it can be graded at once, else ``open`` → ``awaiting`` →
    ``submitted``; ``open`` → ``cancelled`` by a member of staff with a reason. Nothing leads back."""

    class State(models.TextChoices):
        OPEN = "open", _("Under way")
        AWAITING = "awaiting", _("Submitted, to be marked")
        SUBMITTED = "submitted", _("Graded")
        CANCELLED = "cancelled", _("Cancelled")

    class Closing(models.TextChoices):
        LEARNER = "learner", _("Submitted by the person")
        DEADLINE = "deadline", _("Closed when the time was over")
        STAFF = "staff", _("Closed by the training office")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey("evaluations.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    seed = models.BigIntegerField()
    #: The rules as they were told before starting; see ``attempts.frozen_rules``.
    rules = models.JSONField()
    started_at = models.DateTimeField(_("started at"))
    #: When the time limit or the closing date ends it, accommodations included and grace not; None without either.
    deadline = models.DateTimeField(_("deadline"), null=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    closing = models.CharField(_("how it was closed"), max_length=10, choices=Closing.choices, default=Closing.LEARNER)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    closing_reason = models.TextField(_("reason"), blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("passed"), null=True)
    #: A regrade found less than the pass mark, and what had been granted stays granted.
    keeps_pass = models.BooleanField(default=False)
    #: ``[{"code", "title", "score": "85.00", "is_mastered"}]`` per training requirement, where the quiz asks for it.
    parts = models.JSONField(default=list)

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
                condition=Q(
                    state__in=["open", "cancelled"], submitted_at__isnull=True, score__isnull=True, passed__isnull=True
                )
                | Q(state="awaiting", submitted_at__isnull=False, score__isnull=True, passed__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="evaluations_score_means_submitted",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="evaluations_score_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(closing="staff") | (Q(closed_by__isnull=False) & ~Q(closing_reason="")),
                name="evaluations_staff_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state="open"), name="evaluations_to_close"),
            models.Index(fields=["quiz", "state"], name="evaluations_of_quiz"),
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
    def is_graded(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def exam_code(self) -> str:
        """What those who mark, answer appeals or analyse call it: it tells nothing about whose it is."""
        return str(self.uuid)[:8].upper()

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
    points = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=Decimal(1))
    #: Codes of the training requirements that it counted for when it was drawn.
    requirements = models.JSONField(default=list)
    #: When the person asked to be told at once; the answer cannot change after that.
    checked_at = models.DateTimeField(null=True)
    #: In an attempt that repeats a part: the question of an earlier attempt whose answer counts here too.
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

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
        """The answer that counts: this question's own, or that of the attempt it was carried over from."""
        return getattr(self.carried_from or self, "answer", None)

    @property
    def selected(self):
        """What is stored as this person's answer; the type's blank when nothing is."""
        answer = self.stored_answer
        return self.version.type.blank() if answer is None else answer.selected

    @property
    def is_answered(self) -> bool:
        return not self.version.type.is_blank(self.selected)

    @property
    def asked(self) -> Asked:
        """The question as this person sees it."""
        return self.version.asked(self.option_order)


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
