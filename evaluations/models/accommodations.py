"""What is adapted for one person: more time, more attempts, a later closing date."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AccommodationQuerySet(models.QuerySet):
    def in_force(self) -> AccommodationQuerySet:
        return self.filter(ended_at=None)


class Accommodation(models.Model):
    """Granted with a reason, ended with a date, never deleted."""

    employee = models.ForeignKey(
        "people.Employee", verbose_name=_("person"), on_delete=models.PROTECT, related_name="accommodations"
    )
    quiz = models.ForeignKey(
        "evaluations.QuizPage",
        verbose_name=_("quiz"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accommodations",
        help_text=_("Empty: all quizzes."),
    )
    extra_percent = models.PositiveSmallIntegerField(
        _("extra time in per cent"),
        default=0,
        validators=[MaxValueValidator(300)],
        help_text=_("For example 50: one hour becomes an hour and a half."),
    )
    extra_minutes = models.PositiveSmallIntegerField(
        _("extra minutes"), default=0, validators=[MaxValueValidator(600)], help_text=_("Added after the per cent.")
    )
    extra_attempts = models.PositiveSmallIntegerField(
        _("extra attempts"), default=0, validators=[MaxValueValidator(20)]
    )
    closes_at = models.DateTimeField(
        _("closes for this person on"), null=True, blank=True, help_text=_("Only if it is later than for everybody.")
    )
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    objects = AccommodationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "quiz"],
                condition=Q(ended_at=None),
                name="evaluations_accommodation_once_per_quiz",
                violation_error_message=_("This person already has an accommodation for this quiz: end it first."),
            ),
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(ended_at=None, quiz=None),
                name="evaluations_general_accommodation_once",
                violation_error_message=_("This person already has an accommodation for all quizzes: end it first."),
            ),
            models.CheckConstraint(
                condition=Q(extra_percent__gt=0)
                | Q(extra_minutes__gt=0)
                | Q(extra_attempts__gt=0)
                | Q(closes_at__isnull=False),
                name="evaluations_accommodation_gives_something",
                violation_error_message=_("Say what is adapted: time, attempts or the closing date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.quiz_id}"
