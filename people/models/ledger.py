"""The ledger of decisions about people: one line per act, each sealed with the hash of the line before it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..append_only import AppendOnlyModel


class LedgerHead(models.Model):
    """The last line of the chain, in one row (pk 1) that writers lock, so that lines are numbered without gaps."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self):
        return f"{self.number}"


class Decision(AppendOnlyModel):
    """Somebody decided something: who, about what and whom, why, and what it was before and after."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    act = models.CharField(_("act"), max_length=40, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    # Kept as text too, and it is the text that is sealed: the line must say who, after the account is gone.
    actor_name = models.CharField(_("decided by"), max_length=300)
    employee = models.ForeignKey(
        "people.Employee",
        verbose_name=_("public servant"),
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
    )
    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.CharField(_("number of the subject"), max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    reason = models.TextField(_("reason"), blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-number"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.number} · {self.act} · {self.subject}"
