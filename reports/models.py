import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.plugins import AppendOnlyModel


class ProgressReport(models.Model):
    """No table: it carries the permission to see the training record of everybody."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_progress", _("Can see and download the progress of training"))]
        verbose_name = _("progress of training")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class ReportDownload(AppendOnlyModel):
    """Who took which rows out of the system, and when."""

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        PDF = "pdf", "PDF"
        ZIP = "zip", "ZIP"

    report = models.CharField(_("report"), max_length=40)
    format = models.CharField(_("format"), max_length=8, choices=Format)
    criteria = models.JSONField(_("criteria"), default=dict)
    rows = models.PositiveIntegerField(_("rows"))
    file_name = models.CharField(_("file"), max_length=150)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("account"),
    )
    # Kept as text too: the row must still say who, after the account is gone.
    user_name = models.CharField(_("name"), max_length=300)
    downloaded_at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-downloaded_at", "-pk"]
        default_permissions = ("view",)
        verbose_name = _("download of a report")
        verbose_name_plural = _("downloads of reports")

    def __str__(self) -> str:
        return self.file_name


class SavedView(models.Model):
    """A report with its filters, columns and order under a name; shared with a role, or its owner's alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.CharField(_("report"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    # The query string of the report's address, without the page number.
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    shared_with = models.ForeignKey(
        "auth.Group", verbose_name=_("shared with"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["report", "name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="reports_one_view_per_name")]

    def __str__(self):
        return self.name


class ReportSchedule(models.Model):
    """A saved view that is made into a file now and then; the people named get a link that expires."""

    class Every(models.TextChoices):
        WEEK = "week", _("each Monday")
        MONTH = "month", _("each first of the month")
        QUARTER = "quarter", _("each first day of a quarter")

    view = models.ForeignKey(
        SavedView, verbose_name=_("saved view"), on_delete=models.CASCADE, related_name="schedules"
    )
    format = models.CharField(_("format"), max_length=8, choices=ReportDownload.Format, default="xlsx")
    every = models.CharField(_("how often"), max_length=8, choices=Every, default=Every.MONTH)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("recipients"), related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_active = models.BooleanField(_("on"), default=True)
    next_on = models.DateField(_("next"))

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        default_permissions = ()

    def __str__(self):
        return f"{self.view} · {self.get_every_display()}"


class ReportFile(AppendOnlyModel):
    """A report as it was made: frozen month by month, or for a schedule. Its bytes never change."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("monthly record")
        SCHEDULED = "scheduled", _("scheduled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    report = models.CharField(_("report"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    # «2026-10» for the record of a month; the day of a schedule otherwise.
    period = models.CharField(_("period"), max_length=10)
    format = models.CharField(_("format"), max_length=8, choices=ReportDownload.Format)
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.SET_NULL, null=True, related_name="files")
    criteria = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    # Totals per state, so that a trend needs no file to be opened.
    figures = models.JSONField(default=dict)
    cut_off = models.DateTimeField(_("cut-off"))
    file_name = models.CharField(max_length=150)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # The ledger's last line when the file was made; it is printed on it.
    ledger_number = models.PositiveBigIntegerField(default=0)
    ledger_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["-cut_off", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["report", "period", "format"],
                condition=models.Q(kind="monthly"),
                name="reports_one_record_per_month",
            ),
        ]

    def __str__(self):
        return self.file_name


class MonthlyTally(models.Model):
    """How many people of a dirección were in each state at the end of a month, worked out from dated rows."""

    month = models.DateField(_("last day of the month"))
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "department"], name="reports_one_tally_per_month"),
            # People without appointment are counted once a month too; a database takes two empty values for different.
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(department=None), name="reports_one_tally_of_the_rest_per_month"
            ),
        ]

    def __str__(self):
        return f"{self.month} · {self.department_id}"
