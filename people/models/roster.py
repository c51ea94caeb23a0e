"""Files of the roster that RH brings: what was read, what is proposed, what was applied, and how to take it back."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..storage import private_storage


class RosterImport(models.Model):
    """One file from its upload to its receipt. The plan is what was shown, and exactly that is applied."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be recognised")
        PREVIEW = "preview", _("To be accepted")
        SECOND = "second", _("Waits for a second person")
        QUEUED = "queued", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Taken back")
        DISCARDED = "discarded", _("Discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    # Where the table is and what each column holds: {"sheet", "header_row", "columns": {"0": "number", …}}.
    layout = models.JSONField(default=dict)
    # What RH chose: {"proposes_leavers": bool, "day": "2026-11-23", "leavers": [employee ids that were confirmed]}.
    choices = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    work = models.ForeignKey("people.Work", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(default=dict)
    # What taking it back needs: made rows, and the values that changed rows had before and got.
    reversal = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    stopped = models.TextField(blank=True)

    class Meta:
        verbose_name = _("import of the roster")
        verbose_name_plural = _("imports of the roster")
        ordering = ["-uploaded_at"]
        default_permissions = ()
        permissions = [("import_roster", _("Can import the roster"))]

    def __str__(self):
        return self.file_name


class RosterLayout(models.Model):
    """The columns of a file as somebody confirmed them, remembered for the next file with the same heading."""

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.signature
