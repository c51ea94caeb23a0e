"""What people are told about their sessions, and when it is no longer told."""

import pytest

from courses.sessions import booking, news, organising
from people.models import Notice
from tests.courses.session_factories import booked, session
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def test_a_place_that_was_given_back_is_no_longer_told(django_assert_num_queries):
    made = session(capacity=1)
    first, second = (EmployeeFactory() for _n in range(2))
    booking.book(session=made, employees=[first, second], actor=made.created_by)
    booking.give_back(session=made, employee=first, actor=made.created_by)
    notices = list(Notice.objects.order_by("pk"))
    told = {(one.employee_id, one.key.partition("@")[2].partition(":")[0]): one.pk for one in notices}
    with django_assert_num_queries(1):
        over = news.no_longer_due(notices)
    assert over == {told[first.pk, "booked"], told[second.pk, "waiting"]}
    assert told[second.pk, "moved-up"] not in over


def test_of_a_cancelled_session_only_that_is_told():
    made = session()
    booked(made, 2)
    organising.cancel(actor=made.created_by, session=made, reason="Sin luz")
    over = news.no_longer_due(list(Notice.objects.all()))
    assert set(Notice.objects.exclude(pk__in=over).values_list("title", flat=True)) == {
        Notice.objects.filter(key__contains="@cancelled").first().title
    }
