"""The public half of every key that this installation has signed with, so that old signatures are still known."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PublicKey(models.Model):
    """A certificate (X.509) that signs files, or an Ed25519 key that signs statements and credentials.

    Secret halves are never here: they lie in KEYS_DIR or where the settings say.
    """

    class Kind(models.TextChoices):
        SEAL = "seal", pgettext_lazy("key", "Seal of this installation")
        PKCS12 = "pkcs12", pgettext_lazy("key", "Certificate of the municipality")
        EFIRMA = "efirma", pgettext_lazy("key", "e.firma")
        STATEMENT = "statement", pgettext_lazy("key", "Key of statements and credentials")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # SHA-256 in hex: of the DER certificate, or of the 32 bytes of an Ed25519 key.
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    subject = models.CharField(_("in the name of"), max_length=300, blank=True)
    pem = models.TextField()
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    first_used_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    # A key that was stolen or lost: what it signed after this moment proves nothing.
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("public key")
        verbose_name_plural = _("public keys")
        ordering = ["-first_used_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject or self.fingerprint[:16]}"
