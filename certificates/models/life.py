"""What happens to a constancia after its issue, beside the columns of its own row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.plugins import AppendOnlyModel

from .certificate import Certificate


class RevocationAppealQuerySet(models.QuerySet):
    def in_order_of_work(self):
        """Waiting ones first and of these the oldest; then the answered ones, newest first; with what a list shows."""
        return self.select_related("certificate__employee", "certificate__revoked_by", "decided_by").order_by(
            F("decided_at").desc(nulls_first=True), "filed_at", "pk"
        )


class RevocationAppeal(models.Model):
    """The holder's objection to a revocation; decided once, by somebody who did not revoke."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField(_("objection"), max_length=3000)
    filed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # None while it waits. True issues a new certificate in place of the revoked one.
    is_granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = RevocationAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to a revocation")
        verbose_name_plural = _("objections to revocations")
        ordering = ["-filed_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(decided_at=None), name="certificates_one_open_objection"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="certificates_objection_decided_whole",
            ),
        ]

    def __str__(self):
        return self.certificate.folio


class HolderLink(models.Model):
    """The personal address under which somebody who has left still has the own constancias. Only its digest is kept."""

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=Q(ended_at=None), name="certificates_one_open_link_per_person"
            )
        ]

    def __str__(self):
        return f"{self.employee}"


class WithheldName(AppendOnlyModel):
    """A certificate whose holder's name is shown no more, when the time to keep it is over or the holder asked.

    The row of the certificate keeps its number, code, dates and the file's fingerprint; the name as printed becomes
    empty and the file is deleted. `digest` is a keyed digest, so that somebody with the paper can still ask whether
    the name on it is the one that was certified.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="withheld")
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    withheld_at = models.DateTimeField(default=timezone.now)
    withheld_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self):
        return self.certificate.folio
