import datetime as dt
import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from people.api import HUMAN_RESOURCES
from people.ledger import faults
from people.models import Decision, Notice, ReturnedAddress
from people.notices.delivery import deliver
from people.notices.panel import notices_panel
from people.notices.settling import settle_notices
from tests import factories

from .notice_factories import MONDAY, at, notice, person, rules

pytestmark = pytest.mark.django_db
LEDGER = reverse("people_notices_admin:ledger")


@pytest.fixture
def rh(client):
    user = factories.employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    return user


def page(client, **asked):
    return client.get(LEDGER, asked).content.decode()


def test_it_tells_for_each_notice_what_became_of_it(client, rh, time_machine):
    time_machine.move_to(at())
    ana, beto = person("ana@tuxpan.example"), person("")
    notice(ana, title="Para Ana"), notice(beto, title="Para Beto")
    settle_notices(at())
    deliver()
    html = page(client)
    assert "Para Ana" in html
    assert "ana@tuxpan.example" in html
    assert "Para Beto" in html
    assert str(Notice.Why.NO_ADDRESS.label) in html


def test_the_address_narrows_by_person_kind_state_days_and_words(client, rh):
    ana, beto = person("ana@tuxpan.example"), person("")
    notice(ana, title="Para Ana", planned_for=dt.date(2026, 1, 5))
    notice(beto, title="Para Beto", planned_for=dt.date(2026, 2, 5))
    Notice.objects.filter(employee=beto).update(state=Notice.State.SHOWN)
    for asked in (
        {"persona": ana.pk},
        {"estado": "planeados"},
        {"hasta": "2026-01-31"},
        {"desde": "2026-01-01", "hasta": "2026-01-31", "buscar": "ana"},
        {"buscar": ana.number},
    ):
        html = page(client, **asked)
        assert "Para Ana" in html, asked
        assert "Para Beto" not in html, asked


def test_unknown_values_are_told_and_left_out(client, rh):
    notice(person(), title="Para Ana")
    html = page(client, persona="99999999", tipo="x'y", estado="perdidos", desde="ayer")
    assert "Para Ana" in html
    assert html.count('role="status"') >= 4


def test_both_files_bring_the_rows_of_the_screen_and_are_recorded(client, rh):
    notice(person(), title="=HYPERLINK(1)")
    notice(person("otra@tuxpan.example"), "b:1@x", title="Otro")
    csv = client.post(reverse("people_notices_admin:download", args=["csv"]), {"buscar": "HYPERLINK"})
    text = csv.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "'=HYPERLINK(1)" in text
    xlsx = client.post(reverse("people_notices_admin:download", args=["xlsx"]), {"buscar": "HYPERLINK"})
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[1]
    assert sheet.max_row == 2
    assert sheet.cell(2, 5).data_type == "s"
    assert Decision.objects.filter(act="export").count() == 2
    assert not list(faults())


def test_it_costs_the_same_for_one_and_for_forty_rows(client, rh, django_assert_num_queries):
    notice(person())
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client)
    for place in range(40):
        notice(person(f"p{place}@tuxpan.example"), about=person(""))
    with django_assert_num_queries(len(few)):
        page(client)


def test_rh_marks_an_address_as_returned_and_lifts_it(client, rh):
    ana = person("ana@tuxpan.example")
    address = reverse("people_notices_admin:mark_address", args=[ana.pk])
    client.post(address)
    mark = ReturnedAddress.objects.get()
    assert (mark.address, mark.reported_by, mark.lifted_at) == ("ana@tuxpan.example", rh, None)
    assert "llega" in page(client, persona=ana.pk)
    client.post(address, {"llega": "1"})
    mark.refresh_from_db()
    assert mark.lifted_by == rh


def test_marking_somebody_without_address_says_so(client, rh):
    beto = person("", user=None)
    client.post(reverse("people_notices_admin:mark_address", args=[beto.pk]))
    assert not ReturnedAddress.objects.exists()


@pytest.mark.parametrize("role", ["Consultoría", "Enlace de área"])
def test_only_those_who_answer_for_notices_see_it(client, role):
    client.force_login(factories.employee_with_role(role))
    assert client.get(LEDGER).status_code != 200


def test_the_panel_on_a_persons_page_shows_the_last_five(time_machine):
    time_machine.move_to(at())
    ana = person("")
    for place in range(7):
        notice(ana, f"a:{place}@x", planned_for=MONDAY - dt.timedelta(days=place))
    settle_notices(at())
    (panel,) = notices_panel(ana)
    assert len(panel["context"]["lines"]) == 5
    assert panel["context"]["address"] == ""


def test_the_settings_refuse_what_cannot_be_kept(client, rh):
    found = rules(days_before="7,30, 7", days_after="")
    found.full_clean()
    assert found.days_before == "30, 7"
    for name, value in (
        ("days_before", "mañana"),
        ("days_before", "0"),
        ("days_after", "-3"),
        ("days_after", "1.5"),
        ("days_before", "999"),
        ("days_before", "1,2,3,4,5,6,7"),
        ("sends_at", 21),
        ("sends_at", 24),
        ("quiet_from", 30),
    ):
        changed = rules(days_before="30, 7, 1", days_after="1", sends_at=9, quiet_from=19, quiet_until=8)
        setattr(changed, name, value)
        with pytest.raises(ValidationError) as refused:
            changed.full_clean()
        assert name in refused.value.message_dict, (name, value)


def test_rh_opens_and_stores_the_settings(client, rh):
    site = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["people", "noticesettings", site.pk])
    assert client.get(address).status_code == 200
    data = {"is_on": "on", "days_before": "15, 3", "days_after": "2", "head_after": "5", "sends_at": "10"}
    client.post(address, {**data, "quiet_from": "18", "quiet_until": "7"})
    found = rules()
    assert (found.days_before, found.head_after, found.working_days_only) == ("15, 3", 5, False)
