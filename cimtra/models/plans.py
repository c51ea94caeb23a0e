"""Work plans: objectives and activities, whose progress follows from what they point at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.plugins import AppendOnlyModel

from .findings import Finding
from .obligations import Obligation
from .rounds import Round
from .sessions import CouncilSession


class WorkPlan(models.Model):
    """A plan with its period; `code` ties a plan that the platform ships to its rows."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=250)
    project = models.TextField(_("project"), blank=True)
    goal = models.TextField(_("general objective"), blank=True)
    author = models.CharField(
        _("who proposes it"), max_length=200, blank=True, help_text=_("As it is printed: name and post.")
    )
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cimtra_plan_days_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class PlanObjective(models.Model):
    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("specific objective"))

    class Meta:
        ordering = ["order"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="cimtra_objective_order_once")]

    def __str__(self) -> str:
        return f"{self.order}) {self.text[:80]}"


class PlanActivity(models.Model):
    """An activity and what its progress is counted from; each field left empty counts nothing."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="activities")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("activity"))
    objectives = models.ManyToManyField(
        PlanObjective, blank=True, related_name="activities", verbose_name=_("objectives")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    department = models.ForeignKey(
        "people.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("findings of the evaluation"),
        help_text=_("All findings of this evaluation count."),
    )
    findings = models.ManyToManyField(Finding, blank=True, related_name="activities", verbose_name=_("findings"))
    obligations = models.ManyToManyField(
        Obligation, blank=True, related_name="activities", verbose_name=_("obligations")
    )
    # Values of Obligation.Kind: all deliveries of these kinds that fall due within the activity's days count.
    obligation_kinds = models.JSONField(_("kinds of obligations"), default=list, blank=True)
    courses = models.ManyToManyField("courses.CoursePage", blank=True, related_name="+", verbose_name=_("courses"))
    training_sessions = models.ManyToManyField(
        "courses.TrainingSession", blank=True, related_name="+", verbose_name=_("sessions in a room")
    )
    council_sessions = models.ManyToManyField(
        CouncilSession, blank=True, related_name="activities", verbose_name=_("sessions of the council")
    )
    # First days of quarters («2020-01-01»): monitoring of each counts.
    quarters = models.JSONField(_("quarters to be monitored"), default=list, blank=True)

    class Meta:
        ordering = ["order"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="cimtra_activity_order_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cimtra_activity_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:80]}"


class ActivityNote(AppendOnlyModel):
    """What was done for an activity, in words, on a day; with an address where one shows it."""

    activity = models.ForeignKey(PlanActivity, on_delete=models.CASCADE, related_name="notes")
    day = models.DateField(_("day"), default=timezone.localdate)
    text = models.TextField(_("what was done"))
    address = models.URLField(_("address"), max_length=1000, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.activity_id} {self.day}"
