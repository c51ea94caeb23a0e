from decimal import Decimal

import pytest

from courses.completion import complete_step
from courses.enrolment import enrol
from courses.models import Completion, StepProgress
from courses.signals import course_completed
from people.plugins import WrittenOnce
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.course_page(lessons=2)


@pytest.fixture
def enrolment(course):
    return enrol(employee=factories.EmployeeFactory(), course=course)


def test_the_course_is_complete_only_with_its_last_step(course, enrolment):
    first, second = factories.lessons_of(course)
    assert complete_step(enrolment=enrolment, step=first) is None
    completion = complete_step(enrolment=enrolment, step=second)
    enrolment.refresh_from_db()
    assert completion.enrolment == enrolment
    assert enrolment.completed_at == completion.completed_at
    assert enrolment.state == "completed"


def test_completing_a_step_twice_writes_one_completion_and_announces_once(course, enrolment):
    heard = []
    course_completed.connect(receiver := lambda sender, completion, **kw: heard.append(completion), weak=False)
    try:
        for step in [*factories.lessons_of(course), *factories.lessons_of(course)]:
            complete_step(enrolment=enrolment, step=step)
    finally:
        course_completed.disconnect(receiver)
    assert Completion.objects.count() == 1
    assert len(heard) == 1


def test_a_completion_freezes_names_hours_requirements_and_revisions(course, enrolment):
    requirement = factories.TrainingRequirementFactory(code="CAP-GRAL", validity_months=12)
    requirement.courses.add(course)
    appointment = factories.AppointmentFactory(employee=enrolment.employee)
    steps = [factories.revise(lesson) for lesson in factories.lessons_of(course)]
    for step in steps:
        completion = complete_step(enrolment=enrolment, step=step, score=Decimal(90))
    assert completion.employee_name == enrolment.employee.full_name
    assert completion.department_name == appointment.department.name
    assert completion.course_title == course.title
    assert completion.hours == course.hours
    assert completion.score == Decimal("90.00")
    assert [line["code"] for line in completion.requirements] == ["CAP-GRAL"]
    assert completion.valid_until is not None
    assert completion.content_revisions == {str(step.pk): step.live_revision_id for step in steps}
    assert None not in completion.content_revisions.values()


def test_a_completion_is_never_changed_nor_deleted(course, enrolment):
    for step in factories.lessons_of(course):
        completion = complete_step(enrolment=enrolment, step=step)
    completion.score = 100
    with pytest.raises(WrittenOnce):
        completion.save()
    with pytest.raises(WrittenOnce):
        completion.delete()
    with pytest.raises(WrittenOnce):
        Completion.objects.update(score=100)
    with pytest.raises(WrittenOnce):
        Completion.objects.all().delete()


def test_the_best_score_of_a_step_is_kept_and_the_course_takes_the_mean(course, enrolment):
    first, second = factories.lessons_of(course)
    complete_step(enrolment=enrolment, step=first, score=Decimal(60))
    complete_step(enrolment=enrolment, step=first, score=Decimal(40))
    assert StepProgress.objects.get(step=first.pk).score == 60
    assert complete_step(enrolment=enrolment, step=second, score=Decimal(100)).score == 80


def test_a_crash_in_a_receiver_leaves_nothing_half_done(course, enrolment):
    first, second = factories.lessons_of(course)
    complete_step(enrolment=enrolment, step=first)

    def crash(sender, completion, **kwargs):
        raise RuntimeError("disk full")

    course_completed.connect(crash)
    try:
        with pytest.raises(RuntimeError):
            complete_step(enrolment=enrolment, step=second)
    finally:
        course_completed.disconnect(crash)
    enrolment.refresh_from_db()
    assert enrolment.is_open
    assert not Completion.objects.exists()
    assert complete_step(enrolment=enrolment, step=second) is not None
