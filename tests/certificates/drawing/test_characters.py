import unicodedata

import pytest

from certificates.drawing import UnprintableText, draw, render, unprintable

from ..drawing_factories import LONGEST_NAME, sheet
from .reading import faults, text_of


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        (LONGEST_NAME, []),
        ("Zoë Çelik-Øster Łukasz Đoković Ağaoğlu", []),
        # The saltillo of Nahuatl and other languages of Mexico.
        ("Tonalli Xiꞌcoꞌ", []),
        ("Ana 李 Gómez 李", ["李"]),
        ("Ольга Ríos", ["О", "л", "ь", "г", "а"]),
        ("Ana 🌮", ["🌮"]),
        # Turns the direction of what follows, so that a name would read otherwise than it is.
        ("Ana \u202eatsaM", ["\u202e"]),
    ],
)
def test_characters_that_no_typeface_has_are_told(name, characters):
    assert unprintable(name) == characters


def test_a_sheet_with_such_a_character_is_refused_with_its_name_and_its_word():
    with pytest.raises(UnprintableText) as refused:
        render(sheet(holder_name="Ana 李小龙 Gómez"))
    assert refused.value.found == [("李", "李小龙"), ("小", "李小龙"), ("龙", "李小龙")]
    assert "El carácter «李» (U+674E) de «李小龙» no está en ninguna de las tipografías" in str(refused.value)


@pytest.mark.parametrize("field", ["deed", "note", "heading", "place_and_date", "office", "modality"])
def test_no_text_of_the_sheet_gets_by(field):
    layout = "form" if field == "modality" else "diploma"
    with pytest.raises(UnprintableText, match=r"U\+1F32E"):
        render(sheet(layout=layout, **{field: "Taller de 🌮"}))


def test_the_saltillo_comes_from_the_other_family_where_one_lacks_it():
    pdf = render(sheet(holder_name="Tonalli Xiꞌcoꞌ"))
    assert "Tonalli Xiꞌcoꞌ" in text_of(pdf)
    assert faults(pdf) == []


def test_accents_are_composed_and_pasted_look_alikes_replaced():
    pasted = unicodedata.normalize("NFD", "Núñez Güemes") + " Peña\N{NON-BREAKING HYPHEN}Ríos"
    assert "Núñez Güemes Peña-Ríos" in text_of(draw(sheet(holder_name=pasted)).data)
