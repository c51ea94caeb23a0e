import datetime as dt

import pytest

from people.models import Notice, NoticeMail
from people.notices.addresses import lift_return, mark_returned
from people.notices.settling import settle_notices
from people.plugins import notice_checks, notice_rests
from tests import factories

from .notice_factories import MONDAY, at, notice, person, rules

pytestmark = pytest.mark.django_db
State, Why = Notice.State, Notice.Why
SATURDAY = dt.date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _on_that_monday(time_machine):
    time_machine.move_to(at())


@pytest.fixture
def checked(monkeypatch):
    """Registers a check for the notices of the tests and takes it back."""
    monkeypatch.setattr(notice_checks, "_entries", dict(notice_checks._entries))
    monkeypatch.setattr(notice_rests, "_entries", dict(notice_rests._entries))
    return notice_checks


def outcome(one):
    one.refresh_from_db()
    return one.state, one.why


def test_the_notices_of_a_day_make_one_mail():
    ana = person()
    first, second = notice(ana, "a:1@x"), notice(ana, "b:2@x")
    assert settle_notices(at()) == 2
    mail = NoticeMail.objects.get()
    assert (mail.employee, mail.address, mail.state) == (ana, ana.email, NoticeMail.State.WAITING)
    first.refresh_from_db(), second.refresh_from_db()
    assert first.mail == second.mail == mail


def test_settling_again_makes_nothing_more():
    notice(person())
    settle_notices(at())
    assert settle_notices(at()) == 0
    assert NoticeMail.objects.count() == 1


def test_nobody_gets_a_second_mail_on_the_same_day():
    ana = person()
    notice(ana)
    settle_notices(at())
    NoticeMail.objects.update(state=NoticeMail.State.SENT)
    late = notice(ana, "c:3@x")
    assert settle_notices(at(hour=15)) == 0
    assert settle_notices(at(MONDAY + dt.timedelta(days=1))) == 1
    late.refresh_from_db()
    assert late.mail.day == MONDAY + dt.timedelta(days=1)


def test_a_mail_that_still_waits_takes_in_what_is_new():
    ana = person()
    notice(ana)
    settle_notices(at())
    notice(ana, "c:3@x")
    settle_notices(at(MONDAY + dt.timedelta(days=1)))
    assert NoticeMail.objects.get().notices.count() == 2


def test_what_is_planned_for_later_waits():
    notice(person(), planned_for=MONDAY + dt.timedelta(days=1))
    assert settle_notices(at()) == 0


@pytest.mark.parametrize(
    ("day", "hour", "sends"),
    [
        (MONDAY, 8, False),
        (MONDAY, 9, True),
        (MONDAY, 18, True),
        (MONDAY, 19, False),
        (MONDAY, 3, False),
        (SATURDAY, 10, False),
        # The third Monday of November: the Revolution is celebrated.
        (dt.date(2026, 11, 16), 10, False),
    ],
)
def test_mail_goes_out_at_the_hours_and_on_the_days_that_are_set(day, hour, sends):
    notice(person(), planned_for=dt.date(2026, 11, 1))
    assert bool(settle_notices(at(day, hour))) is sends


def test_weekends_count_where_it_is_set_so():
    rules(working_days_only=False)
    notice(person())
    assert settle_notices(at(SATURDAY)) == 1


def test_who_has_no_address_is_told_by_the_list_on_the_site():
    one = notice(person(email=""))
    settle_notices(at())
    assert outcome(one) == (State.SHOWN, Why.NO_ADDRESS)
    assert not NoticeMail.objects.exists()


def test_the_address_of_the_account_serves_where_the_roster_has_none():
    ana = person(email="", user=factories.UserFactory(email="cuenta@tuxpan.example"))
    notice(ana)
    settle_notices(at())
    assert NoticeMail.objects.get().address == "cuenta@tuxpan.example"


def test_who_has_left_is_told_nothing():
    one = notice(person(left_on=MONDAY))
    settle_notices(at())
    assert outcome(one) == (State.SUPPRESSED, Why.LEFT)


def test_nothing_is_told_about_somebody_who_has_left():
    one = notice(person(), about=person("b@tuxpan.example", left_on=MONDAY))
    settle_notices(at())
    assert outcome(one) == (State.SUPPRESSED, Why.NO_LONGER_DUE)


def test_what_is_no_longer_due_is_not_sent(checked):
    ana = person()
    done, open_one = notice(ana, "a:1@x"), notice(ana, "b:2@x")
    checked.register("tests.news", lambda notices: {one.pk for one in notices if one.key == "a:1@x"})
    settle_notices(at())
    assert outcome(done) == (State.SUPPRESSED, Why.NO_LONGER_DUE)
    assert outcome(open_one) == (State.PLANNED, "")
    assert NoticeMail.objects.get().subject == "Un aviso"


def test_nothing_is_sent_while_notices_are_switched_off():
    rules(is_on=False)
    one = notice(person())
    settle_notices(at())
    assert outcome(one) == (State.SUPPRESSED, Why.SWITCHED_OFF)


def test_nothing_is_sent_to_an_address_that_returns_mail_until_it_works_again():
    ana, rh = person("Ana@Tuxpan.example"), factories.UserFactory()
    mark_returned(address="ana@tuxpan.example", user=rh)
    one = notice(ana)
    settle_notices(at())
    assert outcome(one) == (State.SUPPRESSED, Why.BOUNCING)
    assert lift_return(address="ANA@tuxpan.example", user=rh)
    notice(ana, "otro:1@x")
    settle_notices(at())
    assert NoticeMail.objects.count() == 1


def test_of_several_reminders_about_one_subject_only_the_newest_goes_out(checked):
    checked.register("tests.news", lambda notices: set())
    ana = person()
    old = notice(ana, "enrolment:1@before:30", planned_for=MONDAY - dt.timedelta(days=20))
    new = notice(ana, "enrolment:1@before:7", planned_for=MONDAY)
    settle_notices(at())
    assert outcome(old) == (State.SUPPRESSED, Why.TOO_SOON)
    assert outcome(new) == (State.PLANNED, "")


def test_news_about_one_subject_all_go_out():
    ana = person()
    first, second = notice(ana, "session:1@moved"), notice(ana, "session:1@cancelled")
    settle_notices(at())
    first.refresh_from_db(), second.refresh_from_db()
    assert first.mail == second.mail == NoticeMail.objects.get()


def test_a_kind_with_a_rest_is_not_told_again_within_it(checked):
    notice_rests.register("tests.nudge", 3)
    ana = person(email="")
    outcomes = []
    for days in range(5):
        one = notice(ana, f"enrolment:1@{days}", kind="tests.nudge")
        settle_notices(at(MONDAY + dt.timedelta(days=days)))
        outcomes.append(outcome(one)[0])
    assert outcomes == [State.SHOWN, State.SUPPRESSED, State.SUPPRESSED, State.SHOWN, State.SUPPRESSED]


@pytest.mark.parametrize("number", [5, 50])
def test_settling_costs_the_same_for_five_and_for_fifty(number, checked, django_assert_num_queries):
    checked.register("tests.news", lambda notices: set())
    for place in range(number):
        ana = person(email=f"p{place}@tuxpan.example" if place % 2 else "")
        notice(ana, "a:1@x"), notice(ana, "b:2@x")
    # Rules, day off, people; savepoint, notices, returned addresses, what is kept back, the waiting mails, the new
    # ones and their numbers, the notices put into them, end of the savepoint.
    with django_assert_num_queries(12):
        assert settle_notices(at()) == number * 2
