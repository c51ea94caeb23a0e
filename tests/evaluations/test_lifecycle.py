"""The states of an attempt: what leads from one to the next, who may do it, and how the learner is told."""

import copy
import datetime as dt
import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from aula.templatetags.aula_ui import STATES
from courses.models import StepProgress
from evaluations import attempts, closing, lifecycle
from evaluations.models import Answer, Attempt
from evaluations.plugins import InvalidAnswer
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.factories import answer, answer_all, attempt_at, course_with_quiz, learner, submitted_attempt
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db
State = Attempt.State


def quiz_and_enrolment():
    course, quiz = course_with_quiz()
    return quiz, learner(course)[1]


@pytest.fixture(scope="module", autouse=True)
def built_setting(built_once):
    return built_once(quiz_and_enrolment)


@pytest.fixture
def setting(built_setting, db):
    """A quiz of three questions and somebody who may take it: (quiz, enrolment)."""
    return copy.deepcopy(built_setting)


@pytest.fixture
def office():
    """Somebody of Recursos Humanos who is on no roster."""
    return employee_with_role(HUMAN_RESOURCES)


def waiting_for_marks(setting, monkeypatch):
    """An attempt in which a person must still mark something."""
    with monkeypatch.context() as patched:
        patched.setattr(attempts, "is_pending", lambda judged: True)
        return submitted_attempt(*setting)


LEADS_TO = {
    State.OPEN: {State.AWAITING, State.SUBMITTED, State.CANCELLED},
    State.AWAITING: {State.SUBMITTED},
    State.SUBMITTED: {State.SUBMITTED},
    State.CANCELLED: set(),
}


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_what_the_table_says_leads_on(before, after):
    attempt = Attempt(state=before)
    if after in LEADS_TO[before]:
        lifecycle.move(attempt, after)
        assert attempt.state == after
    else:
        with pytest.raises(lifecycle.ImpossibleTransition):
            lifecycle.move(attempt, after)
        assert attempt.state == before


def test_nothing_leads_back_to_an_open_attempt():
    assert not any(State.OPEN in after for after in lifecycle.TRANSITIONS.values())
    assert set(lifecycle.TRANSITIONS) == set(State)


ACTS = {
    "submit": lambda attempt, by: attempts.submit(attempt=attempt).state,
    "settle": lambda attempt, by: attempts.settle(attempt=attempt).state,
    "close": lambda attempt, by: closing.close(attempt=attempt, by=by, reason="Se cayó el sistema").state,
    "cancel": lambda attempt, by: closing.cancel(attempt=attempt, by=by, reason="Se cayó el sistema").state,
    "job": lambda attempt, by: attempts.close_when_over(attempt=attempt).state,
    "answer": lambda attempt, by: answer(attempt, 1, []).is_stale,
}
REFUSED = "refused"
#: What each act makes of an attempt in each state: the state after it, or that it is refused.
OUTCOMES = {
    "submit": {"open": "submitted", "awaiting": "awaiting", "submitted": "submitted", "cancelled": "cancelled"},
    "settle": {"open": "open", "awaiting": "submitted", "submitted": "submitted", "cancelled": "cancelled"},
    "close": {"open": "submitted", "awaiting": "awaiting", "submitted": "submitted", "cancelled": "cancelled"},
    "cancel": {"open": "cancelled", "awaiting": REFUSED, "submitted": REFUSED, "cancelled": "cancelled"},
    "job": {"open": "open", "awaiting": "awaiting", "submitted": "submitted", "cancelled": "cancelled"},
    "answer": {"open": False, "awaiting": REFUSED, "submitted": REFUSED, "cancelled": REFUSED},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("before", State)
def test_each_act_in_each_state(setting, office, monkeypatch, act, before):
    attempt = {
        State.OPEN: lambda: attempt_at(*setting),
        State.AWAITING: lambda: waiting_for_marks(setting, monkeypatch),
        State.SUBMITTED: lambda: submitted_attempt(*setting),
        State.CANCELLED: lambda: closing.cancel(attempt=attempt_at(*setting), by=office, reason="Prueba"),
    }[before]()
    try:
        outcome = ACTS[act](attempt, office)
    except (lifecycle.ImpossibleTransition, attempts.AlreadySubmitted, InvalidAnswer):
        outcome = REFUSED
    assert outcome == OUTCOMES[act][before]
    stored = Attempt.objects.get().state
    assert stored == (before if outcome in (REFUSED, False) else outcome)


@pytest.mark.parametrize("state", State)
def test_each_state_is_told_by_word_and_shape(state):
    assert STATES[state].label == state.label
    assert STATES[state].icon


class TestWhatTheOfficeMayDo:
    def test_closing_grades_what_was_saved_and_says_who_and_why(self, setting, office):
        attempt = attempt_at(*setting)
        answer_all(attempt)
        closed = closing.close(attempt=attempt, by=office, reason="  Se quedó sin equipo  ")
        assert (closed.state, closed.score, closed.passed) == ("submitted", 100, True)
        assert (closed.closing, closed.closed_by, closed.closing_reason) == ("staff", office, "Se quedó sin equipo")
        assert StepProgress.objects.filter(completed_at__isnull=False).exists()

    def test_a_cancelled_attempt_uses_up_none(self, setting, office):
        quiz, enrolment = setting
        quiz.max_attempts = 1
        quiz.save()
        closing.cancel(attempt=attempt_at(quiz, enrolment), by=office, reason="Falla eléctrica")
        assert attempt_at(quiz, enrolment).number == 2

    def test_a_cancelled_attempt_keeps_its_answers_and_has_no_score(self, setting, office):
        attempt = attempt_at(*setting)
        answer_all(attempt)
        cancelled = closing.cancel(attempt=attempt, by=office, reason="Falla eléctrica")
        assert (cancelled.score, cancelled.submitted_at) == (None, None)
        assert Answer.objects.count() == 3

    @pytest.mark.parametrize("act", [closing.close, closing.cancel])
    def test_nobody_decides_about_an_attempt_of_their_own(self, setting, act):
        attempt = attempt_at(*setting)
        with pytest.raises(closing.OwnAttempt):
            act(attempt=attempt, by=attempt.enrolment.employee.user, reason="Porque sí")
        assert Attempt.objects.get().is_open

    @pytest.mark.parametrize(
        ("act", "action"),
        [(closing.close, "evaluations.close_attempt"), (closing.cancel, "evaluations.cancel_attempt")],
    )
    def test_both_leave_one_line_in_the_log(self, setting, office, act, action):
        attempt = attempt_at(*setting)
        for _ in range(2):
            act(attempt=attempt, by=office, reason="Falla eléctrica")
        entry = ModelLogEntry.objects.get(action=action)
        assert (entry.user, entry.data["reason"]) == (office, "Falla eléctrica")
        assert "Falla eléctrica" in entry.message


class TestWhatTheLearnerSees:
    @pytest.fixture
    def attempt(self, setting, client):
        attempt = attempt_at(*setting)
        client.force_login(attempt.enrolment.employee.user)
        return attempt

    def page(self, client, name, attempt, *args):
        return client.get(reverse(f"evaluations:{name}", args=[attempt.uuid, *args]), follow=True).content.decode()

    def test_an_open_attempt_says_so(self, client, attempt):
        for page in (self.page(client, "question", attempt, 1), self.page(client, "review", attempt)):
            assert re.search(r'class="status tone-info"><svg.*?</svg>En curso<', page)

    def test_the_reason_of_a_cancelled_attempt_is_told_wherever_one_comes_back(self, client, attempt, office):
        closing.cancel(attempt=attempt, by=office, reason="Falla eléctrica en la sala")
        for name, args in (("attempt", ()), ("question", (1,)), ("review", ()), ("result", ())):
            page = self.page(client, name, attempt, *args)
            assert "<h1>Este intento se anuló</h1>" in page, name
            assert "Falla eléctrica en la sala" in page, name
            assert "Anulado" in page, name

    def test_the_reason_of_a_closed_attempt_is_told_with_the_result(self, client, attempt, office):
        closing.close(attempt=attempt, by=office, reason="Terminó la sesión")
        page = self.page(client, "question", attempt, 1)
        assert "El área de capacitación cerró este intento" in page
        assert "Terminó la sesión" in page

    def test_an_answer_sent_to_a_cancelled_attempt_is_told_why_it_is_not_saved(self, client, attempt, office):
        closing.cancel(attempt=attempt, by=office, reason="Falla eléctrica")
        address = reverse("evaluations:save", args=[attempt.uuid, 1])
        response = client.post(address, {"answer": []})
        assert response.status_code == 409
        assert "Falla eléctrica" in response.content.decode()
        response = client.post(address, '{"fields": {"answer": []}, "seq": 3}', content_type="application/json")
        assert (response.status_code, response.json()["error"]) == (409, "cancelled")


class TestMyClassroom:
    def section(self, client, attempt):
        client.force_login(attempt.enrolment.employee.user)
        page = client.get(reverse("courses:my_classroom")).content.decode()
        found = re.search(r'aria-labelledby="mis-cuestionarios".*?</section>', page, re.DOTALL)
        return found[0] if found else ""

    def test_an_attempt_says_how_it_stands(self, client, setting, office, monkeypatch):
        attempt = attempt_at(*setting)
        assert "En curso" in self.section(client, attempt)
        closing.cancel(attempt=attempt, by=office, reason="Falla eléctrica")
        assert "Anulado" in self.section(client, attempt)
        attempt = waiting_for_marks(setting, monkeypatch)
        assert "Enviado, por calificar" in self.section(client, attempt)
        attempts.settle(attempt=attempt)
        assert "Calificado" in self.section(client, attempt)

    def test_only_the_newest_attempt_at_a_quiz_is_listed(self, client, setting, office):
        closing.cancel(attempt=attempt_at(*setting), by=office, reason="Falla eléctrica")
        section = self.section(client, attempt_at(*setting))
        assert "En curso" in section
        assert "Anulado" not in section

    def test_whoever_has_begun_nothing_sees_no_section(self, client, setting):
        client.force_login(setting[1].employee.user)
        page = client.get(reverse("courses:my_classroom")).content.decode()
        assert "mis-cuestionarios" not in page


class TestTheList:
    def url(self, view, attempt=None):
        return reverse(f"evaluations_attempts:{view}", args=[attempt.pk] if attempt else [])

    def test_those_without_an_answer_for_three_days_unless_asked_otherwise(self, client, setting, office, days_ago):
        attempt = attempt_at(*setting)
        name = attempt.enrolment.employee.sorting_name
        client.force_login(office)
        assert name not in client.get(self.url("index")).content.decode()
        assert name in client.get(self.url("index"), {"days": "0"}).content.decode()
        days_ago(attempt, 4)
        page = client.get(self.url("index")).content.decode()
        assert name in page
        assert "0 de 3" in page
        assert name not in client.get(self.url("index"), {"days": "7"}).content.decode()
        answer_all(attempt, count=1)
        assert name not in client.get(self.url("index")).content.decode()

    def test_a_person_is_found_by_name_and_number(self, client, setting, office):
        employee = attempt_at(*setting).enrolment.employee
        client.force_login(office)
        for words, finds in ((employee.first_surname, True), (employee.number, True), ("Zzyzx", False)):
            page = client.get(self.url("index"), {"days": "0", "q": words}).content.decode()
            assert (employee.sorting_name in page) is finds, words

    def test_its_cost_does_not_grow(self, client, setting, office, django_assert_max_num_queries):
        for _ in range(4):
            attempt_at(setting[0], learner(setting[1].course)[1])
        client.force_login(office)
        with django_assert_max_num_queries(16):
            client.get(self.url("index"), {"days": "0"})

    @pytest.mark.parametrize(("view", "state"), [("close", "submitted"), ("cancel", "cancelled")])
    def test_a_decision_asks_first_and_needs_a_reason(self, client, setting, office, view, state):
        attempt = attempt_at(*setting)
        client.force_login(office)
        page = client.get(self.url(view, attempt)).content.decode()
        assert attempt.enrolment.employee.full_name in page
        client.post(self.url(view, attempt), {"reason": "   "})
        assert Attempt.objects.get().is_open
        response = client.post(self.url(view, attempt), {"reason": "Se quedó sin luz"})
        assert response.url == self.url("index")
        assert Attempt.objects.get().state == state

    def test_ones_own_attempt_is_refused_in_words(self, client, setting):
        quiz, enrolment = setting
        attempt = attempt_at(quiz, enrolment)
        enrolment.employee.user.groups.add(*employee_with_role(HUMAN_RESOURCES).groups.all())
        client.force_login(enrolment.employee.user)
        assert "Es suyo" in client.get(self.url("index"), {"days": "0"}).content.decode()
        page = client.post(self.url("cancel", attempt), {"reason": "Porque sí"}).content.decode()
        assert "Este intento es suyo" in page
        assert Attempt.objects.get().is_open

    def test_what_was_submitted_meanwhile_is_not_cancelled(self, client, setting, office):
        attempt = submitted_attempt(*setting)
        client.force_login(office)
        page = client.post(self.url("cancel", attempt), {"reason": "Tarde"}).content.decode()
        assert "ya no se puede anular" in page

    @pytest.mark.parametrize("who", [CONSULTANCY, "nobody", "learner"])
    def test_who_may_not_change_attempts_does_not_get_there(self, client, setting, who):
        attempt = attempt_at(*setting)
        user = {"nobody": UserFactory, "learner": lambda: EmployeeFactory().user}.get(
            who, lambda: employee_with_role(who)
        )()
        client.force_login(user)
        for view, args in (("index", None), ("close", attempt), ("cancel", attempt)):
            assert client.get(self.url(view, args)).status_code in (302, 403)
            assert client.post(self.url(view, args), {"reason": "x"}).status_code in (302, 403, 405)
        assert Attempt.objects.get().is_open

    def test_the_administration_gets_there_too(self, client):
        client.force_login(employee_with_role(ADMINISTRATION))
        assert client.get(self.url("index")).status_code == 200


@pytest.fixture
def days_ago():
    """Moves everything that happened in an attempt so many days back."""

    def move(attempt, days):
        moment = attempt.started_at - dt.timedelta(days=days)
        Attempt.objects.filter(pk=attempt.pk).update(started_at=moment)
        Answer.objects.filter(attempt_question__attempt=attempt).update(received_at=moment)

    return move
