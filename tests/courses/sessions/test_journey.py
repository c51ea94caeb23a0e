"""From a place in the room to a constancia: what one person and RH do, by their screens."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from courses.models import Enrolment
from courses.sessions import codes
from evaluations.models import Attempt
from people.ledger import faults
from tests.courses.session_factories import running, session
from tests.evaluations.factories import answer_all, course_with_quiz
from tests.factories import EmployeeFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_booked_checked_in_closed_quiz_passed_and_certified_as_given_in_a_room(client):
    course, quiz = course_with_quiz(course_fields={"is_sequential": True, "title": "Archivos"})
    made = session(course=course)
    meeting = made.meetings.select_related("session").get()
    person = EmployeeFactory()

    client.force_login(person.user)
    client.post(reverse("courses:book_session", args=[made.pk]))

    with time_machine.travel(meeting.starts_at + dt.timedelta(minutes=5), tick=True):
        client.force_login(person.user)
        check_in = reverse("courses:check_in", args=[made.pk, codes.code_at(meeting, timezone.now())])
        page = client.post(check_in, follow=True).content.decode()
        assert "Su asistencia quedó registrada." in page
        assert quiz.get_url() in page or f"/{quiz.slug}/" in page

    with time_machine.travel(meeting.ends_at + dt.timedelta(minutes=5), tick=True):
        client.force_login(made.created_by)
        client.post(reverse("courses_sessions:close", args=[made.pk]))
        assert not Certificate.objects.exists()

        client.force_login(person.user)
        assert "Falta el cuestionario" in client.get(reverse("courses:my_classroom")).content.decode()
        client.post(reverse("evaluations:start", args=[quiz.pk]))
        attempt = Attempt.objects.get(enrolment=Enrolment.objects.get(employee=person))
        answer_all(attempt)
        client.post(reverse("evaluations:submit", args=[attempt.uuid]))

    certificate = Certificate.objects.get()
    assert certificate.modality == "presencial"
    assert certificate.employee == person
    assert certificate.completion.grounds["title"] == made.title
    assert "presencial" in client.get(reverse("certificates:verification", args=[certificate.code])).content.decode()
    assert list(faults()) == []


def test_in_the_room_the_quiz_opens_before_its_lessons_are_read(client):
    course, quiz = course_with_quiz(course_fields={"is_sequential": True})
    made = running(course=course)
    meeting = made.meetings.select_related("session").get()
    person = EmployeeFactory()
    EnrolmentFactory(employee=person, course=course)
    client.force_login(person.user)
    start = reverse("evaluations:start", args=[quiz.pk])
    client.post(start)
    assert not Attempt.objects.exists()
    client.post(reverse("courses:check_in", args=[made.pk, codes.code_at(meeting, timezone.now())]))
    client.post(start)
    assert Attempt.objects.count() == 1
