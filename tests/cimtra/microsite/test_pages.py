import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client

from cimtra.models import Delivery, Institution, Round
from cimtra.periods import quarter_of
from tests.cimtra.instrument.instrument_factories import inapplicable, responsible
from tests.cimtra.library.library_factories import (
    csv,
    delivery_of,
    pdf,
    published,
    returned,
    waiting,
    withdrawn,
)
from tests.factories import DepartmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]

MOST_QUERIES = 12
# On the wire it is a third of this; style sheet and script come once for all pages.
MOST_BYTES = 30 * 1024


def main_of(answer):
    return re.search(r"<main.*</main>", answer.text, re.DOTALL)[0]


def shown(client, page, query=""):
    answer = client.get(page.url + query)
    assert answer.status_code == 200
    return main_of(answer)


def test_the_entrance_leads_to_every_block(client, microsite, block_page):
    text = shown(client, microsite)
    assert f'href="{block_page.url}"' in text
    assert "3 aspectos" in text


def test_a_block_lists_its_aspects_with_who_answers_and_what_does_not_apply(client, block_page, instrument):
    department = DepartmentFactory(name="Tesorería de prueba")
    first, second, _third = instrument.aspects.order_by("number")[:3]
    responsible(first, department)
    published(aspects=[first], department=department)
    inapplicable(second)
    text = shown(client, block_page)
    assert "Bloque I" in text
    assert "Tesorería de prueba" in text
    assert "1 publicación" in text
    assert "No aplica, con nota fundada" in text


def test_an_aspect_shows_what_is_published_by_year_and_quarter(client, aspect_page):
    aspect = aspect_page.aspect
    department = DepartmentFactory(name="Obras de prueba")
    published(aspects=[aspect], department=department, title="Contratos", updated_on=dt.date(2026, 10, 4))
    published(aspects=[aspect], title="Contratos de antes", period=quarter_of(dt.date(2024, 2, 1)))
    text = shown(client, aspect_page)
    assert "Tercer trimestre de 2026" in text
    assert re.search(r"CSV, \d+ bytes", text.replace("\xa0", " "))
    assert "Obras de prueba" in text
    assert "4 oct 2026" in text
    assert "Formato abierto" in text
    assert "Contratos de antes" not in text
    assert "Contratos de antes" in shown(client, aspect_page, "?anio=2024")


@pytest.mark.parametrize("year", ["1999", "x", "99999", "-1"])
def test_a_year_without_anything_shows_the_newest(client, aspect_page, year):
    published(aspects=[aspect_page.aspect], title="Contratos")
    assert "Contratos" in shown(client, aspect_page, f"?anio={year}")


def test_what_waits_or_was_returned_is_nowhere(client, microsite, aspect_page):
    waiting(aspects=[aspect_page.aspect], title="Secreto uno")
    returned(aspects=[aspect_page.aspect], title="Secreto dos")
    for page, query in ((aspect_page, ""), (microsite, ""), (microsite, "?q=secreto")):
        text = shown(client, page, query)
        assert "Secreto uno" not in text
        assert "Secreto dos" not in text


def test_what_was_withdrawn_says_why(client, aspect_page):
    withdrawn(aspects=[aspect_page.aspect], title="Padrón", reason="Contenía domicilios.")
    text = shown(client, aspect_page)
    assert "Contenía domicilios." in text
    assert "Lo que estuvo aquí antes" in text


def test_an_accepted_delivery_with_an_address_and_a_standing_one_are_links(client, aspect_page):
    department = DepartmentFactory()
    here = delivery_of(
        department,
        aspect_page.aspect,
        title="Mapa de obras",
        standing="https://ejemplo.gob.mx/mapa",
        state=Delivery.State.ACCEPTED,
        delivered_on=dt.date(2026, 10, 1),
        address="https://ejemplo.gob.mx/mapa-3",
    )
    delivery_of(
        department,
        aspect_page.aspect,
        title="Aún no aceptado",
        state=Delivery.State.IN_REVIEW,
        delivered_on=dt.date(2026, 10, 1),
        address="https://ejemplo.gob.mx/otro",
    )
    text = shown(client, aspect_page)
    assert here.address in text
    assert "https://ejemplo.gob.mx/mapa" in text
    assert "https://ejemplo.gob.mx/otro" not in text


def test_a_note_of_what_does_not_apply_is_read_with_its_reason(client, aspect_page):
    inapplicable(aspect_page.aspect, note="El municipio no tiene rastro.")
    assert "El municipio no tiene rastro." in shown(client, aspect_page)


def test_an_ended_note_is_gone(client, aspect_page):
    inapplicable(aspect_page.aspect, note="Ya no vale.", ends_on=dt.date(2020, 1, 1))
    assert "Ya no vale." not in shown(client, aspect_page)


def test_the_last_official_score_names_its_source_and_an_own_estimate_is_never_shown(client, microsite, instrument):
    Institution.objects.create(role="evaluator", name="Colectivo de prueba", starts_on=dt.date(2015, 1, 1))
    Round.objects.create(
        kind="official",
        name="Evaluación de agosto",
        instrument=instrument,
        cutoff_on=dt.date(2025, 8, 31),
        official_score="71.50",
        state_place=9,
        state_total=42,
        source="https://ejemplo.gob.mx/resultados",
    )
    Round.objects.create(name="Autoevaluación", instrument=instrument, cutoff_on=dt.date(2026, 9, 30))
    text = shown(client, microsite)
    assert "71.5" in text
    assert "Lugar 9 de 42 estatal." in text
    assert 'href="https://ejemplo.gob.mx/resultados"' in text
    assert "Colectivo de prueba" in text
    assert "Autoevaluación" not in text


def test_a_source_that_is_no_address_is_no_link(client, microsite, instrument):
    Round.objects.create(
        kind="official",
        name="Evaluación",
        instrument=instrument,
        cutoff_on=dt.date(2025, 8, 31),
        official_score=50,
        source="javascript:alert(1) <b>",
    )
    text = shown(client, microsite)
    assert "javascript:alert(1) &lt;b&gt;" in text
    assert 'href="javascript' not in text


def test_without_anything_published_the_pages_say_so(client, microsite, aspect_page, block_page):
    assert "Aún no se ha publicado ningún documento aquí." in shown(client, microsite)
    assert "Aún no hay nada publicado aquí" in shown(client, aspect_page)
    assert "Aún sin publicaciones" in shown(client, block_page)


class TestSearch:
    @pytest.mark.parametrize("words", ["viaticos", "VIÁTICOS 2026", "tesorería viáticos", "viáticos prueba 1"])
    def test_words_are_found_whatever_their_accents_in_title_area_year_and_aspect(self, client, microsite, words):
        aspect = microsite.instrument.aspects.get(number=1)
        published(title="Viáticos pagados", aspects=[aspect], department=DepartmentFactory(name="Tesorería"))
        assert "Viáticos pagados" in shown(client, microsite, f"?q={words}").partition("Los bloques")[0]

    def test_aspects_are_found_by_their_title(self, client, microsite, aspect_page):
        text = shown(client, microsite, "?q=aspecto+de+prueba+1").partition("Los bloques")[0]
        assert aspect_page.url in text

    @pytest.mark.parametrize("words", ["zzz", "<script>alert(1)</script>", "%", "'"])
    def test_what_is_not_there_is_told_and_nothing_breaks(self, client, microsite, words):
        published(title="Viáticos pagados")
        text = shown(client, microsite, f"?q={words}")
        assert "Viáticos pagados" not in text.partition("Los bloques")[0]
        assert "<script>" not in text


class TestCost:
    def _cost(self, client, address, counting):
        client.get(address)
        with counting(MOST_QUERIES) as counted:
            answer = client.get(address)
        assert len(answer.content) < MOST_BYTES
        return len(counted)

    def test_no_page_asks_more_than_twelve_times_however_much_there_is(
        self, microsite, block_page, aspect_page, django_assert_max_num_queries
    ):
        client = Client()
        addresses = [microsite.url, microsite.url + "?q=contratos", block_page.url, aspect_page.url]
        aspect = aspect_page.aspect

        def publish_more(year):
            document = published(aspects=[aspect], title="Contratos", period=quarter_of(dt.date(year, 2, 1)))
            withdrawn(aspects=[aspect], title="Retirado", period=quarter_of(dt.date(year, 5, 1)))
            delivery_of(
                document.department,
                aspect,
                title=f"Mapa {year}",
                standing="https://ejemplo.gob.mx/m",
                state=Delivery.State.ACCEPTED,
                delivered_on=dt.date(2026, 10, 1),
                address="https://ejemplo.gob.mx/x",
            )
            responsible(aspect, document.department, is_main=year == 2026)
            inapplicable(aspect, variable=aspect.variables.all()[2026 - year])

        publish_more(2026)
        few = [self._cost(client, address, django_assert_max_num_queries) for address in addresses]
        publish_more(2025)
        published(aspects=[aspect], title="Contratos de más", file=pdf())
        more = [self._cost(client, address, django_assert_max_num_queries) for address in addresses]
        assert more == few

    def test_a_full_aspect_stays_small(self, client, aspect_page):
        for number in range(8):
            published(
                aspects=[aspect_page.aspect],
                title=f"Relación de contratos de obra pública adjudicados, parte {number}",
                period=quarter_of(dt.date(2026, 1 + number % 4 * 3, 1)),
                file=csv(),
            )
        assert len(client.get(aspect_page.url).content) < MOST_BYTES


def test_pages_are_found_by_the_search_of_the_admin_and_pass_the_checks(microsite):
    call_command("check")
    assert microsite.allowed_subpage_models() == [type(microsite.get_children().first().specific)]
