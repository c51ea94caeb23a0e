"""Files of earlier training that RH brings: what was read and shown, and what was recorded from it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.api import private_storage


class PriorLearningImport(models.Model):
    """One file from its upload to its receipt. The plan is what was shown, and exactly that is recorded."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("To be accepted")
        APPLIED = "applied", _("Recorded")
        DISCARDED = "discarded", _("Discarded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    # Rows as recognition.prior.planning makes them: {"ready": [...], "known": [...], "errors": [...]}.
    plan = models.JSONField(default=dict)
    plan_sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    receipt = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import of earlier training")
        verbose_name_plural = _("imports of earlier training")
        ordering = ["-uploaded_at"]
        default_permissions = ()

    def __str__(self):
        return self.file_name
