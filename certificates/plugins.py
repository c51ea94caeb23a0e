"""What certificates adds to other apps: its section of /mi-aula/."""

from .models import Certificate

__all__ = ["my_certificates"]

MOST_RECENT = 50


def my_certificates(request, employee):
    """The section of /mi-aula/ with the own constancias that are current, newest first; one query."""
    if employee is None:
        return []
    certificates = list(
        Certificate.objects.of(employee)
        .filter(superseded_at=None)
        .defer("crest", "requirements", "signatories")[:MOST_RECENT]
    )
    return [{"template": "certificates/my_certificates.html", "context": {"certificates": certificates}}]
