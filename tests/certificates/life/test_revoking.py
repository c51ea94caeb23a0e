import pytest

from certificates import api
from certificates.models import Certificate
from people.api import Decision, Notice
from tests.certificates.factories import certificate
from tests.certificates.life_factories import of_a_speaker, revoked
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_class_is_for_the_public_and_the_reason_for_the_file():
    made = api.revoke(
        certificate=certificate(), reason="Expediente 12", revoked_by=UserFactory(), revocation_class="misuse"
    )
    assert made.get_revocation_class_display() == "Se obtuvo o se usó de forma indebida"
    assert made.revocation_reason == "Expediente 12"


def test_without_a_class_the_public_reads_that_the_reason_is_in_the_file():
    made = api.revoke(certificate=certificate(), reason="Expediente 12", revoked_by=UserFactory())
    assert made.revocation_class == "other"


def test_there_are_no_other_classes():
    made = certificate()
    with pytest.raises(ValueError, match="capricho"):
        api.revoke(certificate=made, reason="x", revoked_by=UserFactory(), revocation_class="capricho")
    assert Certificate.objects.get().state == "valid"


def test_the_holder_is_told_the_class_and_where_to_object_but_no_mail_carries_the_reason():
    made = revoked(reason="Motivo interno 4471")
    told = Notice.objects.get(employee=made.employee)
    assert made.folio in told.title
    assert "de forma indebida" in told.text
    assert "4471" not in told.text + told.title
    assert told.url == "/mi-aula/constancias/"


def test_revoking_again_tells_nobody_twice():
    made = revoked()
    api.revoke(certificate=made, reason="Otra vez", revoked_by=UserFactory())
    assert Notice.objects.count() == 1
    assert Decision.objects.filter(act="revoke").count() == 1


def test_the_certificate_of_a_speaker_is_revoked_too():
    assert revoked(made=of_a_speaker()).state == "revoked"
    assert not Notice.objects.exists()
