"""Long work that a worker does for somebody, with visible progress and perhaps a file at the end."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..storage import private_storage


class Work(models.Model):
    """One piece of long work. `kind` names what the worker calls (people.plugins.work_kinds)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped with an error")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    parameters = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="works")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True, help_text=_("What came of it, in words for the person who asked."))
    result = models.FileField(storage=private_storage, max_length=200, blank=True, editable=False)
    result_name = models.CharField(max_length=150, blank=True)
    result_type = models.CharField(max_length=100, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    result_size = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long work")
        ordering = ["-created_at"]
        default_permissions = ()

    def __str__(self):
        return self.title

    @property
    def is_over(self):
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def percent(self):
        """Whole per cent done, None while the size of the work is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def has_result(self):
        return bool(self.result) and (self.expires_at is None or self.expires_at > timezone.now())
