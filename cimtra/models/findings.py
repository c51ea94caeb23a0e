"""Observations and recommendations: who answers for each, by when, and how it went, step by step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.plugins import AppendOnlyModel

from .instrument import Aspect, Variable
from .rounds import Round


class Finding(models.Model):
    """An observation or recommendation. Its state changes only through cimtra.findings; FindingEvent says how."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", pgettext_lazy("finding", "Observation")
        RECOMMENDATION = "recommendation", pgettext_lazy("finding", "Recommendation")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("finding", "Pending")
        IN_PROGRESS = "in_progress", pgettext_lazy("finding", "In progress")
        ATTENDED = "attended", pgettext_lazy("finding", "Attended, waits to be verified")
        RETURNED = "returned", pgettext_lazy("finding", "Returned")
        VERIFIED = "verified", pgettext_lazy("finding", "Verified")

    class Effort(models.IntegerChoices):
        LITTLE = 1, pgettext_lazy("effort", "Little")
        SOME = 2, pgettext_lazy("effort", "Some")
        MUCH = 3, pgettext_lazy("effort", "Much")

    OPEN = (State.PENDING, State.IN_PROGRESS, State.ATTENDED, State.RETURNED)

    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OBSERVATION)
    text = models.TextField(_("what it says"))
    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("aspect")
    )
    variables = models.ManyToManyField(
        Variable,
        blank=True,
        related_name="findings",
        verbose_name=_("variables that it would meet"),
        help_text=_("For the simulator. When none is chosen, closing it counts as meeting the whole aspect."),
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("evaluation it comes from"),
    )
    # What the file of an import called it, so that the same file twice makes nothing twice.
    source_key = models.CharField(max_length=80, blank=True, editable=False)
    department = models.ForeignKey(
        "people.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department that answers for it"),
    )
    person = models.ForeignKey(
        "people.Employee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who attends to it"),
        help_text=_("Leave it empty and it is whoever heads the department."),
    )
    commitment = models.TextField(_("commitment"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Effort, default=Effort.SOME)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING, editable=False)
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    attended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["due_on", "number"]
        permissions = [("verify_finding", _("Can verify or return what was attended"))]
        indexes = [models.Index(fields=["state", "due_on"], name="cimtra_finding_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="cimtra_finding_says_something"),
            models.UniqueConstraint(
                fields=["round", "source_key"], condition=~Q(source_key=""), name="cimtra_finding_imported_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified")
                | (Q(verified_by__isnull=False) & (Q(attended_by=None) | ~Q(verified_by=models.F("attended_by")))),
                name="cimtra_finding_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        is_advice = self.kind == self.Kind.RECOMMENDATION
        words = _("Recommendation %(number)d") if is_advice else _("Observation %(number)d")
        return words % {"number": self.number}

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class FindingEvent(AppendOnlyModel):
    """One thing that happened to a finding; the history is the sum of these."""

    class Act(models.TextChoices):
        OPENED = "opened", pgettext_lazy("finding event", "Recorded")
        EDITED = "edited", pgettext_lazy("finding event", "Edited")
        COMMENTED = "commented", pgettext_lazy("finding event", "Comment")
        STARTED = "started", pgettext_lazy("finding event", "Work began")
        ATTENDED = "attended", pgettext_lazy("finding event", "Attended")
        RETURNED = "returned", pgettext_lazy("finding event", "Returned")
        VERIFIED = "verified", pgettext_lazy("finding event", "Verified")
        REOPENED = "reopened", pgettext_lazy("finding event", "Opened again")
        EVIDENCE = "evidence", pgettext_lazy("finding event", "Evidence added")
        ASSIGNED = "assigned", pgettext_lazy("finding event", "Training assigned")
        ESCALATED = "escalated", pgettext_lazy("finding event", "Escalated")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=20, choices=Act)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    # field -> [before, after], as people read them
    changes = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=270, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.finding_id} {self.act}"


class FindingEvidence(AppendOnlyModel):
    """A file (in the private storage) or an address that shows that a finding was attended, with its fingerprint."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    address = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") | (~Q(file="") & ~Q(sha256="")), name="cimtra_finding_evidence_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.title


class FindingImport(models.Model):
    """An uploaded sheet of findings: read and shown first, recorded afterwards, its receipt kept."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # [{"row", "values", "problems", "finding"}]
    rows = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name
