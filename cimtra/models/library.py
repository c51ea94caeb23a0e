"""Documents that departments publish: each with its period, area, format and the day of its last update."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from .instrument import Aspect


class LibraryDocument(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A file for the public, uploaded by a department and published by the transparency unit (Wagtail workflow).

    The bytes never change: a correction is another document that `replaces` this one. `live` says that anybody may
    download it; `withdrawn_at` that it was taken down, with the reason that visitors read in its place.
    """

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        ODS = "ods", "ODS"
        CSV = "csv", "CSV"
        PDF = "pdf", "PDF"

    OPEN_FORMATS = (Format.XLSX, Format.ODS, Format.CSV)

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="documents", verbose_name=_("aspects"))
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("area that generates it")
    )
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period until"))
    updated_on = models.DateField(_("last update"), default=timezone.localdate)
    format = models.CharField(max_length=10, choices=Format, editable=False)
    file = models.CharField(max_length=200, editable=False)
    file_name = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    # Of a table {"header", "rows"}, of a PDF {"pages", "has_text"}: read when it was uploaded.
    content = models.JSONField(default=dict, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="library_document",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="library_document",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = pgettext_lazy("library", "published document")
        verbose_name_plural = pgettext_lazy("library", "published documents")
        ordering = ["-period_start", "title"]
        permissions = [("publish_document", _("Can publish, return or withdraw documents"))]
        indexes = [models.Index(fields=["live", "-period_start"], name="cimtra_document_live")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="cimtra_document_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (~Q(withdrawn_because="") & Q(live=False)),
                name="cimtra_withdrawn_document_says_why",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("uploaded_by")),
                name="cimtra_document_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        return self._revisions

    @property
    def is_open_format(self) -> bool:
        return self.format in self.OPEN_FORMATS
