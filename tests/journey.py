"""The setting of the whole journey: the real starter content, a dirección, an official who must take a course."""

import datetime as dt

from django.core.management import call_command
from django.utils import timezone

from aula.starter.loading import load
from courses.api import apply_assignment
from courses.models import Assignment, CoursePage, Enrolment, LessonPage, TrainingRequirement
from evaluations.models import Attempt, QuizPage
from tests.evaluations.factories import right_answer, wrong_answer
from tests.factories import AppointmentFactory, AssignmentFactory, DepartmentFactory, EmployeeFactory

NAME = "María Guadalupe Núñez Güemes"


class Journey:
    """Who learns, what they must take, and what is stored about it."""

    def __init__(self):
        load()
        self.requirement = TrainingRequirement.objects.get(code="CAP-GRAL")
        self.employee = EmployeeFactory(number="48317", user__username="48317", first_surname="Núñez")
        self.department = DepartmentFactory(name="Obras Públicas")
        AppointmentFactory(employee=self.employee, department=self.department)
        apply_assignment(
            AssignmentFactory(
                requirement=self.requirement,
                starts_on=timezone.localdate() - dt.timedelta(days=7),
                due_kind=Assignment.Due.AFTER_START,
                due_days=30,
            )
        )
        self.enrolment = Enrolment.objects.get(employee=self.employee)
        self.course = CoursePage.objects.get(pk=self.enrolment.course_id)
        self.lessons = list(LessonPage.objects.descendant_of(self.course).order_by("path"))
        self.quizzes = list(QuizPage.objects.descendant_of(self.course).order_by("path"))

    @property
    def number(self):
        return self.employee.user.username

    def last_attempt(self):
        return Attempt.objects.filter(enrolment=self.enrolment).latest("started_at")

    def answers(self, attempt, *, right=True):
        """(question of the attempt, the fields of its form), in the order of the pages."""
        questions = attempt.questions.select_related("version__key").order_by("position")
        given = [(one, right_answer(one) if right else wrong_answer(one)) for one in questions]
        return [(one, answer if isinstance(answer, dict) else {"answer": answer}) for one, answer in given]


def run_jobs():
    """Whatever waits in the queue, by the worker that runs on the server."""
    call_command("db_worker", "--backend=jobs", "--batch", "--no-startup-delay", "--no-reload", interval=0, verbosity=0)
