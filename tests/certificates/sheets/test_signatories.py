"""Who signs which day, in which posts, with which drawn signature."""

import datetime as dt

import pytest

from certificates.models import SignaturePicture
from certificates.sheets.pictures import SIGNATURE, clean_picture, keep
from certificates.sheets.signatories import frozen_signatories, posts_on
from certificates.sheets.signatures import put_signature, remove_signature
from people.models import Decision, Municipality, Signatory
from tests.certificates.factories import municipality
from tests.certificates.sheets_factories import template, upload
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 28)


@pytest.fixture
def town():
    return municipality()


def frozen(town, day=DAY, *, posts=()):
    version = template(f"Plantilla {Decision.objects.count()}", posts=list(posts)).versions.get()
    return frozen_signatories(version=version, municipality=town, day=day)


def drawn(colour="white"):
    return keep(clean_picture(upload(colour=colour), SIGNATURE))


def test_all_who_are_in_office_sign_where_no_post_is_asked_for(town):
    assert [person["post"] for person in frozen(town)] == ["Presidenta Municipal", "Síndico"]


def test_the_template_s_posts_sign_in_its_order(town):
    assert [person["post"] for person in frozen(town, posts=["Síndico", "Presidenta Municipal"])] == [
        "Síndico",
        "Presidenta Municipal",
    ]
    assert [person["post"] for person in frozen(town, posts=["Síndico"])] == ["Síndico"]


def test_a_successor_signs_from_their_first_day_on(town):
    before = town.signatories.get(post="Síndico")
    Signatory.objects.filter(pk=before.pk).update(ends_on=DAY)
    Signatory.objects.create(
        municipality=town, name="Ulises Rangel Frías", post="Síndico", starts_on=DAY + dt.timedelta(days=1)
    )
    town = Municipality.objects.get(pk=town.pk)
    assert [person["name"] for person in frozen(town, posts=["Síndico"])] == [before.name]
    assert [person["name"] for person in frozen(town, DAY + dt.timedelta(days=1), posts=["Síndico"])] == [
        "Ulises Rangel Frías"
    ]
    assert posts_on(municipality=town, day=DAY) == ["Presidenta Municipal", "Síndico"]


def test_where_nobody_holds_the_post_all_who_are_in_office_sign(town):
    assert len(frozen(town, posts=["Contralora Municipal"])) == 2


def test_at_most_three_sign(town):
    for number in range(3):
        Signatory.objects.create(municipality=town, name=f"Persona {number}", post="Regiduría", starts_on=DAY)
    assert len(frozen(Municipality.objects.get(pk=town.pk))) == 3


def test_a_municipality_without_data_has_nobody_to_sign():
    assert frozen(Municipality()) == []


def test_a_drawn_signature_is_frozen_by_its_fingerprint(town, django_assert_num_queries):
    president = town.signatories.get(post="Presidenta Municipal")
    picture = drawn()
    put_signature(signatory=president, picture=picture, put_by=UserFactory())
    assert [person["picture"] for person in frozen(town)] == [picture.sha256, ""]
    version = template("Una más").versions.get()
    with django_assert_num_queries(2):
        frozen_signatories(version=version, municipality=town, day=DAY)


def test_a_change_of_picture_is_told_once_and_keeps_the_old_bytes(town):
    president, editor = town.signatories.get(post="Presidenta Municipal"), UserFactory()
    first, second = drawn(), drawn("#eeeeff")
    assert first.sha256 != second.sha256
    for picture in (first, second, second):
        put_signature(signatory=president, picture=picture, put_by=editor)
    acts = Decision.objects.filter(act="change_signature").order_by("number")
    assert [(act.before["picture"], act.after["picture"]) for act in acts] == [
        ("", first.sha256),
        (first.sha256, second.sha256),
    ]
    first.refresh_from_db()
    assert remove_signature(signatory=president, removed_by=editor)
    assert not remove_signature(signatory=president, removed_by=editor)
    assert not SignaturePicture.objects.exists()
    assert acts.all().count() == 3
