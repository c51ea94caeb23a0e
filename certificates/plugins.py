"""What certificates adds to other apps: its section of /mi-aula/."""

from django.utils import timezone

from courses.api import Facts, RenewalState, renewal_state, strictest_terms

from .models import Certificate

__all__ = ["my_certificates"]

MOST_RECENT = 50


def my_certificates(request, employee):
    """The section of /mi-aula/ with the own constancias that are current, newest first; one query.

    One that ends soon says so, by the same rule as the course's own row.
    """
    if employee is None:
        return []
    certificates = list(
        Certificate.objects.of(employee)
        .filter(superseded_at=None)
        .select_related("completion__enrolment__requirement")
        .defer("crest", "requirements", "signatories", "completion__requirements", "completion__content_revisions")[
            :MOST_RECENT
        ]
    )
    for certificate in certificates:
        certificate.ends_soon = ends_soon(certificate)
    return [{"template": "certificates/my_certificates.html", "context": {"certificates": certificates}}]


def ends_soon(certificate, day=None):
    """Whether a certificate that is valid on `day` (today by default) is within the days before its end."""
    if certificate.state != Certificate.State.VALID or certificate.valid_until is None:
        return False
    requirement = certificate.completion.enrolment.requirement
    facts = Facts(completed_on=certificate.completed_on, valid_until=certificate.valid_until)
    standing = renewal_state(day or timezone.localdate(), facts, strictest_terms([requirement] if requirement else []))
    return standing.state in {RenewalState.EXPIRING, RenewalState.IN_WINDOW}
