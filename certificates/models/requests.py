"""Constancias that no completion stands behind: one person asks, another approves."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .sheets import CertificateTemplate, Kind


def private_files():
    return storages["private"]


class ManualRequest(models.Model):
    """Asks for constancias of something held in a room, or of speaking; somebody else decides, once."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("request", "Waits for approval")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        REFUSED = "refused", pgettext_lazy("request", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PARTICIPATION)
    template = models.ForeignKey(
        CertificateTemplate, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("template")
    )
    title = models.CharField(_("activity"), max_length=255)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1)
    modality = models.CharField(_("modality"), max_length=60)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    reason = models.TextField(_("what it rests on"), max_length=1000)
    document = models.FileField(
        _("document"), storage=private_files, upload_to="constancias/solicitudes/", max_length=200, blank=True
    )
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("request for certificates")
        verbose_name_plural = _("requests for certificates")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view", "add")
        permissions = [("approve_manualrequest", _("Can approve requests for certificates"))]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="certificates_request_days_in_order"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="certificates_request_has_hours"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="certificates_request_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="certificates_request_decision_is_dated",
            ),
        ]

    def __str__(self):
        return self.title


class RequestedHolder(models.Model):
    """One person on a request: somebody of the roster, or somebody from outside by name."""

    request = models.ForeignKey(ManualRequest, on_delete=models.PROTECT, related_name="holders")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name as printed"), max_length=270)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "employee"],
                condition=Q(employee__isnull=False),
                name="certificates_one_line_per_person_and_request",
            )
        ]

    def __str__(self):
        return self.name
