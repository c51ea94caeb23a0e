"""What the acts about a constancia share: the locked row, the line in the ledger, nobody deciding about oneself."""

from django.utils.translation import gettext as _

from people.api import record_decision

from .models import Certificate


class CannotChange(Exception):
    """The act is not possible for this certificate; the message is fit for the screen."""


def record(act, certificate, *, actor, **values):
    after = {"folio": certificate.folio, "course": certificate.course_title, "rule": certificate.rule}
    record_decision(act=act, actor=actor, subject=certificate, employee=certificate.employee, after=after, **values)


def locked(certificate):
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("completion", "employee")
        .get(pk=certificate.pk)
    )


def refuse_own(certificate, user):
    if user is not None and certificate.employee.user_id == user.pk:
        raise CannotChange(_("Nobody decides about a certificate of their own: ask a colleague."))
