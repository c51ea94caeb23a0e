import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.models import Enrolment
from people.models import CalendarToken, Notice
from people.notices.settling import settle_notices
from tests import factories

from .notice_factories import MONDAY, at, notice, person

pytestmark = pytest.mark.django_db
LIST, READ = reverse("people_notices:notices"), reverse("people_notices:read")


@pytest.fixture
def ana(client):
    employee = person()
    client.force_login(employee.user)
    return employee


def test_the_list_shows_ones_own_notices_mailed_or_not(client, ana):
    notice(ana, title="Para Ana")
    notice(person("otra@tuxpan.example"), title="Para otra persona")
    html = client.get(LIST).content.decode()
    assert "Para Ana" in html
    assert "Para otra persona" not in html


def test_what_was_moot_or_is_for_later_does_not_stand_there(client, ana):
    Notice.objects.filter(pk=notice(ana, "a:1@x", title="Caduco").pk).update(why=Notice.Why.NO_LONGER_DUE)
    notice(ana, "b:1@x", title="Futuro", planned_for=timezone.localdate() + dt.timedelta(days=1))
    html = client.get(LIST).content.decode()
    assert "Caduco" not in html
    assert "Futuro" not in html


def test_the_menu_tells_how_many_are_unread(client, ana):
    notice(ana, "a:1@x"), notice(ana, "b:1@x")
    assert "(2)" in client.get(reverse("courses:my_classroom")).content.decode()
    client.post(READ)
    assert "(2)" not in client.get(reverse("courses:my_classroom")).content.decode()


def test_the_number_in_the_menu_costs_no_query(client, ana, django_assert_num_queries):
    for place in range(30):
        notice(ana, f"a:{place}@x")
    # Session, account with its number of unread notices, municipality, count of the pages, and a page of notices.
    with django_assert_num_queries(5):
        client.get(LIST)


def test_opening_one_marks_it_and_leads_to_what_it_is_about(client, ana):
    one, other = notice(ana, "a:1@x", url="/mi-aula/"), notice(ana, "b:1@x")
    answer = client.post(READ, {"aviso": one.pk})
    assert answer.url == "/mi-aula/"
    one.refresh_from_db(), other.refresh_from_db()
    assert one.read_at
    assert other.read_at is None


def test_nobody_marks_the_notice_of_somebody_else(client, ana):
    foreign = notice(person("otra@tuxpan.example"))
    assert client.post(READ, {"aviso": foreign.pk}).status_code == 404
    assert client.post(READ, {"aviso": "x"}).status_code == 404
    client.post(READ)
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_reading_is_marked_by_post_only(client, ana):
    assert client.get(READ).status_code == 405


def test_an_account_without_roster_record_is_told_so(client):
    client.force_login(factories.UserFactory())
    assert client.get(LIST).status_code == 200
    assert client.post(READ).status_code == 404


def feed_address(client):
    client.post(reverse("people_notices:renew_calendar"))
    return reverse("people_notices:feed", args=[CalendarToken.objects.get().token])


def due(employee, day=MONDAY, **fields):
    course = factories.course_page(title=f"Curso {Enrolment.objects.count()}")
    return factories.EnrolmentFactory(employee=employee, course=course, due_on=day, **fields)


def test_the_calendar_brings_due_days_as_entries_of_a_whole_day(client, ana):
    enrolment = due(ana)
    due(person("otra@tuxpan.example"))
    answer = client.get(feed_address(client))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == MONDAY
    assert event.decoded("dtend") == MONDAY + dt.timedelta(days=1)
    assert enrolment.course.title in str(event["summary"])
    assert ana.first_surname not in answer.content.decode()
    assert ana.email not in answer.content.decode()


def test_the_calendar_needs_no_sign_in_but_its_token(client, ana):
    address = feed_address(client)
    client.logout()
    assert client.get(address).status_code == 200
    assert client.get(reverse("people_notices:feed", args=["adivinado"])).status_code == 404


def test_the_calendar_of_somebody_who_left_is_gone(client, ana):
    address = feed_address(client)
    ana.left_on = timezone.localdate()
    ana.save()
    assert client.get(address).status_code == 404


def test_completed_released_and_exempt_duties_leave_the_calendar(client, ana):
    address = feed_address(client)
    requirement = factories.TrainingRequirementFactory()
    completed, released, _exempt = due(ana), due(ana), due(ana, requirement=requirement)
    assert client.get(address).content.count(b"BEGIN:VEVENT") == 3
    Enrolment.objects.filter(pk=completed.pk).update(completed_at=timezone.now())
    Enrolment.objects.filter(pk=released.pk).update(released_at=timezone.now())
    ana.exemptions.create(
        requirement=requirement, reason="Licencia", document="Oficio 1", approved_by=factories.UserFactory()
    )
    assert client.get(address).content.count(b"BEGIN:VEVENT") == 0


def test_an_unchanged_calendar_is_not_sent_again(client, ana):
    address = feed_address(client)
    due(ana)
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    due(ana)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_another_address_makes_the_old_one_worthless(client, ana):
    address = feed_address(client)
    assert client.get(address).status_code == 200
    client.post(reverse("people_notices:renew_calendar"))
    assert client.get(address).status_code == 404
    assert client.get(feed_address(client)).status_code == 200


def test_the_calendar_costs_the_same_for_one_and_for_eight_duties(client, ana, django_assert_num_queries):
    address = feed_address(client)
    client.logout()
    due(ana)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(7):
        due(ana)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_opening_the_calendar_page_makes_no_address(client, ana):
    assert client.get(reverse("people_notices:calendar")).status_code == 200
    assert not CalendarToken.objects.exists()


def test_the_calendar_page_shows_the_address_to_copy(client, ana, settings):
    settings.SITE_URL = "https://aula.tuxpan.example"
    feed_address(client)
    html = client.get(reverse("people_notices:calendar")).content.decode()
    token = CalendarToken.objects.get().token
    assert f"https://aula.tuxpan.example/calendario/{token}.ics" in html
    assert f"webcal://aula.tuxpan.example/calendario/{token}.ics" in html


def test_what_was_only_shown_tells_when_it_was_read(client, time_machine):
    time_machine.move_to(at(), tick=False)
    beto = person("")
    notice(beto)
    settle_notices(at())
    client.force_login(beto.user)
    client.post(READ)
    one = Notice.objects.get()
    assert (one.state, one.read_at) == (Notice.State.SHOWN, at())
