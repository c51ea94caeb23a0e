"""What people decide about answers: marks of essays, appeals, and decisions that override a mark."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.plugins import AppendOnlyModel

from .attempts import AttemptQuestion

FRACTION = {"max_digits": 5, "decimal_places": 4}
FROM_0_TO_1 = Q(fraction__gte=0, fraction__lte=1)


class Marking(AppendOnlyModel):
    """One reading of one written answer by one marker. The third settles what the first two disagree about."""

    attempt_question = models.ForeignKey(AttemptQuestion, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    #: The level chosen for each criterion of the rubric, by its place; empty where one mark is given for all.
    levels = models.JSONField(default=list)
    fraction = models.DecimalField(_("mark"), **FRACTION)
    comment = models.TextField(_("comment"), blank=True)
    marked_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["attempt_question", "round"]
        constraints = [
            models.UniqueConstraint(fields=["attempt_question", "round"], name="evaluations_marking_round_once"),
            models.UniqueConstraint(fields=["attempt_question", "marker"], name="evaluations_marker_once"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=3), name="evaluations_marking_rounds"),
            models.CheckConstraint(condition=FROM_0_TO_1, name="evaluations_marking_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_question_id}/{self.round}"


class Appeal(models.Model):
    """«No estoy de acuerdo»: one per question of an attempt, answered once with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        GRANTED = "granted", pgettext_lazy("appeal", "Granted")
        REFUSED = "refused", pgettext_lazy("appeal", "Refused")

    attempt_question = models.OneToOneField(AttemptQuestion, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(_("what it is about"))
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    Q(state__in=["granted", "refused"], answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="evaluations_appeal_is_answered_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal of {self.attempt_question_id}"


class MarkDecision(AppendOnlyModel):
    """The mark of one answer decided by a person, over what the key or the markers say; the newest one counts."""

    attempt_question = models.ForeignKey(AttemptQuestion, on_delete=models.PROTECT, related_name="decisions")
    fraction = models.DecimalField(_("mark"), **FRACTION)
    reason = models.TextField(_("reason"))
    #: What it did to the score of the attempt in which the answer was given.
    old_score = models.DecimalField(max_digits=5, decimal_places=2)
    new_score = models.DecimalField(max_digits=5, decimal_places=2)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision about a mark")
        verbose_name_plural = _("decisions about marks")
        ordering = ["attempt_question", "pk"]
        constraints = [
            models.CheckConstraint(condition=FROM_0_TO_1, name="evaluations_decision_in_range"),
            models.CheckConstraint(condition=~Q(reason=""), name="evaluations_decision_says_why"),
        ]

    def __str__(self) -> str:
        return f"decision about {self.attempt_question_id}"
