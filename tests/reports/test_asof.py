"""Every report as of a past day is the report that was made on that day, whatever happened afterwards."""

import datetime as dt
import random

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from certificates import api
from certificates.models import Certificate
from courses.assigning.applying import recompute
from courses.models import Assignment, Completion, Duty, Enrolment, Exemption, PlannedTraining
from people.models import Appointment, EarlierService, Employee
from reports import asof, standing
from reports.framework.listing import Listing
from reports.plugins import reports
from reports.progress import progress
from reports.tallies import MonthlyTally, write_missing_tallies
from tests.factories import (
    AssignmentFactory,
    DepartmentFactory,
    PostFactory,
    TrainingRequirementFactory,
    UserFactory,
    course_page,
)
from tests.reports.situations import person

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2025, 1, 10)
DAYS = 7
STEP = 23
QUESTIONS = {
    "quien-falta": ["", "columnas=numero,curso,requisito,estado,asignada,limite,retraso,motivo"],
    "matriz-de-cumplimiento": ["por=cursos", "por=requisitos", "por=cursos&celdas=aparte"],
    "avance-por-direccion": [""],
    "vencidos-y-por-vencer": ["", "que=vigencia"],
    "horas-por-persona": ["anio=2025"],
    "plan-anual": ["anio=2025"],
    "padron": ["", "ver=historia"],
    "constancias": ["desde=2025-01-01&hasta=2025-12-31"],
}


class History:
    """Some months of a town in which something happens every few weeks; each act is written as its own app does."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.offices = [DepartmentFactory(name=f"Dirección {letter}") for letter in "ABC"]
        self.posts = [PostFactory(name=name) for name in ("Cajera", "Inspector")]
        self.courses = [course_page(title=f"Curso {number}", modules=0) for number in range(3)]
        self.requirement = TrainingRequirementFactory(
            code="CAP-A", validity_months=2, expiring_days=20, window_days=15, grace_days=10
        )
        self.requirement.courses.set(self.courses[:2])
        self.user = UserFactory()
        self.people = [self.hire() for _ in range(9)]
        for course in self.courses:
            PlannedTraining.objects.create(year=2025, course=course, people=3)

    def hire(self):
        employee = person(hired_on=timezone.localdate() - dt.timedelta(days=self.chance.randint(0, 30)))
        self.appoint(employee, employee.hired_on)
        return employee

    def appoint(self, employee, day):
        Appointment.objects.create(
            employee=employee,
            department=self.chance.choice(self.offices),
            post=self.chance.choice(self.posts),
            starts_on=day,
        )

    def live_a_day(self):
        acts = [self.assign, self.start, self.complete, self.complete_late, self.certify, self.exempt]
        acts += [self.withdraw_exemption, self.transfer, self.leave, self.rehire, self.move_due_day, self.renew]
        for act in self.chance.sample(acts, 5):
            act()
        recompute()

    def assign(self):
        target = self.chance.choice([{"requirement": self.requirement}, {"course": self.chance.choice(self.courses)}])
        assignment = AssignmentFactory(
            **{"requirement": None, **target},
            audience=self.chance.choice([Assignment.Audience.EVERYONE, Assignment.Audience.DEPARTMENTS]),
            starts_on=timezone.localdate(),
            due_kind=Assignment.Due.FIXED,
            due_on=timezone.localdate() + dt.timedelta(days=self.chance.randint(5, 60)),
        )
        assignment.departments.set(self.chance.sample(self.offices, 2))

    def open_enrolments(self):
        return list(Enrolment.objects.filter(completed_at=None).order_by("pk"))

    def start(self):
        for enrolment in self.chance.sample(self.open_enrolments(), min(4, len(self.open_enrolments()))):
            enrolment.started_at = enrolment.started_at or timezone.now()
            enrolment.save()

    def complete(self):
        for enrolment in self.chance.sample(self.open_enrolments(), min(3, len(self.open_enrolments()))):
            self._complete(enrolment, timezone.now(), Completion.Source.ONLINE)

    def complete_late(self):
        """A session of some days ago is closed today."""
        for enrolment in self.open_enrolments()[:1]:
            at = max(timezone.now() - dt.timedelta(days=9), enrolment.enrolled_at)
            self._complete(enrolment, at, Completion.Source.ATTENDANCE)

    def _complete(self, enrolment, at, source):
        enrolment.completed_at = at
        enrolment.valid_until = timezone.localdate(at) + dt.timedelta(days=self.chance.choice([30, 60]))
        enrolment.save()
        return Completion.objects.create(
            enrolment=enrolment,
            employee=enrolment.employee,
            course=enrolment.course,
            employee_name=enrolment.employee.full_name,
            department_name="Dirección A",
            course_title=enrolment.course.title,
            hours=4,
            started_at=enrolment.enrolled_at,
            completed_at=at,
            valid_until=enrolment.valid_until,
            source=source,
        )

    def certify(self):
        """A constancia for the newest completion without one, and now and then one is revoked."""
        for completion in Completion.objects.filter(certificates=None).order_by("-pk")[:2]:
            api.issue(completion=completion)
        for made in Certificate.objects.filter(revoked_at=None).order_by("pk")[: self.chance.randint(0, 1)]:
            api.revoke(certificate=made, reason="Prueba", revoked_by=self.user)

    def renew(self):
        """A completion that has run out, or soon will, gets its next cycle."""
        soon = timezone.localdate() + dt.timedelta(days=12)
        for old in Enrolment.objects.filter(completed_at__isnull=False, valid_until__lte=soon).order_by("pk")[:3]:
            if not Enrolment.objects.filter(employee=old.employee, course=old.course, cycle__gt=old.cycle).exists():
                Enrolment.objects.create(
                    employee=old.employee, course=old.course, cycle=old.cycle + 1, renews=old, due_on=old.valid_until
                )

    def exempt(self):
        employee = self.chance.choice(self.people)
        Exemption.objects.get_or_create(
            employee=employee,
            requirement=self.requirement,
            starts_on=timezone.localdate() - dt.timedelta(days=3),
            defaults={"reason": "Comisión", "document": "Oficio", "approved_by": self.user},
        )

    def withdraw_exemption(self):
        Exemption.objects.filter(withdrawn_at=None, approved_at__lt=timezone.now() - dt.timedelta(days=20)).update(
            withdrawn_at=timezone.now(), withdrawn_by=self.user, withdrawal_reason="Terminó"
        )

    def transfer(self):
        employee = self.chance.choice(self.people)
        today = timezone.localdate()
        if Appointment.objects.filter(employee=employee, ends_on=None, starts_on__lt=today).update(
            ends_on=today - dt.timedelta(days=1)
        ):
            self.appoint(employee, today)

    def leave(self):
        employee, today = self.chance.choice(self.people), timezone.localdate()
        if Appointment.objects.filter(employee=employee, starts_on=today).exists():
            return
        if Employee.objects.filter(pk=employee.pk, left_on=None).update(left_on=today):
            Appointment.objects.filter(employee=employee, ends_on=None, starts_on__lt=today).update(
                ends_on=today - dt.timedelta(days=1)
            )

    def rehire(self):
        today = timezone.localdate()
        for gone in Employee.objects.filter(left_on__lt=today - dt.timedelta(days=20)).order_by("pk")[:1]:
            EarlierService.objects.create(employee=gone, hired_on=gone.hired_on, left_on=gone.left_on)
            Employee.objects.filter(pk=gone.pk).update(hired_on=today, left_on=None)
            self.appoint(gone, today)

    def move_due_day(self):
        for assignment in Assignment.objects.order_by("-pk")[:1]:
            assignment.due_on += dt.timedelta(days=7)
            assignment.save()


def told(slug, query):
    """The rows of a report, without the moment at which it was made."""
    return Listing.of(reports.get(slug), QueryDict(query)).csv.decode("utf-8-sig")


def all_told(corte=""):
    return {
        (slug, query): told(slug, f"{query}&corte={corte}" if corte else query)
        for slug, queries in QUESTIONS.items()
        for query in queries
    }


def evening_of(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(22, 30)))


@pytest.mark.parametrize("seed", [1])
def test_a_report_as_of_a_past_day_equals_the_report_of_that_day(seed):
    days = [FIRST_DAY + dt.timedelta(days=STEP * number) for number in range(DAYS)]
    of_that_day = {}
    with time_machine.travel(evening_of(days[0]), tick=False) as clock:
        history = History(seed)
        for day in days:
            clock.move_to(evening_of(day))
            history.live_a_day()
            of_that_day[day] = all_told()
    assert Duty.objects.filter(ended_at__isnull=False).exists()
    assert Completion.objects.filter(source=Completion.Source.ATTENDANCE).exists()
    with time_machine.travel(evening_of(days[-1] + dt.timedelta(days=90)), tick=False):
        for day, reports_then in of_that_day.items():
            again = all_told(day.isoformat())
            for question, rows in reports_then.items():
                assert again[question] == rows, (day, question)


def test_every_registered_report_is_held_to_its_past():
    # Those of other apps are held to it by their own tests.
    assert set(QUESTIONS) == {report.slug for report in reports if type(report).__module__.startswith("reports.")}


@pytest.mark.parametrize("seed", [4])
def test_months_that_were_never_counted_are_made_good_with_the_same_result(seed):
    days = [FIRST_DAY + dt.timedelta(days=number * 17) for number in range(9)]
    with time_machine.travel(evening_of(days[0]), tick=False) as clock:
        history = History(seed)
        for day in days:
            clock.move_to(evening_of(day))
            history.live_a_day()
            write_missing_tallies()
    each_night = sorted(MonthlyTally.objects.values_list("month", "department", "total", "counts"), key=str)
    assert len({month for month, *_rest in each_night}) >= 2
    MonthlyTally.objects.all().delete()
    with time_machine.travel(evening_of(days[-1] + dt.timedelta(days=3)), tick=False):
        assert write_missing_tallies() == len(each_night)
        assert write_missing_tallies() == 0
    assert sorted(MonthlyTally.objects.values_list("month", "department", "total", "counts"), key=str) == each_night


def test_who_is_missing_agrees_with_the_progress_of_the_same_day():
    with time_machine.travel(evening_of(FIRST_DAY), tick=False) as clock:
        history = History(7)
        for number in range(6):
            day = FIRST_DAY + dt.timedelta(days=STEP * number)
            clock.move_to(evening_of(day))
            history.live_a_day()
        for back in range(0, 120, 20):
            then = day - dt.timedelta(days=back)
            everybody = progress(day=then)
            on_roll = {one.pk for one in everybody}
            missing = {one.employee_id for one in standing.missing(then)} & on_roll
            assert missing == {one.pk for one in everybody if one.is_missing}, then


def test_the_end_of_a_day_is_the_midnight_of_the_municipality():
    assert asof.end_of(dt.date(2026, 3, 31)).isoformat() == "2026-04-01T00:00:00-06:00"
