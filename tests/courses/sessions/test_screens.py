"""RH's screens about sessions."""

import datetime as dt
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance, SessionPlace, TrainingSession
from courses.sessions import attendance
from courses.sessions.paper import attendance_sheet
from people.api import CONSULTANCY
from tests.courses.session_factories import booked, held, session
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"courses_sessions:{name}", args=args)


@pytest.fixture(name="made")
def session_of_rh():
    return session()


@pytest.fixture(name="rh")
def browser_of_rh(client, made):
    client.force_login(made.created_by)
    return client


def form(**fields):
    day = (timezone.localtime() + dt.timedelta(days=3)).date().isoformat()
    return {
        "title": "Obra pública, grupo 2",
        "place": "Auditorio",
        "instructor": "Ofelia Prado",
        "capacity": "30",
        "minimum_percent": "80",
        "notes": "",
        "m-TOTAL_FORMS": "3",
        "m-INITIAL_FORMS": "0",
        "m-0-day": day,
        "m-0-starts": "09:00",
        "m-0-ends": "13:00",
        **fields,
    }


def test_rh_plans_a_session(rh):
    course = course_page(title="Obra pública", lessons=1)
    response = rh.post(address("new"), form(course=course.pk))
    new = TrainingSession.objects.get(title="Obra pública, grupo 2")
    assert response["Location"] == address("one", new.pk)
    meeting = new.meetings.get()
    assert timezone.localtime(meeting.starts_at).hour == 9


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"m-0-ends": "08:00"}, "terminar después"),
        ({"m-0-ends": ""}, "la hora en que termina"),
        ({"m-0-day": "", "m-0-starts": "", "m-0-ends": ""}, "al menos una reunión"),
        ({"capacity": "0"}, "mayor o igual a 1"),
    ],
)
def test_a_session_that_makes_no_sense_is_told(rh, fields, words):
    course = course_page(title="Obra pública", lessons=1)
    html = rh.post(address("new"), form(course=course.pk, **fields)).content.decode()
    assert words in html
    assert TrainingSession.objects.count() == 1


def test_rh_changes_a_session_but_not_its_course(rh, made):
    other = course_page(title="Otro curso", lessons=1)
    meeting = made.meetings.get()
    rh.post(
        address("edit", made.pk),
        form(course=other.pk, **{"m-INITIAL_FORMS": "1", "m-0-meeting": meeting.pk}),
    )
    made.refresh_from_db()
    assert made.place == "Auditorio"
    assert made.course != other
    assert made.meetings.count() == 1


def test_rh_books_by_ticks_by_numbers_and_all_that_were_found(rh, made):
    office = DepartmentFactory()
    people = [EmployeeFactory(given_names="Itzel") for _n in range(4)]
    for person in people:
        AppointmentFactory(employee=person, department=office)
    found = rh.get(address("book", made.pk), {"direccion": office.pk, "buscar": "Itzel"}).content.decode()
    assert found.count('name="persona"') == 4
    rh.post(address("book", made.pk), {"persona": [people[0].pk]})
    rh.post(address("book", made.pk), {"numeros": people[1].number})
    assert made.places.count() == 2
    rh.post(address("book", made.pk), {"direccion": office.pk, "todas": "1"})
    assert made.places.count() == 4


def test_without_a_search_nobody_is_booked_at_once(rh, made):
    EmployeeFactory()
    rh.post(address("book", made.pk), {"todas": "1"})
    assert not made.places.exists()


def test_taking_a_place_back_is_a_post(rh, made):
    [person] = booked(made, 1)
    assert rh.get(address("take_back", made.pk, person.pk)).status_code == 405
    rh.post(address("take_back", made.pk, person.pk))
    assert made.places.get().state == SessionPlace.State.CANCELLED


def test_attendance_is_ticked_closed_and_told(client):
    made = held()
    client.force_login(made.created_by)
    present, _absent = booked(made, 2)
    meeting = made.meetings.get()
    client.post(address("attendance", made.pk, meeting.pk), {"presente": [present.pk]})
    assert Attendance.objects.get().employee == present
    summary = client.get(address("close", made.pk)).content.decode()
    assert "Por debajo del mínimo" in summary
    told = client.post(address("close", made.pk), follow=True).content.decode()
    assert "La sesión quedó cerrada" in told
    assert "Cerrada" in client.get(address("list")).content.decode()


def test_withdrawing_asks_for_a_reason(client):
    made = held()
    client.force_login(made.created_by)
    [person] = booked(made, 1)
    attendance.record_list(meeting=made.meetings.get(), employee_ids=[person.pk], actor=made.created_by)
    line = Attendance.objects.get()
    client.post(address("withdraw", made.pk, line.pk), {"reason": ""})
    assert Attendance.objects.get().withdrawn_at is None
    client.post(address("withdraw", made.pk, line.pk), {"reason": "Se equivocó de renglón"})
    assert "Se equivocó de renglón" in client.get(address("one", made.pk)).content.decode()
    assert client.get(address("withdraw", made.pk, line.pk)).status_code == 404


def test_cancelling_is_shown_with_its_reason(rh, made):
    rh.post(address("cancel", made.pk), {"reason": "Sin luz"})
    assert "Motivo: Sin luz" in rh.get(address("one", made.pk)).content.decode()
    assert "Cancelada" in rh.get(address("list"), {"estado": "canceladas"}).content.decode()


def test_only_those_who_organise_see_them(client, made):
    [person] = booked(made, 1)
    meeting = made.meetings.get()
    pages = [
        address("list"),
        address("new"),
        *(address(name, made.pk) for name in ("one", "edit", "cancel", "close", "sheet", "book")),
        address("attendance", made.pk, meeting.pk),
    ]
    client.force_login(person.user)
    assert {client.get(page).status_code for page in pages} <= {302, 403}
    client.force_login(employee_with_role(CONSULTANCY))
    answers = [client.get(page) for page in pages]
    assert all(answer.status_code == 403 or answer["Location"] == reverse("wagtailadmin_home") for answer in answers)
    client.force_login(made.created_by)
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_list_of_sessions_costs_the_same_for_more(rh, made, django_assert_max_num_queries):
    for _n in range(6):
        booked(session(course=made.course, created_by=made.created_by), 2)
    rh.get(address("list"))
    with django_assert_max_num_queries(14):
        rh.get(address("list"))


def test_a_session_costs_the_same_for_more_people(rh, made, django_assert_max_num_queries):
    booked(made, 15)
    rh.get(address("one", made.pk))
    with django_assert_max_num_queries(20):
        rh.get(address("one", made.pk))


@pytest.mark.parametrize("meetings", [1, 4])
def test_the_list_to_sign_holds_everybody_and_lines_to_spare(tmp_path, meetings):
    made = session(meetings=meetings, capacity=40)
    person = EmployeeFactory(number="0071", given_names="Citlali", first_surname="Ávila", second_surname="Peña")
    AppointmentFactory(employee=person, department=DepartmentFactory(name="Tesorería Municipal"))
    SessionPlace.objects.create(session=made, employee=person)
    booked(made, 30)
    (tmp_path / "list.pdf").write_bytes(attendance_sheet(made))
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "list.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    for words in ("Lista de asistencia", "Sala de Regidores", "Ofelia Prado Íñiguez", "Ávila Peña, Citlali"):
        assert words in text
    assert "Tesorería Municipal" in text
    assert "0071" in text
    assert " 37" in text


def test_the_list_to_sign_costs_the_same_for_more_people(django_assert_max_num_queries):
    made = session(capacity=60)
    booked(made, 40)
    attendance_sheet(made)
    with django_assert_max_num_queries(8):
        attendance_sheet(made)
