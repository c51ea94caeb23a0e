"""What certificates adds to other apps: its section of /mi-aula/ and its panel on RH's page about a person."""

from django.utils.translation import gettext as _

from .life.links import open_link
from .life.own import current_certificates_of, ends_soon
from .models import Certificate

__all__ = ["certificates_panel", "my_certificates"]

MOST_RECENT = 50


def my_certificates(request, employee):
    """The section of /mi-aula/ with the own constancias that are current, newest first; one query."""
    if employee is None:
        return []
    certificates = list(current_certificates_of(employee)[:MOST_RECENT])
    for certificate in certificates:
        certificate.ends_soon = ends_soon(certificate)
    return [{"template": "certificates/my_certificates.html", "context": {"certificates": certificates}}]


def certificates_panel(employee):
    """The panel on RH's page about one person: all constancias, and the personal address; two queries."""
    found = Certificate.objects.of(employee).defer("crest", "requirements", "signatories", "evidence")
    return [
        {
            "title": _("Certificates"),
            "template": "certificates/life/_panel.html",
            "context": {
                "employee": employee,
                "certificates": list(found[:MOST_RECENT]),
                "link": open_link(employee),
            },
        }
    ]
