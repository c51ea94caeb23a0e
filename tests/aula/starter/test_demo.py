"""The demonstration municipality shows every state there is, and never gets into a real installation."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from aula.demo.loading import Outcome, load
from aula.models import StarterRecord
from certificates.api import Certificate
from certificates.models import ManualRequest, RevocationAppeal
from cimtra.api import (
    CouncilSession,
    Delivery,
    Finding,
    Inapplicability,
    LibraryDocument,
    Obligation,
    PublishedAddress,
    Round,
    WorkPlan,
    YearPlan,
)
from cimtra.models import LinkCheck
from cimtra.plans.progress import progress_of
from courses.api import (
    CERTIFIED_SOURCES,
    Assignment,
    Completion,
    CoursePage,
    Enrolment,
    Exemption,
    LessonPage,
    StepProgress,
    enrol,
    outline_of,
    steps_of,
)
from courses.models import PriorLearningImport
from courses.renewal.diagnostic import open_diagnostic
from evaluations import marking
from evaluations.appeals import is_in_time
from evaluations.attempts import recompute
from evaluations.models import Accommodation, Appeal, Attempt, Question, QuizPage
from evaluations.plugins import question_types
from evaluations.review import Phase, matrix_of
from evaluations.stuck_admin import idle_since
from people.api import DEMO_PASSWORD, Department, Employee, User, current_appointment, team_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
ACCOUNTS = {"admin", "consultora", "rh", "directora", "funcionaria"}


@pytest.fixture(scope="module")
def demo(starter, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


def employee(username):
    return Employee.objects.get(user__username=username)


def states_of(person):
    return Counter(str(enrolment.state) for enrolment in person.enrolments.all())


def test_about_sixty_people_work_in_a_tree_of_departments():
    assert 60 <= Employee.objects.active().count() <= 66
    assert Department.objects.filter(kind="comision").count() == 4
    assert Department.objects.filter(kind="consejo").exists()
    for person in Employee.objects.active():
        assert current_appointment(person).is_main, person
    assert Employee.objects.exclude(left_on=None).exists()


def test_nobody_has_a_curp_and_every_address_belongs_to_nobody():
    assert not Employee.objects.exclude(curp="").exists()
    assert all(
        address.endswith(".example") for address in Employee.objects.exclude(email="").values_list("email", flat=True)
    )


def test_some_have_one_surname_and_some_letters_of_their_own():
    assert Employee.objects.filter(second_surname="").exists()
    assert Employee.objects.filter(first_surname__startswith="Ñ").exists()


def test_every_state_occurs():
    assert {str(enrolment.state) for enrolment in Enrolment.objects.all()} == {str(state) for state in Enrolment.State}
    assert Exemption.objects.exists()
    done = Enrolment.objects.completed().exclude(due_on=None)
    assert done.filter(completed_at__date__gt=F("due_on")).exists()
    assert done.filter(completed_at__date__lte=F("due_on")).exists()


def test_one_was_exempt_before_being_enrolled_and_one_after():
    enrolled = {
        exemption.requirement.code: Enrolment.objects.filter(
            employee=exemption.employee, requirement=exemption.requirement, completed_at=None
        ).exists()
        for exemption in Exemption.objects.all()
    }
    assert enrolled == {"CAP-GRAL": True, "CAP-CABILDO": False}


def test_nothing_happens_in_the_future_or_before_it_could():
    now = timezone.now()
    assert not StepProgress.objects.filter(completed_at__gt=now).exists()
    assert not Completion.objects.filter(completed_at__gt=now).exists()
    assert not Enrolment.objects.filter(started_at__lt=F("enrolled_at")).exists()
    assert not Enrolment.objects.filter(enrolled_at__date__lt=F("employee__hired_on")).exists()


def test_each_completion_has_its_constancia_and_folios_follow_time():
    certified = Certificate.objects.filter(holder=None, superseded_at=None)
    assert certified.count() == Completion.objects.filter(source__in=CERTIFIED_SOURCES).count() >= 60
    issued = list(Certificate.objects.order_by("year", "number").values_list("issued_at", flat=True))
    assert issued == sorted(issued)


def test_the_official_has_a_constancia_a_course_half_way_and_one_overdue():
    person = employee("funcionaria")
    assert states_of(person) == {"completed": 1, "in_progress": 1, "overdue": 1}
    half_way = next(enrolment for enrolment in person.enrolments.all() if enrolment.state == "in_progress")
    assert half_way.steps.exclude(completed_at=None).count() == 2
    assert Certificate.objects.filter(employee=person).count() == 1


def test_the_head_has_a_team_with_different_states():
    director = employee("directora")
    team = team_of(director)
    assert team.count() >= 8
    assert len({str(e.state) for person in team for e in person.enrolments.all()}) >= 3


def test_every_assignment_reached_somebody():
    for assignment in Assignment.objects.all():
        assert assignment.duties.exists(), assignment


def test_the_accounts_have_their_roles():
    assert set(User.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True)) == ACCOUNTS
    assert User.objects.get(username="admin").is_superuser
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["admin"]
    groups = {user.username: [group.name for group in user.groups.all()] for user in User.objects.all()}
    assert groups["consultora"] == ["Consultoría"]
    assert groups["rh"] == ["Recursos Humanos"]
    assert groups["directora"] == groups["funcionaria"] == []


def test_the_password_works_only_while_debug_is_on(client, settings):
    assert not client.login(username="funcionaria", password=DEMO_PASSWORD)
    settings.DEBUG = True
    assert client.login(username="funcionaria", password=DEMO_PASSWORD)


@pytest.mark.parametrize("path", ["/mi-aula/", "/cursos/", "/"])
def test_the_official_sees_her_pages(client, path):
    client.force_login(employee("funcionaria").user)
    assert client.get(path).status_code == 200


def test_loading_it_again_changes_nothing():
    before = Employee.objects.count(), Enrolment.objects.count(), StepProgress.objects.count(), User.objects.count()
    assert load() is Outcome.ALREADY_THERE
    after = Employee.objects.count(), Enrolment.objects.count(), StepProgress.objects.count(), User.objects.count()
    assert after == before


def test_invented_people_are_never_added_to_a_roster_in_use():
    StarterRecord.objects.filter(key="demo").delete()
    before = Employee.objects.count()
    assert load() is Outcome.ROSTER_IN_USE
    assert Employee.objects.count() == before


def test_the_command_names_the_accounts(capsys):
    call_command("load_demo", force_demo=True, no_files=True)
    told = capsys.readouterr().out
    assert "funcionaria" in told
    assert DEMO_PASSWORD in told


def test_the_command_refuses_where_debug_is_off():
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("load_demo")


def test_my_classroom_of_somebody_with_a_history_stays_within_its_queries(client, django_assert_max_num_queries):
    client.force_login(employee("directora").user)
    with django_assert_max_num_queries(20):
        client.get("/mi-aula/")


class TestPracticeCourse:
    """One lesson, a quiz that asks every type, a written case; and somebody at every stage of them."""

    @pytest.fixture
    def course(self):
        return CoursePage.objects.get(slug="practica-tipos-de-pregunta")

    def attempts(self, slug):
        return Attempt.objects.filter(quiz__slug=slug)

    def test_it_is_there_once_after_two_loads(self):
        before = Attempt.objects.count(), Question.objects.count(), QuizPage.objects.count()
        load()
        assert CoursePage.objects.filter(slug="practica-tipos-de-pregunta", live=True).count() == 1
        assert (Attempt.objects.count(), Question.objects.count(), QuizPage.objects.count()) == before

    def test_it_is_open_to_everybody_and_assigned_to_nobody(self, course):
        assert (course.is_open, course.is_sequential, course.hours) == (True, False, Decimal("0.5"))
        assert not Enrolment.objects.filter(course=course).exclude(assignment=None, requirement=None).exists()
        assert [step["kind"] for step in steps_of(outline_of(course))] == ["lesson", "quiz", "quiz"]

    def test_its_quizzes_ask_every_type_that_ships(self, course):
        asked = [
            place.question.current.kind
            for quiz in QuizPage.objects.descendant_of(course)
            for place in quiz.questions.all()
        ]
        assert sorted(asked) == sorted(kind.name for kind in question_types)

    def test_its_questions_lie_in_categories_of_their_own_and_lead_back_to_the_lesson(self, course):
        questions = Question.objects.filter(code__startswith="PRACTICA-")
        assert {(one.category.parent.name, one.category.name) for one in questions} == {
            ("Práctica", "Todos los tipos"),
            ("Práctica", "Caso escrito"),
        }
        lesson = LessonPage.objects.descendant_of(course).get()
        assert {one.lesson_id for one in questions} == {lesson.pk}
        assert all(1 <= one.lesson_paragraph <= len(lesson.body) and one.reference for one in questions)

    def test_answers_can_be_checked_at_once_and_there_is_a_time_limit(self, course):
        quiz = QuizPage.objects.get(slug="practica-de-todos-los-tipos")
        assert matrix_of(quiz)[Phase.DURING] == ["marks", "key", "feedback"]
        assert (quiz.time_limit, quiz.max_attempts, quiz.bands.count()) == (20, 0, 3)

    def test_enough_people_have_taken_it_for_an_item_analysis(self):
        graded = self.attempts("practica-de-todos-los-tipos").submitted()
        assert graded.count() >= 18
        assert set(graded.values_list("passed", flat=True)) == {True, False}
        assert all(recompute(attempt).score == attempt.score for attempt in graded)

    def test_something_waits_to_be_marked(self):
        consultant, admin = (User.objects.get(username=name) for name in ("consultora", "admin"))
        assert marking.waiting().count() == 3
        assert marking.waiting_for(consultant).count() == 2
        assert marking.waiting_for(admin).count() == 3

    def test_an_appeal_waits_for_an_answer(self):
        appeal = Appeal.objects.get()
        assert appeal.state == Appeal.State.OPEN
        assert is_in_time(appeal.attempt_question.attempt)

    def test_one_attempt_was_left_open_with_half_a_text(self):
        attempt = Attempt.objects.open().get()
        assert attempt in idle_since(timezone.now() - dt.timedelta(days=5))
        assert attempt.deadline is None
        assert attempt.questions.get().is_answered

    def test_one_person_has_more_time(self):
        accommodation = Accommodation.objects.in_force().get()
        assert (accommodation.extra_percent, accommodation.granted_by.username) == (50, "rh")
        assert accommodation.employee.enrolments.filter(course__slug="practica-tipos-de-pregunta").exists()

    @pytest.mark.parametrize("slug", ["practica-de-todos-los-tipos", "caso-escrito"])
    def test_the_official_can_begin_its_quizzes(self, client, course, slug):
        official = employee("funcionaria")
        enrol(employee=official, course=course)
        client.force_login(official.user)
        assert client.get(QuizPage.objects.get(slug=slug).url).status_code == 200


def test_earlier_training_came_in_a_file_with_a_row_that_was_refused():
    batch = PriorLearningImport.objects.get()
    assert (batch.state, batch.receipt["recorded"], batch.counts["refused"]) == ("applied", 3, 1)
    imported = Completion.objects.filter(source=Completion.Source.IMPORTED)
    assert imported.count() == 3
    assert not Certificate.objects.filter(completion__in=imported).exists()


def test_somebody_skipped_a_renewal_by_the_diagnostic_quiz_and_others_may():
    skipped = Completion.objects.get(source=Completion.Source.DIAGNOSTIC)
    assert skipped.enrolment.renews_id
    assert skipped.enrolment.steps.count() < len(steps_of(outline_of(skipped.course_id)))
    waiting = Enrolment.objects.filter(course=skipped.course, completed_at=None).exclude(renews=None)
    assert waiting.exists()
    assert all(open_diagnostic(one) for one in waiting)


def test_constancias_are_revoked_replaced_and_asked_for_too():
    states = {str(certificate.state) for certificate in Certificate.objects.all()}
    assert {"valid", "revoked", "superseded"} <= states
    assert RevocationAppeal.objects.get().decided_at is None
    assert sorted(ManualRequest.objects.values_list("state", flat=True)) == ["approved", "waiting"]
    assert Certificate.objects.filter(employee=None, kind="speaker").count() == 2


class TestCimtra:
    """What the consultancy and the transparency unit would have recorded in a year, all of it said to be invented."""

    def test_findings_stand_in_every_state(self):
        assert set(Finding.objects.values_list("state", flat=True)) == set(Finding.State.values)

    def test_deliveries_are_accepted_returned_in_review_and_missing(self):
        assert {"accepted", "returned", "in_review", "waiting"} <= set(Delivery.objects.values_list("state", flat=True))

    def test_the_portal_is_told_and_never_visited(self):
        assert {"meets", "outdated", "broken", "unverifiable"} == set(
            LinkCheck.objects.values_list("verdict", flat=True)
        )
        assert all(".example/" in one.address for one in PublishedAddress.objects.all())
        assert min(PublishedAddress.objects.values_list("next_visit_at", flat=True)) > timezone.now() + dt.timedelta(
            365
        )

    def test_there_is_an_evaluation_of_each_kind_and_one_under_way(self):
        kinds = Counter((one.kind, one.is_closed) for one in Round.objects.all())
        assert kinds == {("official", False): 2, ("internal", True): 1, ("internal", False): 1}

    def test_whatever_could_be_taken_for_a_fact_says_that_it_is_invented(self):
        texts = [
            *Round.objects.values_list("name", flat=True),
            *Finding.objects.values_list("text", flat=True),
            *Obligation.objects.values_list("title", flat=True),
            *LibraryDocument.objects.values_list("title", flat=True),
            *PublishedAddress.objects.values_list("title", flat=True),
            *YearPlan.objects.values_list("goal", flat=True),
            *Inapplicability.objects.values_list("note", flat=True),
        ]
        assert [text for text in texts if "muestra" not in text] == []

    def test_both_work_plans_have_something_to_count(self):
        shares = {plan.code: progress_of(plan).share for plan in WorkPlan.objects.all()}
        assert shares.keys() == {"plan-de-trabajo-2020", "plan-de-muestra"}
        assert None not in shares.values()

    def test_the_pleno_has_met_and_will_meet(self):
        states = set(CouncilSession.objects.filter(body__code="pleno").values_list("state", flat=True))
        assert states == {"held", "called"}
