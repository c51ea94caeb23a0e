"""What is adapted for one person: granted and ended, true at once, also for what is under way."""

import copy
import datetime as dt
import json

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from evaluations import accommodations, attempts, opening
from evaluations.accommodations import Terms
from evaluations.models import Accommodation, Attempt
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.factories import attempt_at, course_with_quiz, learner, question, submitted_attempt
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db
BEGUN = dt.datetime(2026, 3, 3, 16, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HALF_MORE = Terms(extra_percent=50)


def at(minutes=0):
    return time_machine.travel(BEGUN + minutes * MINUTE, tick=False)


@pytest.fixture
def office():
    return employee_with_role(HUMAN_RESOURCES)


def quiz_and_enrolment():
    course, quiz = course_with_quiz(time_limit=30, max_attempts=2)
    return quiz, learner(course)[1]


@pytest.fixture(scope="module", autouse=True)
def built_setting(built_once):
    return built_once(quiz_and_enrolment)


@pytest.fixture
def setting(built_setting, db):
    """A quiz of 30 minutes and two attempts, and somebody who may take it: (quiz, enrolment)."""
    return copy.deepcopy(built_setting)


@pytest.fixture
def attempt(setting):
    with at():
        return attempt_at(*setting)


@pytest.fixture
def grant(setting, office):
    def grant(terms=HALF_MORE, quiz=None, **fields):
        fields = {"employee": setting[1].employee, "reason": "Oficio 12/2026", "granted_by": office, **fields}
        return accommodations.grant(quiz=quiz, terms=terms, **fields)

    return grant


def minutes_given():
    return [(deadline - BEGUN) / MINUTE for deadline in Attempt.objects.values_list("deadline", flat=True)]


class TestGranting:
    def test_more_time_holds_for_what_is_begun_afterwards(self, setting, grant):
        grant(Terms(extra_percent=50, extra_minutes=5))
        with at():
            attempt_at(*setting)
        assert minutes_given() == [50]

    def test_it_moves_the_deadline_of_what_is_under_way(self, attempt, grant):
        with at(minutes=20):
            change = grant()
        assert minutes_given() == [45]
        assert change.moved == [attempt]

    def test_the_running_clock_hears_of_it_at_the_next_save_and_page(self, client, attempt, grant):
        with at(minutes=20):
            client.force_login(attempt.enrolment.employee.user)
            grant()
            body = json.dumps({"fields": {"answer": []}, "seq": 1})
            address = reverse("evaluations:save", args=[attempt.uuid, 1])
            told = client.post(address, body, content_type="application/json").json()
            page = client.get(reverse("evaluations:question", args=[attempt.uuid, 1])).content.decode()
        assert (told["remaining"], told["ends"]) == (25 * 60, "Termina a las 10:45")
        assert 'data-remaining="1500"' in page

    def test_that_for_all_quizzes_and_that_for_one_add_up(self, setting, attempt, grant):
        with at(minutes=1):
            grant()
            grant(Terms(extra_minutes=10), quiz=setting[0])
        assert minutes_given() == [55]

    def test_that_for_another_quiz_changes_nothing_here(self, setting, attempt, grant):
        _course, other = course_with_quiz(questions=[question("otra")])
        with at(minutes=1):
            assert grant(quiz=other).moved == []
        assert minutes_given() == [30]

    def test_the_closing_date_moves_too(self, grant):
        course, quiz = course_with_quiz(questions=[question("otra")], closes_at=BEGUN + 20 * MINUTE)
        employee, enrolment = learner(course)
        with at():
            attempt_at(quiz, enrolment)
            grant(Terms(closes_at=BEGUN + 60 * MINUTE), employee=employee)
        assert minutes_given() == [60]

    def test_extra_attempts_can_be_used_at_once(self, setting, grant):
        for _ in range(2):
            submitted_attempt(*setting, right=False)
        with pytest.raises(opening.NoAttemptsLeft):
            attempt_at(*setting)
        grant(Terms(extra_attempts=1))
        assert attempt_at(*setting).number == 3

    def test_an_attempt_whose_time_was_over_stays_over(self, attempt, grant):
        with at(minutes=31):
            assert grant(Terms(extra_minutes=60)).moved == []
            assert attempts.close_overdue().closed == 1

    def test_a_closed_attempt_is_left_alone(self, attempt, grant):
        with at(minutes=5):
            attempts.submit(attempt=attempt)
            assert grant().moved == []

    def test_the_same_again_is_the_one_in_force(self, attempt, grant):
        with at(minutes=1):
            first, second = grant(), grant()
        assert first.accommodation == second.accommodation
        assert minutes_given() == [45]
        assert ModelLogEntry.objects.filter(action=accommodations.GRANTED).count() == 1

    def test_something_else_must_wait_until_the_first_is_ended(self, grant):
        grant()
        with pytest.raises(accommodations.AlreadyAdapted):
            grant(Terms(extra_percent=25))
        assert Accommodation.objects.get().extra_percent == 50

    def test_nothing_is_no_accommodation(self, grant):
        with pytest.raises(IntegrityError), transaction.atomic():
            grant(Terms())

    def test_nobody_grants_to_themselves(self, setting, grant):
        with pytest.raises(accommodations.OwnAccommodation):
            grant(granted_by=setting[1].employee.user)
        assert not Accommodation.objects.exists()


class TestEnding:
    def test_what_is_begun_afterwards_has_the_time_of_everybody(self, setting, grant, office):
        accommodations.end(accommodation=grant().accommodation, ended_by=office)
        with at():
            attempt_at(*setting)
        assert minutes_given() == [30]

    @pytest.mark.parametrize(
        ("minute", "given"),
        [(1, 30), (24, 30), (26, 31), (35, 40), (42, 45)],
        ids=["early", "five left", "five minutes from now", "past the limit of everybody", "less than five were left"],
    )
    def test_a_deadline_never_jumps_into_the_past(self, attempt, grant, office, minute, given):
        with at(minutes=1):
            granted = grant().accommodation
        with at(minutes=minute):
            accommodations.end(accommodation=granted, ended_by=office)
        assert minutes_given() == [given]

    def test_ending_it_again_changes_nothing(self, attempt, grant, office):
        with at(minutes=1):
            granted = grant().accommodation
        with at(minutes=10):
            accommodations.end(accommodation=granted, ended_by=office)
        with at(minutes=28):
            change = accommodations.end(accommodation=granted, ended_by=office)
        assert change.accommodation.ended_at == BEGUN + 10 * MINUTE
        assert minutes_given() == [30]

    def test_it_stays_recorded_and_another_can_be_granted(self, grant, office):
        accommodations.end(accommodation=grant().accommodation, ended_by=office)
        grant(Terms(extra_percent=25))
        assert Accommodation.objects.count() == 2
        assert Accommodation.objects.in_force().get().extra_percent == 25

    def test_nobody_ends_their_own(self, grant):
        granted = grant().accommodation
        with pytest.raises(accommodations.OwnAccommodation):
            accommodations.end(accommodation=granted, ended_by=granted.employee.user)


class TestTheScreens:
    def url(self, view, *args):
        return reverse(f"evaluations_accommodations:{view}", args=args)

    def form(self, employee, **fields):
        return {"employee": employee.pk, "extra_percent": "50", "reason": "Oficio 12/2026", **fields}

    def test_granting_says_what_it_moved(self, client, attempt, office):
        client.force_login(office)
        with at(minutes=20):
            client.force_login(office)
            response = client.post(self.url("add"), self.form(attempt.enrolment.employee), follow=True)
        page = response.content.decode()
        assert "50 % más de tiempo" in page
        assert "Se recorrió la hora de término de 1 intento en curso" in page
        assert minutes_given() == [45]
        granted = Accommodation.objects.get()
        assert (granted.granted_by, granted.quiz) == (office, None)

    def test_a_second_one_for_the_same_quiz_is_refused_in_words(self, client, setting, grant, office):
        grant()
        client.force_login(office)
        page = client.post(self.url("add"), self.form(setting[1].employee, extra_percent="10")).content.decode()
        assert "ya tiene una adecuación para todos los cuestionarios" in page

    def test_giving_nothing_is_refused_in_words(self, client, setting, office):
        client.force_login(office)
        page = client.post(self.url("add"), self.form(setting[1].employee, extra_percent="")).content.decode()
        assert "Diga qué se adecua" in page
        assert not Accommodation.objects.exists()

    def test_oneself_is_refused_in_words(self, client, setting):
        employee = setting[1].employee
        employee.user.groups.add(*employee_with_role(HUMAN_RESOURCES).groups.all())
        client.force_login(employee.user)
        page = client.post(self.url("add"), self.form(employee)).content.decode()
        assert "Se trata de usted" in page
        assert not Accommodation.objects.exists()

    def test_ending_asks_first(self, client, grant, office):
        granted = grant().accommodation
        client.force_login(office)
        page = client.get(self.url("end", granted.pk)).content.decode()
        assert granted.employee.full_name in page
        assert Accommodation.objects.in_force().exists()
        assert client.post(self.url("end", granted.pk)).url == self.url("index")
        assert not Accommodation.objects.in_force().exists()

    def test_the_list_costs_the_same_for_many(self, client, setting, grant, office, django_assert_max_num_queries):
        for _ in range(4):
            grant(employee=learner(setting[1].course)[0])
        client.force_login(office)
        with django_assert_max_num_queries(14):
            client.get(self.url("index"))

    def test_the_administration_gets_there_and_the_consultancy_does_not(self, client, grant):
        granted = grant().accommodation
        for role, sees in ((ADMINISTRATION, True), (CONSULTANCY, False)):
            client.force_login(employee_with_role(role))
            for view, args in (("index", ()), ("add", ()), ("end", (granted.pk,))):
                assert (client.get(self.url(view, *args)).status_code == 200) is sees, (role, view)
