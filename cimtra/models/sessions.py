"""Sessions of the council and its commissions, and the yearly programme of each department with its indicators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.plugins import AppendOnlyModel


class CouncilSession(models.Model):
    """A session of the pleno or of a commission."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", pgettext_lazy("council session", "Ordinary")
        EXTRAORDINARY = "extraordinary", pgettext_lazy("council session", "Extraordinary")
        SOLEMN = "solemn", pgettext_lazy("council session", "Solemn")

    class State(models.TextChoices):
        CALLED = "called", pgettext_lazy("council session", "Called")
        HELD = "held", pgettext_lazy("council session", "Held")
        CANCELLED = "cancelled", pgettext_lazy("council session", "Cancelled")

    body = models.ForeignKey(
        "people.Department",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("body"),
        help_text=_("The pleno or a commission."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ORDINARY)
    number = models.PositiveSmallIntegerField(_("number"))
    starts_at = models.DateTimeField(_("day and hour"))
    # Numbers start again each year; an index over the year of `starts_at` would need a function inside SQLite.
    year = models.PositiveSmallIntegerField(editable=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CALLED)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=250, blank=True)
    is_public = models.BooleanField(_("open to the public"), default=True)
    stream_address = models.URLField(_("live stream"), max_length=500, blank=True)
    recording_address = models.URLField(_("recording"), max_length=500, blank=True)
    minutes_address = models.URLField(_("minutes"), max_length=500, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("session of the council")
        verbose_name_plural = _("sessions of the council")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "kind", "year", "number"], name="cimtra_session_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="cimtra_cancelled_session_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} · {self.body}"

    def save(self, *args, **kwargs) -> None:
        self.year = timezone.localtime(self.starts_at).year
        super().save(*args, **kwargs)


class AgendaItem(models.Model):
    """One point of the agenda, with how it was decided."""

    class Decision(models.TextChoices):
        PENDING = "pending", pgettext_lazy("agenda", "Not decided")
        APPROVED = "approved", pgettext_lazy("agenda", "Approved")
        REJECTED = "rejected", pgettext_lazy("agenda", "Rejected")
        POSTPONED = "postponed", pgettext_lazy("agenda", "Postponed")
        INFORMED = "informed", pgettext_lazy("agenda", "For information")

    session = models.ForeignKey(CouncilSession, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("point"))
    decision = models.CharField(_("decision"), max_length=20, choices=Decision, default=Decision.PENDING)

    class Meta:
        ordering = ["order"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="cimtra_agenda_order_once")]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:60]}"


class SessionMember(models.Model):
    """Somebody who sits on the body, and whether they came; the name stays as it was that day."""

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("presence", "Not recorded")
        PRESENT = "present", pgettext_lazy("presence", "Present")
        EXCUSED = "excused", pgettext_lazy("presence", "Absent with leave")
        ABSENT = "absent", pgettext_lazy("presence", "Absent")

    session = models.ForeignKey(CouncilSession, on_delete=models.CASCADE, related_name="members")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=270)
    post = models.CharField(_("post"), max_length=120, blank=True)
    presence = models.CharField(_("attendance"), max_length=20, choices=Presence, default=Presence.UNKNOWN)

    class Meta:
        ordering = ["name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["session", "name"], name="cimtra_session_member_once")]

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    class Choice(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "For")
        AGAINST = "against", pgettext_lazy("vote", "Against")
        ABSTAINED = "abstained", pgettext_lazy("vote", "Abstained")

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(SessionMember, on_delete=models.CASCADE, related_name="votes")
    choice = models.CharField(_("vote"), max_length=20, choices=Choice)

    class Meta:
        ordering = ["member__name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="cimtra_one_vote_per_member")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.member_id}: {self.choice}"


class YearPlan(models.Model):
    """The annual operating programme (POA) of a department."""

    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    goal = models.TextField(_("general objective"), blank=True)
    address = models.URLField(_("where it is published"), max_length=1000, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("annual operating programme")
        verbose_name_plural = _("annual operating programmes")
        ordering = ["-year", "department__name"]
        constraints = [models.UniqueConstraint(fields=["department", "year"], name="cimtra_one_year_plan")]

    def __str__(self) -> str:
        return f"POA {self.year} · {self.department}"


class Indicator(models.Model):
    """What a programme measures, and what it wants to reach in the year."""

    class Direction(models.TextChoices):
        UP = "up", pgettext_lazy("indicator", "More is better")
        DOWN = "down", pgettext_lazy("indicator", "Less is better")

    class Sum(models.TextChoices):
        SUM = "sum", pgettext_lazy("indicator", "The quarters add up")
        LAST = "last", pgettext_lazy("indicator", "The last quarter counts")

    plan = models.ForeignKey(YearPlan, on_delete=models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("indicator"), max_length=250)
    formula = models.CharField(_("how it is worked out"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    target = models.DecimalField(_("target for the year"), max_digits=14, decimal_places=2)
    direction = models.CharField(_("sense"), max_length=10, choices=Direction, default=Direction.UP)
    accumulates = models.CharField(_("how the year is read"), max_length=10, choices=Sum, default=Sum.SUM)

    class Meta:
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="cimtra_indicator_once"),
            models.CheckConstraint(condition=Q(target__gte=0), name="cimtra_target_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorReading(models.Model):
    """How an indicator stood in a quarter, and what was thought of it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2, null=True, blank=True)
    reached = models.DecimalField(_("reached"), max_digits=14, decimal_places=2, null=True, blank=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    address = models.URLField(_("address of the evidence"), max_length=1000, blank=True)
    edition = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["quarter"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["indicator", "quarter"], name="cimtra_one_reading_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="cimtra_quarter_one_to_four"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} T{self.quarter}"


class IndicatorReadingEntry(AppendOnlyModel):
    """Every writing of a reading, kept for good."""

    reading = models.ForeignKey(IndicatorReading, on_delete=models.CASCADE, related_name="entries")
    edition = models.PositiveIntegerField()
    planned = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reached = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    evaluation = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reading_id} v{self.edition}"
