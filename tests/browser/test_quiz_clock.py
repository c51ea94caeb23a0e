"""The clock of a quiz in the browser: it counts what the server says, and at its end nothing is lost."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations import accommodations
from evaluations.models import Attempt
from people.api import HUMAN_RESOURCES
from tests.browser.quiz_visit import OFFLINE, SAVED, Visit, choose, chosen
from tests.evaluations import bodies
from tests.evaluations.factories import question
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db(transaction=True)
CLOCK = "[data-timer] [role=timer]"
SAID = "[data-timer-said]"


class TimedVisit(Visit):
    """An attempt at a quiz of half an hour whose end can be brought near."""

    def __init__(self, live_server, page, **fields):
        super().__init__(live_server, page, time_limit=30, **fields)

    def open(self, seconds, place=1):
        """Shows a question with so many seconds left; the page is slow to come on a busy machine, so ask for enough."""
        deadline = timezone.now() + dt.timedelta(seconds=seconds)
        Attempt.objects.update(deadline=deadline)
        self.page.goto(self.address("question", place))


@pytest.fixture
def visit(live_server, phone):
    visit = TimedVisit(live_server, phone)
    visit.sign_in()
    return visit


def test_it_counts_down_and_says_when_five_minutes_are_left(visit):
    page = visit.page
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"Quedan (30:00|29:\d\d)"))
    expect(page.locator("[data-ends]")).to_have_text(re.compile(r"Termina a las \d\d:\d\d"))
    visit.open(303)
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"Quedan 0?4:5\d"), timeout=15_000)
    expect(page.locator(SAID)).to_have_text("Quedan 5 minutos.")


def test_it_does_not_believe_the_date_of_the_device(visit):
    page = visit.page
    page.add_init_script("Date.now = () => 0; Date = class extends Date { constructor() { super(0); } };")
    visit.open(600)
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"Quedan 09:\d\d"))


def test_at_its_end_what_was_chosen_is_graded_and_the_result_shown(visit):
    page = visit.page
    visit.open(6)
    choose(page, 1)
    wanted = chosen(page)
    page.wait_for_url("**/resultado/", timeout=30_000)
    expect(page.get_by_text("Se acabó el tiempo")).to_be_visible()
    expect(page.get_by_text("Se calificó lo que estaba guardado")).to_be_visible()
    assert visit.stored() == {1: wanted}
    closed = Attempt.objects.get()
    assert (closed.closing, closed.submitted_at) == ("deadline", closed.deadline)
    page.go_back()
    assert "/1/" not in page.url


def test_at_its_end_what_was_being_typed_is_not_lost(live_server, phone):
    text = question("T1", kind="short_text", body=bodies.body_of("short_text"), stem=bodies.stem_of("short_text"))
    visit = TimedVisit(live_server, phone, questions=[text])
    visit.sign_in()
    visit.open(5)
    visit.page.locator("input[name=answer]").focus()
    # Each key puts the save off for another second, until the time is over.
    for letter in "máximapublicidad" * 6:
        if visit.page.locator(SAID).text_content():
            break
        visit.page.keyboard.insert_text(letter)
        visit.page.wait_for_timeout(150)
    visit.page.wait_for_url("**/resultado/", timeout=30_000)
    assert visit.stored()[1]["text"].startswith("máxima")


def test_without_a_signal_at_its_end_it_waits_and_the_seconds_of_grace_hold(visit):
    page = visit.page
    visit.open(6)
    page.context.set_offline(True)
    choose(page, 2)
    wanted = chosen(page)
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    expect(page.locator(SAID)).to_contain_text("no hay conexión", timeout=20_000)
    page.context.set_offline(False)
    page.wait_for_url("**/resultado/", timeout=30_000)
    assert visit.stored() == {1: wanted}
    assert visit.queue() == ""


def test_more_time_granted_meanwhile_is_heard_of_at_the_next_save(visit):
    page = visit.page
    visit.open(120)
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"Quedan 01:\d\d"))
    accommodations.grant(
        employee=visit.employee,
        quiz=None,
        terms=accommodations.Terms(extra_minutes=20),
        reason="Oficio 12/2026",
        granted_by=employee_with_role(HUMAN_RESOURCES),
    )
    choose(page, 0)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED)
    expect(page.locator(CLOCK)).to_have_text(re.compile(r"Quedan (49|50):\d\d"))
    expect(page.locator(SAID)).to_contain_text("Su tiempo cambió. Termina a las")


def test_without_script_the_server_alone_decides(live_server, new_context):
    page = new_context(java_script_enabled=False).new_page()
    visit = TimedVisit(live_server, page)
    visit.sign_in()
    choose(page, 1)
    wanted = chosen(page)
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.get_by_text("Termina a las")).to_be_visible()
    choose(page, 0)
    Attempt.objects.update(deadline=timezone.now() - dt.timedelta(minutes=2))
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.get_by_text("llegó después del tiempo límite")).to_be_visible()
    page.get_by_role("link", name="Ver el resultado").click()
    expect(page.get_by_text("Se calificó lo que estaba guardado")).to_be_visible()
    assert visit.stored() == {1: wanted}
