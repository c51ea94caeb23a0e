from certificates.drawing import render
from certificates.drawing.boxes import boxes_of

from ..drawing_factories import CURP, form
from .reading import drawn, text_of


def values(document):
    return {box.label: box.value for group in boxes_of(document) for box in group.boxes}


def test_the_form_has_a_box_for_each_thing_that_forms_of_labour_skills_ask():
    said = text_of(drawn("form"), "-layout")
    for words in (
        *("CURP", CURP, "Puesto", "Auxiliar administrativa", "Dirección de Transparencia"),
        *("Duración", "6 horas", "Primer día", "3 de marzo de 2026", "Último día", "28 de marzo de 2026"),
        *("Área temática", "Transparencia y rendición de cuentas", "Consultoría en buen gobierno municipal"),
        *("Calificación", "94 sobre 100", "Vigencia", "Hasta el 27 de marzo de 2027 inclusive"),
    ):
        assert " ".join(words.split()) in said, words


def test_the_form_says_itself_that_it_is_no_official_form():
    said = text_of(render(form(note="")))
    assert "La disposición es parecida a la del formato DC-3; este documento no es un formato oficial." in said


def test_what_is_not_known_is_said_to_be_missing_and_what_is_not_shown_has_no_box():
    said = text_of(drawn("form about whom little is known"), "-layout")
    assert said.count("Sin dato") == 4
    assert "Calificación" not in said
    assert "Vigencia" not in said


def test_the_office_in_charge_trains_where_nobody_else_is_named():
    assert values(form(particulars={}))["Quien impartió la capacitación"] == "Oficialía Mayor Administrativa"
    nobody = form(particulars={}, office="")
    assert values(nobody)["Quien impartió la capacitación"] == "Gobierno Municipal de Tuxpan, Jalisco"


def test_the_thematic_area_is_the_requirement_that_the_course_meets_unless_one_is_on_record():
    assert values(form())["Área temática"] == "Transparencia y rendición de cuentas"
    assert values(form(particulars={}))["Área temática"] == form().requirements[0]["title"]
    assert values(form(particulars={}, requirements=[]))["Área temática"] == ""


def test_a_course_of_one_day_begins_and_ends_on_it():
    found = values(form(started_on=None))
    assert found["Primer día"] == found["Último día"] == "28 de marzo de 2026"
