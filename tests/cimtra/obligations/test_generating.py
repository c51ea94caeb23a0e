import datetime as dt

import pytest

from cimtra.models import CouncilSession, Delivery, Frequency, Obligation
from cimtra.obligations import acts, generating
from people.plugins import nightly_acts
from tests.factories import DepartmentFactory, UserFactory

from .obligations_factories import DeliveryFactory, ObligationFactory, SessionFactory

pytestmark = pytest.mark.django_db

MAY = dt.date(2026, 5, 20)


def test_each_period_that_has_begun_gets_one_delivery():
    one = ObligationFactory()
    assert generating.make_deliveries(until=MAY) == 2
    first, second = one.deliveries.all()
    assert (first.period_start, first.period_end) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert first.due_on == dt.date(2026, 4, 15)
    assert first.department == one.department
    assert second.due_on == dt.date(2026, 7, 15)


def test_making_twice_makes_nothing_more():
    ObligationFactory()
    generating.make_deliveries(until=MAY)
    assert generating.make_deliveries(until=MAY) == 0
    assert Delivery.objects.count() == 2


def test_the_night_makes_deliveries():
    assert generating.make_deliveries in nightly_acts


def test_nights_that_were_missed_are_made_up_for():
    ObligationFactory(frequency=Frequency.MONTHLY)
    assert generating.make_deliveries(until=dt.date(2026, 1, 2)) == 1
    assert generating.make_deliveries(until=dt.date(2026, 6, 2)) == 5


def test_more_obligations_cost_the_same_queries(django_assert_num_queries):
    department = DepartmentFactory()
    for count in (2, 12):
        ObligationFactory.create_batch(count, department=department)
        with django_assert_num_queries(4):
            generating.make_deliveries(until=MAY)


def test_a_change_of_who_answers_leaves_past_deliveries_where_they_were():
    one = ObligationFactory()
    generating.make_deliveries(until=MAY)
    before, other = one.department, DepartmentFactory()
    one.department = other
    one.save()
    generating.renew(one, day=MAY)
    assert [delivery.department for delivery in one.deliveries.all()] == [before, other]


def test_an_edit_never_rewrites_what_was_delivered():
    one = ObligationFactory()
    generating.make_deliveries(until=MAY)
    first, second = one.deliveries.all()
    acts.deliver(second, by=UserFactory(), address="https://ejemplo.gob.mx/a.xlsx")
    one.days_to_deliver = 30
    one.frequency = Frequency.MONTHLY
    one.save()
    assert generating.renew(one, day=MAY) == 0
    assert [delivery.due_on for delivery in one.deliveries.all()] == [first.due_on, second.due_on]


def test_an_edit_works_out_afresh_what_is_not_due_yet():
    one = ObligationFactory()
    generating.make_deliveries(until=MAY)
    one.days_to_deliver = 30
    one.save()
    generating.renew(one, day=MAY)
    assert [delivery.due_on for delivery in one.deliveries.all()] == [dt.date(2026, 4, 15), dt.date(2026, 7, 30)]


def test_a_more_frequent_obligation_asks_for_the_months_that_no_delivery_covers():
    one = ObligationFactory()
    generating.make_deliveries(until=MAY)
    one.frequency = Frequency.MONTHLY
    one.save()
    generating.renew(one, day=MAY)
    starts = [delivery.period_start.month for delivery in one.deliveries.all()]
    assert starts == [1, 4, 5]
    assert generating.make_deliveries(until=MAY) == 0


def test_an_obligation_that_ends_gives_up_what_was_not_due_yet():
    one = ObligationFactory()
    generating.make_deliveries(until=MAY)
    one.ends_on = MAY
    one.save()
    generating.renew(one, day=MAY)
    assert [delivery.period_start for delivery in one.deliveries.all()] == [dt.date(2026, 1, 1)]


def test_a_held_session_owes_what_its_body_has_to_publish():
    session = SessionFactory()
    for kind, days in ((Obligation.Kind.MINUTES, 10), (Obligation.Kind.STREAM, 0)):
        ObligationFactory(
            kind=kind, department=session.body, frequency=Frequency.PER_SESSION, days_to_deliver=days, title=kind
        )
    ObligationFactory(frequency=Frequency.PER_SESSION)
    assert generating.make_for_session(session) == 2
    assert generating.make_for_session(session) == 0
    due = {delivery.obligation.kind: delivery.due_on for delivery in session.deliveries.select_related("obligation")}
    assert due == {"minutes": dt.date(2026, 3, 20), "stream": dt.date(2026, 3, 10)}


@pytest.mark.parametrize("state", [CouncilSession.State.CALLED, CouncilSession.State.CANCELLED])
def test_a_session_that_was_not_held_owes_nothing(state):
    session = SessionFactory(state=state, cancelled_because="Sin quórum")
    ObligationFactory(department=session.body, frequency=Frequency.PER_SESSION)
    assert generating.make_for_session(session) == 0


def test_a_session_before_the_obligation_owes_nothing():
    session = SessionFactory()
    ObligationFactory(department=session.body, frequency=Frequency.PER_SESSION, starts_on=dt.date(2026, 3, 11))
    assert generating.make_for_session(session) == 0


def test_the_night_makes_what_a_held_session_still_lacks():
    session = SessionFactory()
    ObligationFactory(department=session.body, frequency=Frequency.PER_SESSION)
    assert generating.make_deliveries(until=MAY) == 1
    assert generating.make_deliveries(until=MAY) == 0


def test_more_sessions_cost_the_same_queries(django_assert_num_queries):
    body = SessionFactory().body
    ObligationFactory(department=body, frequency=Frequency.PER_SESSION)
    for count in (1, 10):
        SessionFactory.create_batch(count, body=body)
        with django_assert_num_queries(5):
            generating.make_deliveries(until=MAY)


def test_a_change_is_owed_once_per_day():
    one = ObligationFactory(frequency=Frequency.ON_CHANGE)
    generating.make_deliveries(until=MAY)
    assert one.deliveries.get().period_start == dt.date(2026, 1, 1)
    made = generating.make_for_change(one, day=MAY)
    assert made == generating.make_for_change(one, day=MAY)
    assert made.due_on == dt.date(2026, 6, 4)
    assert generating.make_deliveries(until=dt.date(2026, 9, 1)) == 0


def test_what_follows_the_calendar_takes_no_change_by_hand():
    assert generating.make_for_change(ObligationFactory(), day=MAY) is None


def test_a_change_recorded_by_hand_outlives_an_edit():
    one = ObligationFactory(frequency=Frequency.WHEN_IT_HAPPENS)
    made = generating.make_for_change(one, day=MAY)
    one.days_to_deliver = 1
    one.save()
    generating.renew(one, day=MAY)
    assert one.deliveries.get() == made


def test_two_processes_that_make_the_same_leave_one_of_each():
    one = ObligationFactory()
    DeliveryFactory(
        obligation=one, period_start=dt.date(2026, 1, 1), period_end=dt.date(2026, 3, 31), due_on=dt.date(2026, 4, 15)
    )
    rows = [
        Delivery(
            obligation=one,
            department=one.department,
            period_start=dt.date(2026, 1, 1),
            period_end=dt.date(2026, 3, 31),
            due_on=dt.date(2026, 4, 15),
        )
    ]
    generating._write(rows)
    assert one.deliveries.count() == 1
