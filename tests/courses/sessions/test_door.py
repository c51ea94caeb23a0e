"""The screen of the room and the phone that reads it."""

import base64
import re
import shutil
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone
from weasyprint import HTML

from courses.models import Attendance, SessionPlace
from courses.sessions import codes
from tests.courses.session_factories import booked, organiser, running, session
from tests.factories import PASSWORD, EmployeeFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def meeting_of(made):
    return made.meetings.select_related("session").get()


def address_now(made):
    return reverse("courses:check_in", args=[made.pk, codes.code_at(meeting_of(made), timezone.now())])


def screen(client, made):
    return client.get(reverse("courses:check_in_screen", args=[meeting_of(made).pk]))


def test_a_phone_reads_from_the_screen_where_to_check_in(client, tmp_path):
    made = running()
    client.force_login(made.created_by)
    html = screen(client, made).content.decode()
    picture = re.search(r'src="(data:image/svg\+xml;base64,[^"]+)"', html).group(1)
    assert base64.b64decode(picture.partition(",")[2]).startswith(b"<svg")
    (tmp_path / "screen.pdf").write_bytes(HTML(string=f'<img src="{picture}" width="400" alt="">').write_pdf())
    run("pdftoppm", "-r", "110", "-png", "-singlefile", tmp_path / "screen.pdf", tmp_path / "screen")
    assert shutil.which("zbarimg")
    read = run("zbarimg", "--quiet", "--raw", tmp_path / "screen.png").decode().strip()
    found = re.fullmatch(rf"http://testserver/asistencia/{made.pk}/(\w+)/", read)
    assert codes.meeting_for(made, found.group(1))
    # The same code is there to be typed.
    assert codes.in_groups(found.group(1)) in html


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout


def test_the_screen_loads_itself_anew_without_a_script_and_is_kept_nowhere(client):
    made = running()
    client.force_login(made.created_by)
    response = screen(client, made)
    seconds = int(re.search(r'http-equiv="refresh" content="(\d+)"', response.content.decode()).group(1))
    assert 1 <= seconds <= codes.STEP
    assert "no-store" in response["Cache-Control"]


def test_before_its_time_the_screen_shows_no_code(client):
    made = session()
    client.force_login(made.created_by)
    html = screen(client, made).content.decode()
    assert "data:image" not in html
    assert codes.in_groups(codes.code_at(meeting_of(made), timezone.now())) not in html


def test_the_screen_is_for_those_who_organise_sessions(client):
    made = running()
    assert screen(client, made).status_code == 302
    client.force_login(EmployeeFactory().user)
    assert screen(client, made).status_code == 403


def test_a_code_read_before_signing_in_is_not_lost_by_it(client):
    made = running()
    [person] = booked(made, 1)
    address = address_now(made)
    away = client.get(address)
    assert away.status_code == 302
    assert away["Location"].startswith(reverse("account_login"))
    signed_in = client.post(away["Location"], {"login": person.user.username, "password": PASSWORD, "next": address})
    assert signed_in.status_code == 302
    # Meanwhile the screen shows other codes.
    made.refresh_from_db()
    type(made).objects.filter(pk=made.pk).update(secret="0" * 64)
    assert "registrar mi asistencia" in client.get(address).content.decode()
    assert client.post(address)["Location"] == reverse("courses:attended", args=[made.pk])
    assert Attendance.objects.get().employee == person


def test_opening_the_address_records_nothing(client):
    made = running()
    [person] = booked(made, 1)
    client.force_login(person.user)
    client.get(address_now(made))
    assert not Attendance.objects.exists()


def test_sending_it_twice_records_it_once(client):
    made = running()
    [person] = booked(made, 1)
    client.force_login(person.user)
    address = address_now(made)
    assert {client.post(address).status_code, client.post(address).status_code} == {302}
    assert Attendance.objects.count() == 1


def test_an_old_code_says_what_to_do(client):
    made = running()
    [person] = booked(made, 1)
    client.force_login(person.user)
    address = reverse("courses:check_in", args=[made.pk, "ABCD2345"])
    for response in (client.get(address), client.post(address)):
        assert "ya no es válido" in response.content.decode()
    assert not Attendance.objects.exists()


def test_without_room_a_person_without_a_place_is_told(client):
    made = running(capacity=1)
    booked(made, 1)
    person = EmployeeFactory()
    client.force_login(person.user)
    address = address_now(made)
    assert "No tenía lugar" in client.get(address).content.decode()
    assert "el cupo está lleno" in client.post(address).content.decode()


def test_the_code_may_be_typed(client):
    made = running()
    person = EmployeeFactory()
    client.force_login(person.user)
    code = codes.code_at(meeting_of(made), timezone.now())
    answer = client.post(reverse("courses:type_code"), {"codigo": codes.in_groups(code).lower()})
    assert answer["Location"] == reverse("courses:check_in", args=[made.pk, code])
    assert "Ése no es el código" in client.post(reverse("courses:type_code"), {"codigo": "x"}).content.decode()


def test_ones_own_session_is_nobody_elses(client):
    made = session()
    [person] = booked(made, 1)
    addresses = [reverse(f"courses:{name}", args=[made.pk]) for name in ("attended", "session_event")]
    client.force_login(EmployeeFactory().user)
    assert {client.get(address).status_code for address in addresses} == {404}
    client.force_login(organiser())
    assert {client.get(address).status_code for address in addresses} == {404}
    client.force_login(person.user)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_the_event_opens_in_a_calendar(client):
    from icalendar import Calendar

    made = session(meetings=2, notes="Traiga su teléfono")
    [person] = booked(made, 1)
    client.force_login(person.user)
    response = client.get(reverse("courses:session_event", args=[made.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event.start for event in events] == [one.starts_at.replace(microsecond=0) for one in made.meetings.all()]
    assert {str(event["location"]) for event in events} == {"Sala de Regidores"}


def test_an_official_asks_for_a_place_and_gives_it_back(client):
    made = session()
    person = EmployeeFactory()
    client.force_login(person.user)
    course = client.get(f"/cursos/{made.course.slug}/").content.decode()
    assert "Pedir un lugar" in course
    client.post(reverse("courses:book_session", args=[made.pk]))
    assert SessionPlace.objects.get().state == SessionPlace.State.BOOKED
    assert "Archivos, grupo 1" in client.get(reverse("courses:my_classroom")).content.decode()
    client.post(reverse("courses:give_back_place", args=[made.pk]))
    assert SessionPlace.objects.get().state == SessionPlace.State.CANCELLED


def test_my_classroom_offers_the_sessions_of_what_is_to_be_done(client):
    made = session()
    person = EmployeeFactory()
    client.force_login(person.user)
    page = reverse("courses:my_classroom")
    assert "Archivos, grupo 1" not in client.get(page).content.decode()
    EnrolmentFactory(employee=person, course=made.course)
    html = client.get(page).content.decode()
    assert "Archivos, grupo 1" in html
    assert "Pedir un lugar" in html
    client.post(reverse("courses:book_session", args=[made.pk]))
    html = client.get(page).content.decode()
    assert "Pedir un lugar" not in html
    assert "Agregar a mi calendario" in html
