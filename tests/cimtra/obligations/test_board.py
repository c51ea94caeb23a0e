import datetime as dt

import pytest

from cimtra.models import Delivery
from cimtra.obligations.board import board, column_of, month_of, years_of

from .obligations_factories import DeliveryFactory, ObligationFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("start", "end", "column"),
    [
        ((2026, 1, 1), (2026, 3, 31), 1),
        ((2026, 9, 1), (2026, 9, 30), 3),
        ((2026, 1, 1), (2026, 6, 30), 2),
        ((2026, 5, 4), (2026, 5, 4), 2),
        ((2026, 1, 1), (2026, 12, 31), 5),
    ],
)
def test_a_delivery_stands_in_the_quarter_in_which_its_period_ends(start, end, column):
    assert column_of(Delivery(period_start=dt.date(*start), period_end=dt.date(*end))) == column


def test_several_deliveries_in_a_quarter_show_the_worst_light():
    one = ObligationFactory(frequency="mensual")
    for month, state in ((7, "accepted"), (8, "waiting"), (9, "in_review")):
        DeliveryFactory(
            obligation=one,
            period_start=dt.date(2026, month, 1),
            period_end=dt.date(2026, month, 28),
            due_on=dt.date(2026, month, 28),
            state=state,
            delivered_on=dt.date(2026, 10, 1),
        )
    (place,) = board(Delivery.objects.all(), year=2026, today=TODAY)
    cell = place.lines[0].cells[2]
    assert (cell.light.key, cell.number, cell.pk) == ("late", 3, None)
    assert place.lights == {"done": 1, "late": 1, "in_review": 1}


def test_a_year_shows_only_its_own_periods():
    DeliveryFactory()
    assert board(Delivery.objects.all(), year=2025, today=TODAY) == []


def test_the_board_costs_one_query(django_assert_num_queries):
    for count in (2, 9):
        DeliveryFactory.create_batch(count)
        with django_assert_num_queries(1):
            board(Delivery.objects.all(), year=2026, today=TODAY)


def test_a_month_has_whole_weeks_from_monday_and_says_what_is_due():
    DeliveryFactory.create_batch(2)
    month = month_of(Delivery.objects.select_related("obligation"), first=dt.date(2026, 10, 1), today=TODAY)
    assert month.weeks[0][0].day == dt.date(2026, 9, 28)
    assert all(len(week) == 7 for week in month.weeks)
    (day,) = month.days
    assert day.day == dt.date(2026, 10, 15)
    assert [(light.key, number) for light, number in day.counts] == [("late", 2)]
    assert (month.before, month.after) == (dt.date(2026, 9, 1), dt.date(2026, 11, 1))


def test_this_year_can_always_be_chosen():
    assert years_of(Delivery.objects.all(), TODAY) == [2026]
    DeliveryFactory(period_start=dt.date(2024, 1, 1), period_end=dt.date(2024, 3, 31))
    assert years_of(Delivery.objects.all(), TODAY) == [2024, 2025, 2026]
