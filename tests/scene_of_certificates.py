"""What stands around a constancia in the scene: its template and key, a request, an objection, a personal link."""

import datetime as dt

from django.utils import timezone

from certificates.life.links import make_link
from certificates.models import ManualRequest, PublicKey, RequestedHolder
from certificates.sheets.choosing import template_for
from people.models import Signatory
from tests.certificates.life_factories import objected
from tests.factories import UserFactory


def build(made):
    """Add them to `made`; whoever did what is an account of no role of the scene."""
    clerk, today = UserFactory(), timezone.localdate()
    made.link = make_link(employee=made.owner, made_by=clerk)
    made.objection = objected()
    made.request = ManualRequest.objects.create(
        title="Plática de bienvenida",
        hours=2,
        modality="presencial",
        starts_on=today - dt.timedelta(days=2),
        ends_on=today - dt.timedelta(days=2),
        reason="Lista de asistencia del día",
        asked_by=clerk,
    )
    RequestedHolder.objects.create(request=made.request, name="Persona Invitada Ficticia")


def values(made):
    """The parameters of the addresses, as in scene.Scene."""
    signatory = Signatory.objects.first().pk
    return {
        "certificates/token": made.link.token,
        "certificates/number": 1,
        "certificates_objections/pk": made.objection.pk,
        "certificates_links/pk": made.owner.pk,
        "certificates_requests/pk": made.request.pk,
        "certificates_keys/pk": PublicKey.objects.order_by("pk").first().pk,
        "certificates_sheets/pk": template_for(kind="accreditation").template.pk,
        "certificates_sheets/number": 1,
        "certificates_sheets:signature/pk": signatory,
        "certificates_sheets:remove_signature/pk": signatory,
    }
