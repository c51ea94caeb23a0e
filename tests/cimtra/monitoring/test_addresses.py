import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from cimtra.models import CouncilSession, Delivery, EvidenceKind, Frequency, PublishedAddress, Verdict
from cimtra.monitoring.addresses import FIELDS, UNSEEN, Narrowed, NewerEdition, counts_of, edition_of, save
from cimtra.monitoring.proposing import proposals, take
from tests.cimtra.monitoring.monitoring_factories import checked, obligation, published
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
Expects = PublishedAddress.Expects


def values_of(published_address, **changes):
    return {**{name: getattr(published_address, name) for name in FIELDS}, **changes}


def test_saving_over_a_newer_edition_is_refused_and_nothing_is_lost():
    address = published()
    seen_by_both = edition_of(address)
    save(published=address, values=values_of(address, title="De la primera"), edition=seen_by_both)
    with pytest.raises(NewerEdition) as refused:
        save(published=address, values=values_of(address, title="De la segunda"), edition=seen_by_both)
    assert refused.value.published.title == "De la primera"
    assert PublishedAddress.objects.get().title == "De la primera"


def test_another_address_is_looked_at_soon_and_another_title_is_not():
    later = timezone.now() + dt.timedelta(days=5)
    address = published(next_visit_at=later, failures=3)
    saved = save(published=address, values=values_of(address, title="Otro título"), edition=edition_of(address))
    assert (saved.next_visit_at, saved.failures) == (later, 3)
    saved = save(published=saved, values=values_of(saved, address="http://portal.test/x"), edition=edition_of(saved))
    assert saved.next_visit_at <= timezone.now()
    assert saved.failures == 0


def test_a_list_is_narrowed_by_what_stands_in_the_address_and_by_nothing_else():
    office = DepartmentFactory()
    branch = office.add_child(code="rama", name="Jefatura")
    broken = published(department=branch, title="Gaceta")
    checked(broken, Verdict.BROKEN, "not_found")
    fine = published(department=office)
    checked(fine)
    unseen, unwatched = published(), published(is_watched=False)

    def narrowed(query):
        return set(Narrowed.read(QueryDict(query)).of(PublishedAddress.objects.all()))

    assert narrowed("") == {broken, fine, unseen}
    assert narrowed("resultado=broken") == {broken}
    assert narrowed(f"resultado={UNSEEN}") == {unseen}
    assert narrowed(f"direccion={office.pk}") == {broken, fine}
    assert narrowed("buscar=gaceta") == {broken}
    assert narrowed("vigilancia=no") == {unwatched}
    assert narrowed("resultado=nada&direccion=x&aspecto=-1&pagina=%00") == {broken, fine, unseen}


def test_counts_are_of_what_is_looked_at(django_assert_num_queries):
    checked(published(), Verdict.BROKEN, "not_found")
    checked(published(is_watched=False), Verdict.BROKEN, "not_found")
    published()
    with django_assert_num_queries(1):
        counts = counts_of(Narrowed())
    assert counts == {"meets": 0, "outdated": 0, "broken": 1, "changed": 0, "unverifiable": 0, UNSEEN: 1}


def session(body, **fields):
    return CouncilSession.objects.create(
        body=body, number=1, starts_at=timezone.now(), state=CouncilSession.State.HELD, **fields
    )


def test_addresses_are_proposed_from_obligations_deliveries_and_sessions():
    office = DepartmentFactory()
    quarterly = obligation(office, address="http://portal.test/nomina", open_format=True, frequency=Frequency.QUARTERLY)
    yearly = obligation(
        office, address="http://portal.test/poa", evidence_kind=EvidenceKind.REPORT, frequency=Frequency.YEARLY
    )
    obligation(office, address="http://portal.test/vieja", ends_on=dt.date(2026, 2, 1))
    day = dt.date(2026, 9, 30)
    Delivery.objects.create(
        obligation=yearly,
        department=office,
        period_start=day,
        period_end=day,
        due_on=day,
        delivered_on=day,
        state=Delivery.State.ACCEPTED,
        address="http://portal.test/entregado",
    )
    session(office, recording_address="https://video.test/1", minutes_address="http://portal.test/acta.pdf")
    found = {one.address: (one.expects, one.names_quarter, one.obligation) for one in proposals()}
    assert found == {
        "http://portal.test/nomina": (Expects.OPEN_TABLE, True, quarterly),
        "http://portal.test/poa": (Expects.DOCUMENT, False, yearly),
        "http://portal.test/entregado": (Expects.DOCUMENT, False, yearly),
        "https://video.test/1": (Expects.VIDEO, False, None),
        "http://portal.test/acta.pdf": (Expects.DOCUMENT, False, None),
    }


def test_what_is_looked_at_is_not_proposed_and_taking_twice_takes_once():
    known = obligation(address="http://portal.test/a")
    published("http://portal.test/a", department=known.department)
    obligation(address="http://portal.test/b")
    keys = [one.key for one in proposals()]
    assert (len(keys), take(keys=keys), take(keys=keys)) == (1, 1, 0)
    assert take(keys=["nada"]) == 0
    assert PublishedAddress.objects.count() == 2


@pytest.mark.parametrize("number", [2, 6])
def test_proposing_costs_the_same_for_more(number, django_assert_num_queries):
    for place in range(number):
        session(obligation(address=f"http://portal.test/{place}").department, minutes_address="http://portal.test/acta")
    with django_assert_num_queries(5):
        assert len(proposals()) == 2 * number
