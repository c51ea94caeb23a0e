"""The time of an attempt: the server's clock, the grace, the job that closes what nobody came back for."""

import copy
import datetime as dt
import json
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from evaluations import attempts
from evaluations.clock import clock_of
from evaluations.models import Answer, Attempt
from tests.evaluations.factories import answer, answer_all, attempt_at, course_with_quiz, learner, right_answer

pytestmark = pytest.mark.django_db
#: 10:00 in Jalisco.
BEGUN = dt.datetime(2026, 3, 3, 16, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def at(minutes=0, seconds=0):
    return time_machine.travel(BEGUN + dt.timedelta(minutes=minutes, seconds=seconds), tick=False)


def quiz_and_enrolment():
    course, quiz = course_with_quiz(time_limit=30)
    return quiz, learner(course)[1]


@pytest.fixture(scope="module", autouse=True)
def built_setting(built_once):
    return built_once(quiz_and_enrolment)


@pytest.fixture
def half_an_hour(built_setting, db):
    """A quiz of 30 minutes with 30 seconds of grace, and somebody who may take it: (quiz, enrolment)."""
    return copy.deepcopy(built_setting)


@pytest.fixture
def attempt(half_an_hour):
    with at():
        return attempt_at(*half_an_hour)


class TestTheDeadline:
    def test_it_is_the_time_limit_after_beginning(self, attempt):
        assert attempt.deadline == BEGUN + 30 * MINUTE

    def test_it_is_the_closing_date_when_that_comes_first(self):
        course, quiz = course_with_quiz(time_limit=30, closes_at=BEGUN + 10 * MINUTE)
        with at():
            assert attempt_at(quiz, learner(course)[1]).deadline == BEGUN + 10 * MINUTE

    def test_without_a_limit_there_is_none(self):
        course, quiz = course_with_quiz()
        assert attempt_at(quiz, learner(course)[1]).deadline is None

    def test_a_quiz_changed_later_leaves_it_as_it_was_told(self, attempt):
        attempt.quiz.time_limit = 5
        attempt.quiz.save_revision().publish()
        with at(minutes=20):
            assert attempts.close_when_over(attempt=attempt).is_open


class TestSavingInTime:
    def test_an_answer_is_stamped_on_arrival_however_long_the_rest_takes(self, attempt):
        with at(minutes=31):
            saved = answer(attempt, 1, [], at=BEGUN + 29 * MINUTE)
        assert saved.received_at == BEGUN + 29 * MINUTE

    def test_the_seconds_of_grace_are_for_bad_connections(self, attempt):
        with at(minutes=30, seconds=30):
            answer(attempt, 1, [])
        with at(minutes=30, seconds=31), pytest.raises(attempts.TimeIsOver):
            answer(attempt, 2, [])
        assert Answer.objects.count() == 1

    def test_what_is_left_is_told_with_each_save(self, client, attempt):
        with at(minutes=18):
            client.force_login(attempt.enrolment.employee.user)
            told = autosave(client, attempt, 1, []).json()
        assert (told["remaining"], told["ends"]) == (720, "Termina a las 10:30")

    def test_without_a_limit_nothing_is_told_about_time(self, client):
        course, quiz = course_with_quiz()
        attempt = attempt_at(quiz, learner(course)[1])
        client.force_login(attempt.enrolment.employee.user)
        assert "remaining" not in autosave(client, attempt, 1, []).json()
        page = client.get(reverse("evaluations:question", args=[attempt.uuid, 1])).content.decode()
        assert "data-timer" not in page
        assert "timer.js" not in page


def autosave(client, attempt, position, chosen, seq=1):
    body = json.dumps({"fields": {"answer": chosen}, "seq": seq})
    address = reverse("evaluations:save", args=[attempt.uuid, position])
    return client.post(address, body, content_type="application/json")


class TestTheClockOnThePage:
    def test_it_says_the_seconds_left_and_without_a_script_until_when(self, client, attempt):
        with at(minutes=18):
            client.force_login(attempt.enrolment.employee.user)
            for name, args in (("question", [1]), ("review", [])):
                page = client.get(reverse(f"evaluations:{name}", args=[attempt.uuid, *args])).content.decode()
                assert 'data-remaining="720"' in page
                assert "<span data-ends>Termina a las 10:30</span>" in page
                assert re.search(r'data-word-left="Quedan 00:00"', page)

    def test_another_day_is_said_with_its_date(self):
        deadline = BEGUN + dt.timedelta(days=2)
        assert clock_of(deadline, at=BEGUN).ends == "Termina el 5 de marzo de 2026 a las 10:00"

    def test_there_is_never_less_than_nothing_left(self):
        assert clock_of(BEGUN, at=BEGUN + MINUTE).remaining == 0
        assert clock_of(None, at=BEGUN) is None


class TestComingBackTooLate:
    @pytest.fixture
    def late(self, client, attempt):
        """A browser an hour after beginning, and the attempt with all answers saved in time."""
        with at(minutes=5):
            answer_all(attempt)
        with at(minutes=60):
            client.force_login(attempt.enrolment.employee.user)
            yield client, attempt

    @pytest.mark.parametrize(
        ("name", "args"), [("attempt", []), ("question", [1]), ("review", []), ("result", []), ("submit", None)]
    )
    def test_every_page_closes_it_and_shows_the_result(self, late, name, args):
        client, attempt = late
        address = reverse(f"evaluations:{name}", args=[attempt.uuid, *(args or [])])
        response = client.post(address, follow=True) if args is None else client.get(address, follow=True)
        page = response.content.decode()
        assert response.request["PATH_INFO"] == reverse("evaluations:result", args=[attempt.uuid])
        assert "Se acabó el tiempo" in page
        assert "Se calificó lo que estaba guardado" in page
        assert "Este intento ya se envió" not in page
        closed = Attempt.objects.get()
        assert (closed.score, closed.closing, closed.submitted_at) == (100, "deadline", BEGUN + 30 * MINUTE)

    def test_a_form_is_told_that_it_came_too_late(self, late):
        client, attempt = late
        response = client.post(reverse("evaluations:save", args=[attempt.uuid, 1]), {"answer": []})
        assert response.status_code == 409
        assert "llegó después del tiempo límite" in response.content.decode()
        assert Attempt.objects.get().score == 100

    def test_the_script_is_told_so_too(self, late):
        client, attempt = late
        response = autosave(client, attempt, 1, [], seq=99)
        result = reverse("evaluations:result", args=[attempt.uuid])
        assert (response.status_code, response.json()) == (409, {"error": "time_is_over", "result": result})
        assert Attempt.objects.get().score == 100

    def test_submitting_in_the_seconds_of_grace_is_closed_by_the_clock(self, client, attempt):
        with at(minutes=30, seconds=2):
            client.force_login(attempt.enrolment.employee.user)
            client.post(reverse("evaluations:submit", args=[attempt.uuid]))
        closed = Attempt.objects.get()
        assert (closed.closing, closed.submitted_at) == ("deadline", BEGUN + 30 * MINUTE)

    def test_an_answer_sent_in_time_with_an_expired_session_counts(self, client, attempt):
        one = attempt.questions.select_related("version__key").get(position=1)
        with at(minutes=29):
            client.post(reverse("evaluations:save", args=[attempt.uuid, 1]), {"answer": right_answer(one)})
        with at(minutes=40):
            client.force_login(attempt.enrolment.employee.user)
            page = client.get(reverse("evaluations:question", args=[attempt.uuid, 1]), follow=True).content.decode()
        assert "Se acabó el tiempo" in page
        assert float(Attempt.objects.get().score) == 33.33

    def test_beginning_again_leads_to_the_attempt_that_was_closed(self, late):
        client, attempt = late
        start = reverse("evaluations:start", args=[attempt.quiz_id])
        page = client.post(start, follow=True).content.decode()
        assert "Se acabó el tiempo" in page


class TestTheJob:
    @pytest.fixture
    def left_open(self, half_an_hour):
        """Three people who answered something right and never came back; the third still has time."""
        quiz, first = half_an_hour
        people = [first, *(learner(first.course)[1] for _ in range(2))]
        found = []
        for enrolment, minute in zip(people, (0, 1, 40), strict=True):
            with at(minutes=minute):
                attempt = attempt_at(quiz, enrolment)
                one = attempt.questions.select_related("version__key").get(position=1)
                answer(attempt, 1, right_answer(one))
            found.append(attempt)
        return found

    def test_what_was_autosaved_is_graded(self, left_open):
        """Moodle's MDL-43733: answers that were only autosaved must count when nobody comes back."""
        assert scores_after_the_job() == [33.33, 33.33, None]

    def test_a_job_that_forgets_what_was_autosaved_would_be_noticed(self, left_open, monkeypatch):
        original = attempts.judge

        def forget(attempt):
            Answer.objects.filter(attempt_question__attempt=attempt).delete()
            return original(attempt)

        monkeypatch.setattr(attempts, "judge", forget)
        assert scores_after_the_job() == [0, 0, None]

    def test_they_count_as_submitted_at_their_deadline(self, left_open):
        with at(minutes=55):
            attempts.close_overdue()
        moments = Attempt.objects.filter(closing="deadline").order_by("pk").values_list("submitted_at", flat=True)
        assert list(moments) == [BEGUN + 30 * MINUTE, BEGUN + 31 * MINUTE]

    def test_the_grace_is_waited_for(self, left_open):
        with at(minutes=30, seconds=30):
            assert attempts.close_overdue().closed == 0
        with at(minutes=30, seconds=31):
            assert attempts.close_overdue().closed == 1

    def test_one_that_cannot_be_closed_does_not_keep_the_others_open(self, left_open, monkeypatch, caplog):
        broken, original = left_open[0], attempts.judge

        def fail(attempt):
            if attempt.pk == broken.pk:
                raise RuntimeError("a type that is not installed any more")
            return original(attempt)

        monkeypatch.setattr(attempts, "judge", fail)
        with at(minutes=55):
            sweep = attempts.close_overdue()
            with pytest.raises(CommandError, match=str(broken.uuid)):
                call_command("close_overdue_attempts", verbosity=0)
        assert (sweep.closed, sweep.failed) == (1, [str(broken.uuid)])
        assert str(broken.uuid) in caplog.text
        assert list(Attempt.objects.order_by("pk").values_list("state", flat=True)) == ["open", "submitted", "open"]

    def test_a_limit_leaves_the_rest_to_the_next_run(self, left_open, monkeypatch):
        monkeypatch.setattr(attempts, "CHUNK", 1)
        with at(minutes=55):
            assert [attempts.close_overdue(limit=1).closed for _ in range(3)] == [1, 1, 0]

    def test_the_command_says_how_many(self, left_open, capsys):
        with at(minutes=55):
            call_command("close_overdue_attempts")
            call_command("close_overdue_attempts", "--limit", "5")
        assert capsys.readouterr().out.splitlines() == ["Se cerraron 2 intentos.", "Se cerraron 0 intentos."]

    def test_the_clock_of_the_installation_runs_it(self, left_open):
        with at(minutes=55):
            call_command("run_schedule", "--once")
        assert Attempt.objects.open().count() == 1

    def test_its_memory_does_not_grow_with_what_there_is_to_close(
        self, left_open, monkeypatch, django_assert_max_num_queries
    ):
        seen = []
        monkeypatch.setattr(attempts, "CHUNK", 1)
        monkeypatch.setattr(attempts, "close_when_over", lambda attempt, at: seen.append(attempt.pk) or attempt)
        with at(minutes=90), django_assert_max_num_queries(4):
            attempts.close_overdue()
        assert seen == [attempt.pk for attempt in left_open]


def scores_after_the_job():
    with at(minutes=55):
        attempts.close_overdue()
    scores = Attempt.objects.order_by("pk").values_list("score", flat=True)
    return [None if score is None else float(score) for score in scores]
