"""The screens of marking, appeals and regrades: what they show to whom, and what sending their forms does."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from evaluations import appeals, attempts, marking, regrading
from evaluations.models import Appeal, Attempt, Marking, Regrade
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    wrong_answer,
)
from tests.evaluations.test_marking import RUBRIC, essay_of, with_essay, written_attempt
from tests.evaluations.test_regrading import KEY, mend, taken, three
from tests.factories import AppointmentFactory, employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def marker(client):
    user = employee_with_role(CONSULTANCY)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"evaluations_marking:{name}", args=args)


def answer_url(attempt):
    return url("answer", attempt.uuid, essay_of(attempt).position)


class TestMarkingPages:
    def test_an_empty_list_says_what_happens_next(self, client, marker):
        assert "Ninguna respuesta espera" in client.get(url("queue")).text

    def test_the_list_leads_to_one_answer_at_a_time(self, client, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        page = client.get(url("queue")).text
        link = url("following", quiz.pk, essay_of(attempt).version.question_id)
        assert link in page
        assert client.get(link).url == answer_url(attempt)

    def test_whose_answer_it_is_stands_nowhere(self, client, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course, given_names="Xóchitl", first_surname="Irrepetible")
        page = client.get(answer_url(attempt)).text
        assert attempt.exam_code in page
        person = attempt.enrolment.employee
        for word in ("Xóchitl", "Irrepetible", person.number):
            assert word not in page

    def test_the_levels_chosen_are_stored_and_the_next_answer_follows(self, client, marker):
        course, quiz = with_essay(rubric=RUBRIC)
        first = written_attempt(quiz, course)
        page = client.get(answer_url(first)).text
        assert "Fundamento" in page
        assert "0.5 puntos" in page
        sent = client.post(answer_url(first), {"level-0": "1", "level-1": "2", "comment": "Muy bien."})
        assert sent.url == url("following", quiz.pk, essay_of(first).version.question_id)
        reading = Marking.objects.get()
        assert (reading.levels, reading.fraction, reading.comment) == ([1, 2], 1, "Muy bien.")
        assert client.get(sent.url, follow=True).redirect_chain[-1][0] == url("queue")

    def test_a_level_that_is_missing_is_asked_for(self, client, marker):
        course, quiz = with_essay(rubric=RUBRIC)
        attempt = written_attempt(quiz, course)
        page = client.post(answer_url(attempt), {"level-0": "1", "level-1": "9"})
        assert page.status_code == 200
        assert not Marking.objects.exists()

    def test_without_a_rubric_it_is_one_mark(self, client, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        client.post(answer_url(attempt), {"mark": "85"})
        assert Marking.objects.get().fraction == Decimal("0.85")

    def test_whoever_comes_second_is_told_so_and_goes_on(self, client, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        marking.mark(question=essay_of(attempt), marker=employee_with_role(CONSULTANCY), mark=50)
        sent = client.post(answer_url(attempt), {"mark": "85"}, follow=True)
        assert "Otra persona la acaba de calificar" in sent.text
        assert Marking.objects.count() == 1

    def test_only_whoever_decides_sees_what_the_others_said(self, client, marker):
        course, quiz = with_essay(needs_second_marker=True, marker_tolerance=10)
        attempt = written_attempt(quiz, course)
        readers = [employee_with_role(CONSULTANCY) for _ in range(2)]
        marking.mark(question=essay_of(attempt), marker=readers[0], mark=100, comment="Lo mejor.")
        assert "Lo mejor." not in client.get(answer_url(attempt)).text
        marking.mark(question=essay_of(attempt), marker=readers[1], mark=20, comment="Le falta.")
        page = client.get(answer_url(attempt)).text
        assert "Lo mejor." in page
        assert "Le falta." in page
        client.post(answer_url(attempt), {"mark": "60", "has_seen": "2"})
        attempt.refresh_from_db()
        assert attempt.score == 80

    def test_the_guidance_is_for_those_who_mark(self, client, marker):
        body = {"min_words": 0, "max_words": 0, "rubric": [], "guidance": "<p>Busque el artículo.</p>"}
        course, quiz = course_with_quiz(questions=[question("GUIA", kind="essay", body=body)])
        attempt = written_attempt(quiz, course)
        assert "Busque el artículo." in client.get(answer_url(attempt)).text

    def test_an_answer_can_be_left_for_later(self, client, marker):
        course, quiz = with_essay()
        for _ in range(3):
            written_attempt(quiz, course)
        question_id = essay_of(Attempt.objects.first()).version.question_id
        first = marking.next_answer(marker, quiz_id=quiz.pk, question_id=question_id)
        later = client.get(f"{url('following', quiz.pk, question_id)}?despues={first.attempt.uuid}")
        assert later.url != url("answer", first.attempt.uuid, first.position)

    def test_the_first_page_of_the_admin_says_how_many_wait(self, client, marker):
        course, quiz = with_essay()
        written_attempt(quiz, course)
        assert url("queue") in client.get(reverse("wagtailadmin_home")).text

    def test_human_resources_do_not_mark(self, client):
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        assert client.get(url("queue")).status_code == 302

    def test_a_page_costs_the_same_however_many_wait(self, client, marker, django_assert_max_num_queries):
        course, quiz = with_essay()
        first = written_attempt(quiz, course)
        for _ in range(4):
            written_attempt(quiz, course)
        client.get(answer_url(first))
        with django_assert_max_num_queries(15):
            client.get(answer_url(first))


@pytest.fixture
def disagreeing(client):
    """A learner who is signed in and got the second of three questions wrong."""
    course, quiz = course_with_quiz(appeal_days=5, review_policy="answers")
    attempt = attempt_at(quiz, learner(course)[1])
    answer_all(attempt)
    answer(attempt, 2, wrong_answer(attempt.questions.select_related("version__key").get(position=2)))
    attempts.submit(attempt=attempt)
    client.force_login(attempt.enrolment.employee.user)
    return attempt


def appeal_url(attempt, position=2):
    return reverse("evaluations:appeal", args=[attempt.uuid, position])


def result_url(attempt):
    return reverse("evaluations:result", args=[attempt.uuid])


class TestAskingForAReview:
    def test_the_result_offers_it_where_the_answer_was_wrong_and_nowhere_else(self, client, disagreeing):
        page = client.get(result_url(disagreeing)).text
        assert appeal_url(disagreeing, 2) in page
        assert appeal_url(disagreeing, 1) not in page

    def test_it_is_asked_for_once_and_stands_beside_the_question(self, client, disagreeing):
        assert client.get(appeal_url(disagreeing)).status_code == 200
        sent = client.post(appeal_url(disagreeing), {"text": "Lo dice el artículo 15."})
        assert sent.url == f"{result_url(disagreeing)}#p2"
        page = client.get(result_url(disagreeing)).text
        assert "Lo dice el artículo 15." in page
        assert appeal_url(disagreeing) not in page
        assert client.post(appeal_url(disagreeing), {"text": "Otra vez."}).status_code == 302
        assert Appeal.objects.get().text == "Lo dice el artículo 15."

    def test_more_than_two_thousand_characters_are_too_many(self, client, disagreeing):
        assert client.post(appeal_url(disagreeing), {"text": "a" * 2001}).status_code == 200
        assert not Appeal.objects.exists()

    def test_a_mark_that_is_not_shown_cannot_be_appealed(self, client, disagreeing):
        disagreeing.rules["review"] = {}
        disagreeing.save()
        assert appeal_url(disagreeing) not in client.get(result_url(disagreeing)).text
        assert client.post(appeal_url(disagreeing), {"text": "No."}).status_code == 404
        assert not Appeal.objects.exists()

    def test_after_the_last_day_it_is_not_offered_any_more(self, client, disagreeing):
        with time_machine.travel(timezone.now() + dt.timedelta(days=6)):
            client.force_login(disagreeing.enrolment.employee.user)
            assert appeal_url(disagreeing) not in client.get(result_url(disagreeing)).text
            assert client.post(appeal_url(disagreeing), {"text": "Tarde."}).status_code == 404

    def test_nobody_appeals_for_somebody_else(self, client, disagreeing):
        client.force_login(learner(disagreeing.enrolment.course)[0].user)
        assert client.post(appeal_url(disagreeing), {"text": "No."}).status_code == 404

    def test_the_answer_is_read_with_the_result(self, client, disagreeing):
        made = appeals.make(question=appeals.open_to_appeal(disagreeing)[0], text="Lo dice la ley.")
        appeals.grant(
            appeal=made, fraction=Decimal(1), reason="Tiene razón.", answered_by=employee_with_role(CONSULTANCY)
        )
        page = client.get(result_url(disagreeing)).text
        assert "Tiene razón." in page
        assert "pasó de 66.67 a 100" in page


class TestAnsweringAppeals:
    @pytest.fixture
    def made(self, client, disagreeing):
        made = appeals.make(question=appeals.open_to_appeal(disagreeing)[0], text="Lo dice la ley.")
        client.force_login(employee_with_role(CONSULTANCY))
        return made

    def test_it_waits_without_saying_who_asks(self, client, made):
        attempt = made.attempt_question.attempt
        for page in (client.get(url("appeals")).text, client.get(url("appeal", made.pk)).text):
            assert attempt.exam_code in page
            assert attempt.enrolment.employee.first_surname not in page

    def test_refusing_needs_a_reason(self, client, made):
        assert client.post(url("appeal", made.pk), {"decision": "refused"}).status_code == 200
        client.post(url("appeal", made.pk), {"decision": "refused", "reason": "La clave es la de la ley."})
        made.refresh_from_db()
        assert (made.state, made.answer) == ("refused", "La clave es la de la ley.")

    @pytest.mark.parametrize("mark", ["", "0", "101"])
    def test_granting_needs_a_higher_mark(self, client, made, mark):
        client.post(url("appeal", made.pk), {"decision": "granted", "reason": "Sí.", "mark": mark})
        made.refresh_from_db()
        assert made.state == "open"

    def test_granted_it_changes_the_result(self, client, made):
        client.post(url("appeal", made.pk), {"decision": "granted", "reason": "Sí.", "mark": "100"})
        attempt = Attempt.objects.get()
        assert (attempt.score, attempt.passed) == (100, True)
        assert "pasó de 66.67 a 100" in client.get(url("appeal", made.pk)).text

    def test_one_s_own_is_answered_by_somebody_else(self, client, made):
        own = made.attempt_question.attempt.enrolment.employee.user
        own.groups.set(employee_with_role(CONSULTANCY).groups.all())
        client.force_login(own)
        assert client.get(url("appeal", made.pk)).status_code == 404
        assert url("appeal", made.pk) not in client.get(url("appeals")).text


class TestRegradePages:
    @pytest.fixture
    def wrong(self):
        wrong = three()
        course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=100)
        self.failed = taken(quiz, course, choosing="Veinte días", first_surname="Irrepetible")
        self.passed = taken(quiz, course, choosing="Diez días")
        AppointmentFactory(employee=self.failed.enrolment.employee, department__name="Tesorería Municipal")
        return mend(wrong, right=1)

    def test_what_would_change_is_shown_by_examination_and_department(self, client, marker, wrong):
        page = client.get(url("regrade_by_key", wrong.pk)).text
        assert self.failed.exam_code in page
        assert "Tesorería Municipal" in page
        assert "Irrepetible" not in page
        assert "Veinte días" in page
        assert not Regrade.objects.exists()

    def test_names_are_for_those_who_may_see_attempts(self, client, wrong):
        client.force_login(employee_with_role(ADMINISTRATION))
        assert "Irrepetible" in client.get(url("regrade_by_key", wrong.pk)).text

    def apply(self, client, wrong, name="regrade_by_key", **told):
        page = client.get(url(name, wrong.pk))
        digest = page.context["plan"].digest
        return client.post(url(name, wrong.pk), {"digest": digest, "reason": "La clave estaba mal.", **told})

    def test_applying_leads_to_the_receipt(self, client, marker, wrong):
        sent = self.apply(client, wrong)
        regrade = Regrade.objects.get()
        assert sent.url == url("regrade", regrade.pk)
        page = client.get(sent.url).text
        assert "La clave estaba mal." in page
        assert self.passed.exam_code in page
        kept = client.get(f"{sent.url}?ver=conservan").text
        assert self.passed.exam_code in kept
        assert self.failed.exam_code not in kept
        assert url("regrade", regrade.pk) in client.get(url("regrades")).text

    def test_it_needs_a_reason(self, client, marker, wrong):
        assert self.apply(client, wrong, reason=" ").status_code == 200
        assert not Regrade.objects.exists()

    def test_sending_it_twice_shows_the_same_receipt(self, client, marker, wrong):
        told = {"digest": regrading.plan(question=wrong, kind=KEY).digest, "reason": "Así es."}
        first = client.post(url("regrade_by_key", wrong.pk), told)
        assert client.post(url("regrade_by_key", wrong.pk), told).url == first.url
        assert Regrade.objects.count() == 1

    def test_what_changed_meanwhile_is_shown_before_it_is_applied(self, client, marker, wrong):
        sent = self.apply(client, wrong, digest="otro")
        assert sent.status_code == 200
        assert "Algo cambió desde que usted lo vio" in sent.text
        assert sent.context["plan"].digest in sent.text
        assert not Regrade.objects.exists()

    def test_a_question_can_be_voided_for_everybody(self, client, marker, wrong):
        sent = self.apply(client, wrong, name="void")
        assert "sigue vigente" in client.get(sent.url).text
        self.failed.refresh_from_db()
        assert self.failed.score == 100

    def test_an_attempt_without_another_question_keeps_it_from_being_voided(self, client, marker):
        wrong = three()
        course, quiz = course_with_quiz(questions=[wrong])
        taken(quiz, course, choosing="Veinte días")
        page = client.get(url("void", wrong.pk))
        assert "no se puede anular" in page.text
        told = {"digest": page.context["plan"].digest, "reason": "Así es."}
        assert client.post(url("void", wrong.pk), told).status_code == 200
        assert not Regrade.objects.exists()

    def test_the_learner_reads_that_it_was_regraded_and_why(self, client, marker, wrong):
        self.apply(client, wrong)
        client.force_login(self.passed.enrolment.employee.user)
        page = client.get(result_url(self.passed)).text
        assert "La clave estaba mal." in page
        assert "pasó de 100 a 50" in page
        assert "no se le quita nada" in page

    def test_the_page_of_the_question_leads_there(self, client, marker, wrong):
        from evaluations.models import Question

        edit = client.get(reverse(Question.snippet_viewset.get_url_name("edit"), args=[wrong.pk])).text
        assert url("regrade_by_key", wrong.pk) in edit
        assert url("void", wrong.pk) in edit

    def test_the_history_of_the_question_tells_it(self, client, marker, wrong):
        from evaluations.models import Question

        self.apply(client, wrong)
        history = client.get(reverse(Question.snippet_viewset.get_url_name("history"), args=[wrong.pk])).text
        assert "La clave estaba mal." in history

    def test_without_any_regrade_the_list_says_how_one_is_made(self, client, marker):
        assert "No se ha recalificado" in client.get(url("regrades")).text


class TestWhatHumanResourcesSee:
    @pytest.fixture
    def regrade(self, client):
        wrong = three()
        course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=100)
        taken(quiz, course, choosing="Diez días", first_surname="Irrepetible")
        mend(wrong, right=1)
        digest = regrading.plan(question=wrong, kind=KEY).digest
        author = employee_with_role(CONSULTANCY)
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        return regrading.apply(question=wrong, kind=KEY, reason="Así es.", digest=digest, made_by=author)

    def test_who_keeps_a_pass_by_name_and_never_the_key(self, client, regrade):
        page = client.get(f"{url('regrade', regrade.pk)}?ver=conservan").text
        assert "Irrepetible" in page
        assert "Veinte días" not in page

    def test_the_list_of_regrades_and_not_the_way_to_make_one(self, client, regrade):
        assert url("regrade", regrade.pk) in client.get(url("regrades")).text
        assert client.get(url("regrade_by_key", regrade.question_id)).status_code == 302
