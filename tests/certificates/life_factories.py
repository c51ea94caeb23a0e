"""Builds constancias to which something has happened: revoked, objected to, with a file that costs no drawing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from certificates import api
from certificates.issuing import issue_for_holder
from certificates.life.objections import object_to
from certificates.life.withholding import withhold
from certificates.models import Certificate, Drawing, ManualRequest, RequestedHolder, RevocationAppeal
from courses.models import Completion, Enrolment
from people.api import write_whole
from tests.factories import EnrolmentFactory, UserFactory

from .factories import certificate


def with_file(made: Certificate | None = None, **fields) -> Certificate:
    """A certificate whose file is there; its bytes are no sheet, which nobody here looks at."""
    made = made or certificate(**fields)
    data = b"%PDF-1.7 " + made.folio.encode()
    name = f"constancias/{made.year}/{made.folio}.pdf"
    write_whole(name, data)
    Certificate.objects.filter(pk=made.pk).record_once(
        while_empty="sha256",
        sha256=sha256(data).hexdigest(),
        pdf=name,
        size=len(data),
        rendered_at=timezone.now(),
    )
    Drawing.objects.filter(certificate=made).delete()
    return Certificate.objects.get(pk=made.pk)


def revoked(*, reason: str = "Otra persona contestó el cuestionario", **fields) -> Certificate:
    by = fields.pop("revoked_by", None) or UserFactory()
    made = fields.pop("made", None) or certificate(**fields)
    return api.revoke(certificate=made, reason=reason, revoked_by=by, revocation_class="misuse")


def renewed(**fields) -> tuple[Certificate, Certificate]:
    """The certificate of a first cycle, which has run out, and that of the second, which renews it."""
    first = certificate(valid_until=days_ago(1), **fields)
    Enrolment.objects.filter(pk=first.completion.enrolment_id).update(completed_at=timezone.now())
    cycle = EnrolmentFactory(
        employee=first.employee, course=first.completion.course, cycle=2, renews=first.completion.enrolment
    )
    row = Completion.objects.get(pk=first.completion_id)
    row.pk, row.enrolment, row.valid_until, row._state.adding = None, cycle, None, True
    row.save()
    return first, api.issue(completion=row)


def objected(*, text: str = "Yo contesté; la directora estuvo presente.", **fields) -> RevocationAppeal:
    made = revoked(**fields)
    return object_to(certificate=made, text=text, holder=made.employee)


def withheld(made: Certificate | None = None, *, reason: str = "Lo pidió su titular", **fields) -> Certificate:
    return withhold(certificate=with_file(made, **fields), reason=reason, withheld_by=UserFactory())


def of_a_speaker(name: str = "Ximena Ordaz Güitrón") -> Certificate:
    """The certificate of somebody from outside, on a request that a second person approved."""
    today = timezone.localdate()
    request = ManualRequest.objects.create(
        kind="speaker",
        title="Datos abiertos para municipios",
        hours=Decimal("2.0"),
        modality="presencial",
        starts_on=today,
        ends_on=today,
        reason="Invitación con oficio",
        asked_by=UserFactory(),
        state=ManualRequest.State.APPROVED,
        decided_by=UserFactory(),
        decided_at=timezone.now(),
    )
    holder = RequestedHolder.objects.create(request=request, name=name, email="ximena@ejemplo.test")
    return issue_for_holder(holder=holder, issued_by=UserFactory())


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)
