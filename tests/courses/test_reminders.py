import datetime as dt

import pytest
from django.core import mail as outbox
from django.utils import timezone

from courses.models import Assignment, Duty, Enrolment
from courses.reminders import no_longer_due, plan_reminders
from people.models import Delegation, Notice, NoticeMail
from people.notices.delivery import deliver
from people.notices.settling import settle_notices
from tests import factories
from tests.people.notices.notice_factories import at, person, rules

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
DUE = dt.date(2026, 12, 2)
LONG_AGO = at(dt.date(2026, 9, 1))


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at(TODAY))
    return time_machine


@pytest.fixture
def course():
    return factories.course_page(title="Transparencia", lessons=0)


def enrolled(employee, course, *, due_on=DUE, enrolled_at=LONG_AGO, **fields):
    return factories.EnrolmentFactory(
        employee=employee, course=course, due_on=due_on, enrolled_at=enrolled_at, **fields
    )


def office(*, parent=None, head=None, **fields):
    department = factories.DepartmentFactory(parent=parent)
    if head:
        factories.AppointmentFactory(employee=head, department=department, is_head=True, **fields)
    return department


def kinds_of(employee):
    return [kind.partition(".")[2] for kind in employee.notices.order_by("pk").values_list("kind", flat=True)]


def live(day, clock):
    """A night and the morning after it, as the clock of an installation has them."""
    clock.move_to(at(day, hour=3))
    plan_reminders()
    clock.move_to(at(day, hour=9, minute=5))
    settle_notices()
    deliver()


def test_a_due_day_is_told_before_on_and_after_it(course, clock):
    ana = person()
    enrolled(ana, course)
    for days in range(-32, 40):
        live(DUE + dt.timedelta(days=days), clock)
    told = list(ana.notices.order_by("pk").values_list("kind", "planned_for"))
    assert told == [
        ("courses.before", dt.date(2026, 11, 2)),
        ("courses.before", dt.date(2026, 11, 25)),
        ("courses.before", dt.date(2026, 12, 1)),
        ("courses.due", dt.date(2026, 12, 2)),
        ("courses.after", dt.date(2026, 12, 3)),
        ("courses.after", dt.date(2026, 12, 9)),
        ("courses.after", dt.date(2026, 12, 17)),
    ]
    assert len(outbox.outbox) == 7


def test_in_weeks_of_life_nobody_is_told_the_same_twice(course, clock):
    head = person("titular@tuxpan.example")
    department = office(head=head)
    for number in range(4):
        one = person(f"p{number}@tuxpan.example" if number % 2 else "")
        factories.AppointmentFactory(employee=one, department=department)
        enrolled(one, course, due_on=DUE + dt.timedelta(days=number))
    for days in range(45):
        live(TODAY + dt.timedelta(days=days), clock)
        if days % 7 == 3:
            # Somebody starts the clock again: the night is done twice.
            live(TODAY + dt.timedelta(days=days), clock)
    per_day = NoticeMail.objects.values_list("employee", "day")
    assert len(per_day) == len(set(per_day))
    assert len(outbox.outbox) == NoticeMail.objects.count()
    sent = Notice.objects.filter(state=Notice.State.SENT)
    titles = list(sent.values_list("employee", "title", "kind", "key"))
    assert len(titles) == len(set(titles))
    assert not Notice.objects.filter(state=Notice.State.PLANNED).exists()
    assert head.notices.filter(kind="courses.head").count() == 4


def test_after_an_outage_what_was_missed_collapses_into_one(course, clock):
    ana = person()
    enrolled(ana, course)
    live(dt.date(2026, 12, 1), clock)
    assert kinds_of(ana) == ["before"]
    assert len(outbox.outbox) == 1


def test_planning_again_in_the_same_night_plans_nothing_more(course):
    enrolled(person(), course)
    assert plan_reminders() == 1
    assert plan_reminders() == 0


def test_the_words_name_course_and_day(course):
    ana = person()
    enrolled(ana, course)
    plan_reminders()
    title = ana.notices.get().title
    assert "«Transparencia»" in title
    assert "2 de diciembre de 2026" in title


def test_another_due_day_gives_its_own_occasions(course, clock):
    ana = person()
    enrolment = enrolled(ana, course)
    plan_reminders()
    Enrolment.objects.update(due_on=DUE + dt.timedelta(days=60))
    # What was planned for the old day is moot, and the new one is far away.
    assert no_longer_due(list(Notice.objects.all())) == {ana.notices.get().pk}
    assert plan_reminders() == 0
    clock.move_to(at(DUE + dt.timedelta(days=53)))
    assert plan_reminders() == 1
    assert enrolment.employee == ana


@pytest.mark.parametrize("end", ["completed", "released", "exempt", "left"])
def test_whoever_has_nothing_to_do_is_told_nothing(course, end):
    requirement = factories.TrainingRequirementFactory()
    ana = person()
    enrolled(ana, course, requirement=requirement)
    plan_reminders()
    planned = list(Notice.objects.all())
    assert no_longer_due(planned) == set()
    if end == "completed":
        Enrolment.objects.update(completed_at=timezone.now())
    elif end == "released":
        Enrolment.objects.update(released_at=timezone.now())
    elif end == "exempt":
        ana.exemptions.create(
            requirement=requirement, reason="Licencia", document="Oficio 1", approved_by=factories.UserFactory()
        )
    else:
        ana.left_on = TODAY
        ana.save()
    assert no_longer_due(planned) == {one.pk for one in planned}
    Notice.objects.all().delete()
    assert plan_reminders() == 0


def test_an_exemption_that_was_withdrawn_counts_no_more(course):
    requirement = factories.TrainingRequirementFactory()
    ana = person()
    enrolled(ana, course, requirement=requirement)
    fields = {"reason": "Licencia", "document": "Oficio 1", "approved_by": factories.UserFactory()}
    ana.exemptions.create(requirement=requirement, withdrawn_at=timezone.now(), **fields)
    assert plan_reminders() == 1


def test_the_beginning_of_a_duty_is_told_once_with_its_reason(course):
    ana = person()
    assignment = factories.AssignmentFactory(requirement=None, course=course)
    enrolment = enrolled(ana, course, enrolled_at=timezone.now(), assignment=assignment)
    fields = {"employee": ana, "assignment": assignment, "enrolment": enrolment, "since": TODAY}
    duty = Duty.objects.create(due_on=DUE, reason="Porque su puesto es Cajera.", **fields)
    plan_reminders()
    one = ana.notices.get()
    assert (one.kind, one.text) == ("courses.assigned", "Porque su puesto es Cajera.")
    # A changed due day closes the row and opens another: no news.
    Duty.objects.filter(pk=duty.pk).update(ended_at=timezone.now(), until=TODAY, ended=Duty.Ended.CHANGED)
    Duty.objects.create(due_on=DUE + dt.timedelta(days=30), reason="Porque su puesto es Cajera.", **fields)
    Notice.objects.all().delete()
    assert plan_reminders() == 0


def test_a_duty_of_long_ago_is_no_news(course):
    ana = person()
    assignment = factories.AssignmentFactory(requirement=None, course=course, due_kind=Assignment.Due.NONE)
    enrolment = enrolled(ana, course, assignment=assignment, due_on=None)
    since = TODAY - dt.timedelta(days=15)
    Duty.objects.create(employee=ana, assignment=assignment, enrolment=enrolment, since=since, reason="Por su puesto.")
    assert plan_reminders() == 0


def test_a_renewal_that_opens_says_until_when_the_old_one_counts(course):
    ana = person()
    old = enrolled(ana, course, completed_at=at(dt.date(2025, 12, 3)), valid_until=DUE)
    assignment = factories.AssignmentFactory(requirement=None, course=course)
    new = enrolled(ana, course, cycle=2, renews=old, assignment=assignment, enrolled_at=timezone.now())
    Duty.objects.create(
        employee=ana, assignment=assignment, enrolment=new, since=TODAY, due_on=DUE, reason="Renovación."
    )
    plan_reminders()
    one = ana.notices.get(kind="courses.renewal")
    assert "2 de diciembre de 2026" in one.title


def test_grace_and_expiry_are_told_in_their_own_words(course, clock):
    requirement = factories.TrainingRequirementFactory(grace_days=10)
    ana = person()
    old = enrolled(ana, course, completed_at=at(dt.date(2025, 12, 3)), valid_until=DUE, requirement=requirement)
    enrolled(ana, course, cycle=2, renews=old, requirement=requirement)
    for days in range(1, 20):
        live(DUE + dt.timedelta(days=days), clock)
    # The grace ends on a Saturday: what is told one day before and on the day itself is told on the Friday.
    assert kinds_of(ana) == ["grace", "grace_ending", "grace_ending", "expired", "after"]
    assert "12 de diciembre de 2026" in ana.notices.get(kind="courses.grace").title


LATE = TODAY - dt.timedelta(days=10)


def told_heads():
    return set(Notice.objects.filter(kind="courses.head").values_list("employee", flat=True))


def test_the_head_hears_of_a_delay_of_a_week_and_of_whom(course):
    head, ana = person("titular@tuxpan.example"), person()
    factories.AppointmentFactory(employee=ana, department=office(head=head))
    enrolled(ana, course, due_on=LATE)
    plan_reminders()
    one = Notice.objects.get(kind="courses.head")
    assert (one.employee, one.about) == (head, ana)


def test_without_a_head_of_its_own_the_department_above_is_told(course):
    mayor, ana = person("presidencia@tuxpan.example"), person()
    above = office(head=mayor)
    factories.AppointmentFactory(employee=ana, department=office(parent=above))
    enrolled(ana, course, due_on=LATE)
    plan_reminders()
    assert told_heads() == {mayor.pk}


def test_the_delay_of_a_head_is_told_to_the_one_above_and_not_to_the_head(course):
    mayor, head = person("presidencia@tuxpan.example"), person("titular@tuxpan.example")
    office(parent=office(head=mayor), head=head)
    enrolled(head, course, due_on=LATE)
    plan_reminders()
    assert told_heads() == {mayor.pk}


def test_who_is_in_charge_for_the_time_being_is_told_in_place_of_the_head(course):
    head, acting, ana = person("a@tuxpan.example"), person("b@tuxpan.example"), person()
    department = office(head=head)
    factories.AppointmentFactory(employee=acting, department=department, is_head=True, is_acting=True)
    factories.AppointmentFactory(employee=ana, department=department)
    enrolled(ana, course, due_on=LATE)
    plan_reminders()
    assert told_heads() == {acting.pk}


def test_a_deputy_is_told_while_the_head_is_away_but_not_about_themselves(course):
    head, deputy, ana = person("a@tuxpan.example"), person("b@tuxpan.example"), person()
    department = office(head=head)
    for one in (deputy, ana):
        factories.AppointmentFactory(employee=one, department=department)
        enrolled(one, course, due_on=LATE)
    Delegation.objects.create(
        head=head,
        deputy=deputy,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="Vacaciones",
        made_by=factories.UserFactory(),
    )
    plan_reminders()
    told = set(Notice.objects.filter(kind="courses.head").values_list("employee", "about"))
    assert told == {(deputy.pk, ana.pk), (head.pk, deputy.pk)}


def test_a_head_is_not_told_about_somebody_who_moved_to_another_branch(course, clock):
    head, ana = person("titular@tuxpan.example"), person()
    place = factories.AppointmentFactory(employee=ana, department=office(head=head))
    enrolled(ana, course, due_on=LATE)
    plan_reminders()
    place.department = office(head=person("otra@tuxpan.example"))
    place.save()
    assert no_longer_due(list(head.notices.all())) == {head.notices.get().pk}


@pytest.mark.parametrize("number", [5, 50])
def test_the_night_costs_the_same_for_five_and_for_fifty(number, course, django_assert_num_queries):
    rules(days_before="30, 7, 1")
    head = person("titular@tuxpan.example")
    department = office(head=head)
    late = 0
    for place in range(number):
        one = person("")
        factories.AppointmentFactory(employee=one, department=department)
        late += place % 3 == 0
        enrolled(one, course, due_on=DUE if place % 3 else LATE)
    # Settings, calendar, enrolments, beginnings, three for the heads; what is known and what is new.
    with django_assert_num_queries(9):
        assert plan_reminders() == number + late
    with django_assert_num_queries(8):
        assert plan_reminders() == 0
    planned = list(Notice.objects.all())
    with django_assert_num_queries(4):
        assert no_longer_due(planned) == set()
