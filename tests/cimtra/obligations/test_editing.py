import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from cimtra.models import Obligation
from cimtra.obligations import editing, generating
from tests.factories import DepartmentFactory, UserFactory

from .obligations_factories import ObligationFactory, mini_instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


def values_of(one, **changes):
    return {name: getattr(one, name) for name in editing.FIELDS} | changes


def test_who_wrote_an_obligation_and_what_changed_is_kept(by):
    draft = ObligationFactory.build(department=DepartmentFactory())
    one = editing.record(by=by, aspects=mini_instrument()[:1], **values_of(draft))
    editing.edit(one, by=by, **values_of(one, days_to_deliver=20))
    written, edited = ModelLogEntry.objects.for_instance(one).order_by("pk")
    assert (written.user, edited.user) == (by, by)
    assert edited.data["changes"] == {"days_to_deliver": ["15", "20"]}


def test_saving_the_same_again_changes_nothing(by):
    one = ObligationFactory()
    editing.edit(one, by=by, seen=editing.version_of(one), **values_of(one))
    assert not ModelLogEntry.objects.exists()


def test_another_aspect_is_another_wording(by):
    one = ObligationFactory()
    seen = editing.version_of(one)
    one.aspects.add(mini_instrument()[0])
    with pytest.raises(editing.EditedMeanwhile):
        editing.edit(one, by=by, seen=seen, **values_of(one))


def test_a_copy_has_the_terms_and_aspects_without_the_address(by):
    aspect = mini_instrument()[0]
    one = ObligationFactory(address="https://ejemplo.gob.mx/a", days_to_deliver=7)
    one.aspects.add(aspect)
    (made,) = editing.copy(one, by=by, departments=[DepartmentFactory(), one.department])
    assert (made.title, made.days_to_deliver, made.address) == (one.title, 7, "")
    assert list(made.aspects.all()) == [aspect]


def test_an_obligation_does_not_end_before_it_begins(by):
    one = ObligationFactory()
    with pytest.raises(editing.CannotEdit):
        editing.end(one, by=by, on=dt.date(2025, 12, 31))
    editing.end(one, by=by, on=dt.date(2026, 6, 30))
    editing.end(one, by=by, on=dt.date(2026, 6, 30))
    assert Obligation.objects.get().ends_on == dt.date(2026, 6, 30)
    assert ModelLogEntry.objects.count() == 1


def test_nothing_is_made_after_the_end(by):
    one = ObligationFactory()
    editing.end(one, by=by, on=dt.date(2026, 6, 30))
    generating.make_deliveries(until=dt.date(2027, 12, 31))
    assert [delivery.period_start.month for delivery in one.deliveries.all()] == [1, 4]
