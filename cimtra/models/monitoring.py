"""Published addresses and what the monitor saw at each visit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.plugins import AppendOnlyModel

from .instrument import Aspect
from .obligations import Obligation


class Verdict(models.TextChoices):
    """An outage is never held against anybody: what could not be seen is «no verificable»."""

    MEETS = "meets", pgettext_lazy("verdict", "Meets")
    OUTDATED = "outdated", pgettext_lazy("verdict", "Out of date")
    BROKEN = "broken", pgettext_lazy("verdict", "Broken")
    CHANGED = "changed", pgettext_lazy("verdict", "Changed")
    UNVERIFIABLE = "unverifiable", pgettext_lazy("verdict", "Could not be verified")


class PublishedAddress(models.Model):
    """An address of the municipality's portal that is looked at on a schedule."""

    class Expects(models.TextChoices):
        ANYTHING = "anything", pgettext_lazy("address", "Anything that answers")
        PAGE = "page", pgettext_lazy("address", "A web page")
        OPEN_TABLE = "open_table", pgettext_lazy("address", "An open spreadsheet (XLSX, ODS or CSV)")
        DOCUMENT = "document", pgettext_lazy("address", "A PDF with text")
        VIDEO = "video", pgettext_lazy("address", "A video or live stream")

    address = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("what is there"), max_length=250)
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="addresses"
    )
    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, null=True, blank=True, related_name="addresses", verbose_name=_("aspect")
    )
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("who answers for it")
    )
    expects = models.CharField(_("what it should be"), max_length=20, choices=Expects, default=Expects.ANYTHING)
    names_quarter = models.BooleanField(
        _("names the quarter that is due"),
        default=False,
        help_text=_("Where the text of what is published says which quarter it is of."),
    )
    every_days = models.PositiveSmallIntegerField(_("looked at every so many days"), default=7)
    is_watched = models.BooleanField(_("looked at"), default=True)
    # The clock of the visits.
    next_visit_at = models.DateTimeField(default=timezone.now, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The last verdict, so that lists need no subquery; LinkCheck has them all.
    last_check = models.ForeignKey(
        "cimtra.LinkCheck", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("published address")
        verbose_name_plural = _("published addresses")
        ordering = ["department__name", "title"]
        indexes = [models.Index(fields=["is_watched", "next_visit_at"], name="cimtra_address_next_visit")]
        constraints = [
            models.UniqueConstraint(fields=["address", "department"], name="cimtra_address_once_per_department"),
            models.CheckConstraint(condition=Q(every_days__gte=1), name="cimtra_address_every_day_at_most"),
        ]

    def __str__(self) -> str:
        return self.title


class MonitoringRun(models.Model):
    """A round of visits for a quarter, asked for by a person; the usual visits on schedule belong to none."""

    quarter_start = models.DateField()
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("monitoring run")
        verbose_name_plural = _("monitoring runs")
        ordering = ["-started_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.quarter_start} · {self.started_at:%Y-%m-%d}"


class LinkCheck(AppendOnlyModel):
    """What was seen at an address, once. The body is not kept: its fingerprint and what was read from it are."""

    published = models.ForeignKey(PublishedAddress, on_delete=models.CASCADE, related_name="checks")
    run = models.ForeignKey(MonitoringRun, on_delete=models.PROTECT, null=True, related_name="checks")
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    # The quarter that was due that day; null where the address has to name none.
    quarter_start = models.DateField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict)
    # A word of cimtra.monitoring.reasons, and the sentence that people read is made from it.
    reason = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    final_address = models.CharField(max_length=2000, blank=True)
    # [{"status", "address"}]
    redirects = models.JSONField(default=list)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    last_modified = models.DateTimeField(null=True)
    # Of a table: {"header", "rows"}; of a PDF: {"pages", "has_text"}; of a page: {"title"}
    content = models.JSONField(default=dict)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["published", "-seen_at"], name="cimtra_check_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["published", "run"], condition=Q(run__isnull=False), name="cimtra_one_check_per_run"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cimtra_check_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.published_id} {self.verdict} {self.seen_at:%Y-%m-%d}"
