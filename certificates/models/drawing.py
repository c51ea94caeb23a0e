"""The making of a file: who is at it, how often it was tried, what went wrong. Deleted when the file is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .certificate import Certificate


class Drawing(models.Model):
    """One certificate without a file yet. A worker that holds the lease draws; a lease that ran out is free again."""

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, related_name="drawing")
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    last_error = models.TextField(_("what went wrong"), blank=True)
    # After the last try a person has to look and press «try again».
    given_up_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.certificate.folio}: {self.tries}"
