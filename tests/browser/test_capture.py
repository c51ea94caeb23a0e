"""The capture of a round in the browser: it saves by itself, and of two writers neither loses a word."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cimtra.models import CaptureEntry
from people.api import CONSULTANCY, TRANSPARENCY_UNIT
from tests.cimtra.rounds.rounds_factories import instrument, internal_round
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evaluation(db):
    return internal_round(instrument(blocks=1, aspects=1))


@pytest.fixture
def writer(live_server, new_context, evaluation):
    """Opens the capture of the block as a person with a role."""

    def opened(role):
        client, context = Client(), new_context()
        client.force_login(employee_with_role(role))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        block = evaluation.instrument.fields.get().blocks.get()
        page.goto(live_server.url + reverse("cimtra_rounds:capture", args=[evaluation.pk, block.pk]))
        return page

    return opened


def criterion(page):
    return page.locator("[data-criterion]").first


def state(page):
    return criterion(page).locator("[data-save-state]")


def write(page, outcome, note):
    criterion(page).get_by_label(outcome, exact=True).check()
    criterion(page).get_by_label("Nota").fill(note)


def test_what_is_written_is_saved_without_a_button(writer, evaluation):
    page = writer(CONSULTANCY)
    write(page, "Cumple", "Se ve en el portal")
    expect(state(page)).to_contain_text("Guardado", timeout=15_000)
    expect(page.locator("[data-whole-state]")).to_have_text("", timeout=15_000)
    capture = evaluation.captures.first()
    assert (capture.outcome, capture.note) == ("met", "Se ve en el portal")


def test_the_second_writer_sees_both_and_decides(writer, evaluation):
    first, second = writer(CONSULTANCY), writer(TRANSPARENCY_UNIT)
    write(first, "Cumple", "Lo primero")
    expect(first.locator("[data-whole-state]")).to_have_text("", timeout=15_000)
    write(second, "No cumple", "Lo segundo")
    expect(criterion(second).locator(".conflict")).to_contain_text("Lo primero", timeout=15_000)
    assert evaluation.captures.first().note == "Lo primero"
    criterion(second).get_by_label("Poner lo mío en su lugar").check()
    expect(state(second)).to_contain_text("Guardado", timeout=15_000)
    assert evaluation.captures.first().note == "Lo segundo"
    assert {"Lo primero", "Lo segundo"} <= set(CaptureEntry.objects.values_list("note", flat=True))


def test_leaving_what_is_there_brings_it_into_the_fields(writer, evaluation):
    first, second = writer(CONSULTANCY), writer(TRANSPARENCY_UNIT)
    write(first, "Cumple", "Lo primero")
    expect(first.locator("[data-whole-state]")).to_have_text("", timeout=15_000)
    write(second, "No cumple", "Lo segundo")
    expect(criterion(second).locator(".conflict")).to_be_visible(timeout=15_000)
    criterion(second).get_by_label("Dejar lo que está").click()
    expect(criterion(second).get_by_label("Nota")).to_have_value("Lo primero", timeout=15_000)
    assert evaluation.captures.first().note == "Lo primero"
    assert CaptureEntry.objects.filter(overruled=True, note="Lo segundo").exists()


def test_without_a_connection_it_says_so_and_saves_when_it_is_back(writer, evaluation):
    page = writer(CONSULTANCY)
    page.context.set_offline(True)
    write(page, "Cumple", "Escrito sin conexión")
    expect(state(page)).to_contain_text("no hay conexión", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("[data-whole-state]")).to_have_text("", timeout=30_000)
    assert evaluation.captures.first().note == "Escrito sin conexión"
