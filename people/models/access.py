"""How somebody comes to a password without e-mail: one-time codes, and the counters that slow down guessing."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccessCodeQuerySet(models.QuerySet):
    def open(self):
        """Codes that still open their account."""
        return self.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())


class AccessCode(models.Model):
    """A one-time code that lets its owner choose a password. Only its digest is kept; the code itself is on paper."""

    class Channel(models.TextChoices):
        LETTER = "letter", _("printed letter")
        EMAIL = "email", _("e-mail")

    class Purpose(models.TextChoices):
        ACTIVATION = "activation", _("first access")
        RESET = "reset", _("new password")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="access_codes"
    )
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    # The batch of letters that it was printed with, for the receipt.
    batch = models.CharField(max_length=40, blank=True)

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("access code")
        verbose_name_plural = _("access codes")
        ordering = ["-made_at"]
        default_permissions = ()
        permissions = [("issue_access", _("Can give access to accounts of the roster"))]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, cancelled_at=None),
                name="people_one_open_code_per_account",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.purpose}"

    @property
    def state(self):
        """used, cancelled, expired or open: what came of it."""
        if self.used_at:
            return "used"
        if self.cancelled_at:
            return "cancelled"
        return "open" if self.expires_at > timezone.now() else "expired"


class GuessCounter(models.Model):
    """How often something was tried in vain lately; `key` is a digest, never a name or an address.

    `count` wears off with the time since `since` (people.access.guessing).
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return self.key
