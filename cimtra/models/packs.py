"""Packs of evidence: one ZIP per aspect or round, made for somebody, with a signed list of what is in it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .instrument import Aspect
from .rounds import Round


class EvidencePack(models.Model):
    """Which pack was made for whom; its bytes lie in the private storage and never change."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", pgettext_lazy("audience", "The municipality itself")
        AUTHORITY = "authority", pgettext_lazy("audience", "An auditor or the guarantor")
        PUBLIC = "public", pgettext_lazy("audience", "The public or the collective that evaluates")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="packs")
    audience = models.CharField(_("who receives it"), max_length=20, choices=Audience)
    as_of = models.DateField(_("as of the day"), default=timezone.localdate)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("what it is for"), max_length=250)
    work = models.OneToOneField("people.Work", on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    # What the signature of the list inside rests on: {"key", "algorithm"}.
    signature = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("pack of evidence")
        verbose_name_plural = _("packs of evidence")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aspect=None, round__isnull=False) | Q(aspect__isnull=False, round=None),
                name="cimtra_pack_of_an_aspect_or_a_round",
            ),
            models.CheckConstraint(
                condition=Q(file="") | (~Q(sha256="") & Q(made_at__isnull=False)), name="cimtra_pack_file_has_a_print"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"
