"""What must be published or held, how often and by whom; and each time that it was or was not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.plugins import AppendOnlyModel

from .instrument import Aspect, EvidenceKind, Frequency, Origin
from .responsible import DatedQuerySet


class Obligation(models.Model):
    """Something that a department, commission or council publishes or holds, again and again."""

    class Kind(models.TextChoices):
        UPDATE = "update", pgettext_lazy("obligation", "Update of published information")
        YEAR_PLAN = "year_plan", pgettext_lazy("obligation", "Annual operating programme (POA)")
        INDICATORS = "indicators", pgettext_lazy("obligation", "Evaluation of POA indicators")
        COMMISSION_PLAN = "commission_plan", pgettext_lazy("obligation", "Annual programme of a commission")
        COMMISSION_REPORT = "commission_report", pgettext_lazy("obligation", "Activity report of a commission")
        MINUTES = "minutes", pgettext_lazy("obligation", "Minutes")
        VOTES = "votes", pgettext_lazy("obligation", "Attendance and votes")
        RECORDING = "recording", pgettext_lazy("obligation", "Recording of a session")
        STREAM = "stream", pgettext_lazy("obligation", "Live stream of a session")
        REGULATION = "regulation", pgettext_lazy("obligation", "Regulation")
        FORM = "form", pgettext_lazy("obligation", "Form")
        PROCEDURE = "procedure", pgettext_lazy("obligation", "Procedure or service sheet")
        OTHER = "other", pgettext_lazy("obligation", "Other")

    # Kinds that follow from each session that is held.
    OF_SESSIONS = (Kind.MINUTES, Kind.VOTES, Kind.RECORDING, Kind.STREAM)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.UPDATE)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("what exactly"), blank=True)
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("who answers for it")
    )
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="obligations", verbose_name=_("aspects"))
    frequency = models.CharField(_("how often"), max_length=20, choices=Frequency, default=Frequency.QUARTERLY)
    days_to_deliver = models.PositiveSmallIntegerField(
        _("days to deliver"),
        default=15,
        help_text=_("Calendar days after the end of the period, or after the session."),
    )
    evidence_kind = models.CharField(_("format"), max_length=40, choices=EvidenceKind, blank=True)
    open_format = models.BooleanField(_("in an open format"), default=False)
    address = models.URLField(_("where it is published"), max_length=1000, blank=True)
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PROPOSAL)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["department__name", "kind", "title"]
        constraints = [
            models.UniqueConstraint(fields=["department", "kind", "title"], name="cimtra_obligation_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="cimtra_obligation_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One time that an obligation falls due: a period or a session. What was delivered is a document or an address."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "Not delivered")
        IN_REVIEW = "in_review", pgettext_lazy("delivery", "In review")
        RETURNED = "returned", pgettext_lazy("delivery", "Returned")
        ACCEPTED = "accepted", pgettext_lazy("delivery", "Accepted")
        NOT_APPLICABLE = "not_applicable", pgettext_lazy("delivery", "Does not apply")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="deliveries")
    # Copied when it is made: a later change of who answers for the obligation leaves past deliveries where they were.
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    session = models.ForeignKey(
        "cimtra.CouncilSession", on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.URLField(_("where it is published"), max_length=1000, blank=True)
    document = models.ForeignKey(
        "cimtra.LibraryDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    note = models.TextField(_("note"), blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["due_on", "pk"]
        permissions = [
            ("deliver", _("Can deliver for the own department")),
            ("accept_delivery", _("Can accept or return a delivery")),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="cimtra_delivery_state"),
            models.Index(fields=["department", "due_on"], name="cimtra_delivery_department"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "period_start"], condition=Q(session=None), name="cimtra_one_delivery_per_period"
            ),
            models.UniqueConstraint(
                fields=["obligation", "session"],
                condition=Q(session__isnull=False),
                name="cimtra_one_delivery_per_session",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="cimtra_delivery_period_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_review", "accepted"]) | Q(delivered_on__isnull=False),
                name="cimtra_delivered_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_applicable") | ~Q(note=""), name="cimtra_delivery_not_applicable_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} · {self.period_start}"


class DeliveryEvent(AppendOnlyModel):
    """What happened to a delivery: handed in, accepted, returned, excused, taken back; with words and by whom."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    address = models.URLField(max_length=1000, blank=True)
    document = models.ForeignKey(
        "cimtra.LibraryDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document_sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=270, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delivery_id} → {self.to_state}"
