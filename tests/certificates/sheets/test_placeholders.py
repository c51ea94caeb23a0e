"""Names in braces: plain substitution from a fixed list."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from certificates.models import Certificate, Kind, Shown, TemplateVersion
from certificates.sheets.choosing import template_for
from certificates.sheets.composing import WORDINGS
from certificates.sheets.placeholders import PLACEHOLDERS, Unfillable, check, fill, values_of


def certificate(**fields):
    values = {
        "holder_name": "María Guadalupe Núñez Güemes",
        "course_title": "Fundamentos de transparencia",
        "hours": Decimal("6.0"),
        "modality": "en línea",
        "started_on": dt.date(2026, 3, 3),
        "completed_on": dt.date(2026, 3, 28),
        "score": Decimal("94.50"),
        "valid_until": dt.date(2027, 3, 27),
        "municipality_name": "Gobierno Municipal de Tuxpan, Jalisco",
        "office": "Oficialía Mayor Administrativa",
        "issued_at": dt.datetime(2026, 3, 29, 2, 0, tzinfo=dt.UTC),
        "folio": "TUX-CAP-2026-000001",
        "particulars": {"post": "Titular de archivo", "department": "Secretaría General"},
    }
    return Certificate(**{**values, **fields})


@pytest.fixture(autouse=True)
def spanish():
    with override("es-mx"):
        yield


def filled(text, *, shows=Shown.values, **fields):
    return fill(text, values_of(certificate(**fields), shows=shows)).replace("\N{NO-BREAK SPACE}", " ")


def test_each_name_becomes_its_value():
    said = filled("{nombre}: «{curso}», {modalidad}, {periodo}{con_duracion}{con_calificacion}. {vigencia}.")
    assert said == (
        "María Guadalupe Núñez Güemes: «Fundamentos de transparencia», en línea, del 3 al 28 de marzo de 2026, "
        "con duración de 6 horas, con una calificación de 94.5 sobre 100. "
        "Vigente hasta el 27 de marzo de 2027 inclusive."
    )


def test_the_day_of_issue_is_the_municipality_s_and_not_the_server_s():
    assert filled("{expedida}") == "28 de marzo de 2026"


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_each_name_of_the_list_has_a_value_and_a_meaning(name):
    assert filled(f"{{{name}}}")
    assert str(PLACEHOLDERS[name].meaning)


def test_phrases_leave_no_hole_where_there_is_nothing_to_say():
    assert filled("acreditó{con_calificacion}.", score=None) == "acreditó."
    assert filled("acreditó{con_duracion}{con_calificacion}.{vigencia}", shows=[]) == "acreditó."


def test_what_is_not_known_is_empty():
    assert filled("«{puesto}{dependencia}»", particulars={}) == "«»"


def test_quotation_marks_of_a_value_go_one_level_in_inside_others():
    title = "Mesa «Rendir “cuentas”»"
    assert filled("ponente en «{curso}».", course_title=title) == "ponente en «Mesa “Rendir ‘cuentas’”»."
    assert filled("«Así» dijo {curso}", course_title=title) == "«Así» dijo Mesa «Rendir “cuentas”»"


def test_a_value_is_never_read_as_a_wording():
    assert filled("{curso}", course_title="{nombre} {folio} {{x}} %(a)s") == "{nombre} {folio} {{x}} %(a)s"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("por {cruso}", "No existe {cruso}. ¿Quiso decir {curso}?"),
        ("por {Curso}", "No existe {Curso}. ¿Quiso decir {curso}?"),
        ("por {zzzzzzzz}", "No existe {zzzzzzzz}: use uno de los nombres de la lista."),
        ("por {}", "No existe {}: use uno de los nombres de la lista."),
        ("por {curso", "Hay una llave suelta: los nombres se escriben entre dos llaves, como {curso}."),
        ("por curso}", "Hay una llave suelta: los nombres se escriben entre dos llaves, como {curso}."),
        ("por {{curso}}", "Hay una llave suelta: los nombres se escriben entre dos llaves, como {curso}."),
    ],
)
def test_what_cannot_be_filled_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(Unfillable) as refusal:
        check(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "{holder_name.__class__}",
        "{0}",
        "{curso!r}",
        "{curso:>99999999}",
        "{% load static %}",
        "{{ settings.SECRET_KEY }}",
    ],
)
def test_nothing_in_braces_is_ever_run(text):
    with pytest.raises(Unfillable):
        filled(text)


def test_signs_of_other_languages_are_only_signs():
    assert filled("$curso %s %(curso)s <b>{folio}</b>") == "$curso %s %(curso)s <b>TUX-CAP-2026-000001</b>"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind.values)
def test_the_usual_wordings_can_be_filled_and_fit_their_columns(kind):
    version = template_for(kind=kind)
    for field in WORDINGS:
        text = getattr(version, field)
        assert len(text) <= TemplateVersion._meta.get_field(field).max_length
        assert "{" not in filled(text, shows=version.shows)
