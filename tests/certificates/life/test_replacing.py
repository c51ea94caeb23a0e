import pytest

from certificates import api
from certificates.signals import certificate_replaced
from people.api import Decision, Notice
from tests.certificates.factories import certificate
from tests.certificates.life_factories import of_a_speaker, revoked, withheld
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_holder_is_told_which_one_to_use():
    old = certificate()
    new = api.replace(certificate=old, reason="Apellido", replaced_by=UserFactory())
    told = Notice.objects.get(employee=old.employee)
    assert new.folio in told.title
    assert old.folio in told.title


def test_the_new_one_renews_what_the_old_one_renewed():
    old = certificate()
    new = api.replace(certificate=old, reason="Apellido", replaced_by=UserFactory())
    assert new.renews == old.renews
    assert (new.completed_on, new.hours, new.score) == (old.completed_on, old.hours, old.score)


def test_somebody_from_outside_gets_the_name_that_is_written():
    old = of_a_speaker("Ximena Ordas Guitron")
    with pytest.raises(api.CannotChange, match="plantilla"):
        api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory(), name=" Ximena  Ordaz Güitrón ")
    assert new.holder_name == "Ximena Ordaz Güitrón"
    assert new.holder == old.holder
    assert new.replaces == old


def test_the_name_of_somebody_on_the_roster_is_the_rosters():
    old = certificate()
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory(), name="Otra Persona")
    assert new.holder_name == old.employee.full_name


def test_neither_a_revoked_nor_a_withheld_one_is_replaced():
    for made, why in ((revoked(), "revocada"), (withheld(), "nombre")):
        with pytest.raises(api.CannotChange, match=why):
            api.replace(certificate=made, reason="Nombre", replaced_by=UserFactory(), name="Alguien")


def test_the_news_and_the_ledger_name_both():
    heard = []
    certificate_replaced.connect(lambda sender, certificate, replaced, **_: heard.append(replaced.folio), weak=False)
    old = certificate()
    new = api.replace(certificate=old, reason="Apellido", replaced_by=UserFactory())
    line = Decision.objects.get(act="replace")
    assert (line.before["folio"], line.after["folio"]) == (old.folio, new.folio)
    assert heard == [old.folio]
    certificate_replaced.receivers.pop()
    certificate_replaced.sender_receivers_cache.clear()
