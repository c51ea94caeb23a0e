from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.plugins import AppendOnlyModel


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
