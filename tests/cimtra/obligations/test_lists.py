import datetime as dt

import pytest
from django.http import QueryDict

from cimtra.models import Delivery
from cimtra.obligations.lists import Narrowed, Standing, period_label, standing

from .obligations_factories import DeliveryFactory, ObligationFactory, SessionFactory, mini_instrument

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 1)


def obligation_of(*aspects, **fields):
    one = ObligationFactory(**fields)
    one.aspects.set(aspects)
    return one


def test_an_aspect_stands_as_its_obligations_do():
    first, second, third, *_rest = mini_instrument()
    DeliveryFactory(obligation=obligation_of(first))
    DeliveryFactory(obligation=obligation_of(first, second), state="in_review", delivered_on=dt.date(2026, 10, 1))
    assert standing([first.pk, second.pk, third.pk], TODAY) == {
        first.pk: Standing(current=1, late=1, total=2),
        second.pk: Standing(current=1, late=0, total=1),
        third.pk: Standing(),
    }


def test_a_past_day_is_told_as_it_was():
    aspect = mini_instrument()[0]
    DeliveryFactory(obligation=obligation_of(aspect), state="accepted", delivered_on=dt.date(2026, 10, 20))
    assert standing([aspect.pk], dt.date(2026, 10, 18))[aspect.pk].late == 1
    assert standing([aspect.pk], dt.date(2026, 10, 20))[aspect.pk].late == 0


def test_an_obligation_that_ended_counts_no_more():
    aspect = mini_instrument()[0]
    DeliveryFactory(obligation=obligation_of(aspect, ends_on=dt.date(2026, 9, 30)))
    assert standing([aspect.pk], TODAY)[aspect.pk] == Standing()


def test_what_is_not_applicable_is_not_late():
    aspect = mini_instrument()[0]
    DeliveryFactory(obligation=obligation_of(aspect), state="not_applicable", note="No hubo.")
    assert standing([aspect.pk], TODAY)[aspect.pk].current == 1


def test_more_aspects_cost_one_query(django_assert_num_queries):
    aspects = mini_instrument()
    for count in (1, 6):
        for aspect in aspects[:count]:
            DeliveryFactory(obligation=obligation_of(aspect))
        with django_assert_num_queries(1):
            standing([aspect.pk for aspect in aspects[:count]], TODAY)


def test_the_list_is_narrowed_as_the_address_says():
    aspect = mini_instrument()[0]
    late = DeliveryFactory(obligation=obligation_of(aspect, kind="indicators", title="Indicadores del POA"))
    DeliveryFactory(period_start=dt.date(2027, 1, 1), period_end=dt.date(2027, 1, 31), due_on=dt.date(2027, 2, 15))
    for asked in (
        "semaforo=late",
        f"direccion={late.department_id}",
        "tipo=indicators",
        f"aspecto={aspect.pk}",
        f"obligacion={late.obligation_id}",
        "anio=2026",
        "trimestre=3",
        "q=indicadores",
    ):
        narrowed = Narrowed.asked(QueryDict(asked))
        assert list(narrowed.of(Delivery.objects.all(), TODAY)) == [late], asked
        assert narrowed.as_query() == asked


def test_what_an_address_says_wrongly_narrows_nothing():
    asked = QueryDict("semaforo=x&direccion=1;drop&tipo=--&aspecto=99999999999999&anio=0&trimestre=5")
    assert Narrowed.asked(asked) == Narrowed()


def test_a_page_of_a_list_keeps_what_it_is_narrowed_to():
    assert Narrowed(light="late").as_query(p=2) == "semaforo=late&p=2"


def test_a_delivery_names_its_quarter_or_its_session():
    assert period_label(DeliveryFactory()) == "Tercer trimestre de 2026"
    session = SessionFactory(number=4)
    assert "4" in period_label(DeliveryFactory(session=session))
