import re
from io import BytesIO

import pikepdf
import pytest
from django.template.loader import get_template

from certificates.drawing import DoesNotFit, draw, layouts, render

from ..drawing_factories import LONGEST_NAME, form, sheet
from ..factories import requirement_line
from .reading import CASES, FULL, SIX, drawn, text_of

PORTRAIT, LANDSCAPE = [0, 0, 612, 792], [0, 0, 792, 612]


@pytest.mark.parametrize("case", CASES)
def test_each_sheet_is_one_page_of_carta_that_says_everything(case):
    asked = CASES[case]
    with pikepdf.open(BytesIO(drawn(case))) as opened:
        assert len(opened.pages) == 1
        carta = LANDSCAPE if asked.layout == "diploma" else PORTRAIT
        assert [float(edge) for edge in opened.pages[0].mediabox] == carta
    said = text_of(drawn(case), "-layout")
    wanted = [asked.folio, asked.heading, asked.awards, asked.deed, asked.note, asked.place_and_date]
    wanted += [asked.holder_name, asked.office]
    wanted += [line["title"] for line in asked.requirements if "requirements" in asked.shows]
    wanted += [person[key] for person in asked.signatories for key in ("name", "post")]
    # Texts in columns are interleaved with their neighbours, so words are looked for.
    assert [word for phrase in wanted for word in phrase.split() if word not in said] == []


def test_what_a_template_does_not_show_is_not_on_the_sheet():
    said = text_of(drawn("diploma with little to say"))
    assert "Requisito" not in said
    assert "Vigente" not in said
    assert "Sin vencimiento" not in said
    assert "CIMTRA relacionados" not in text_of(render(sheet(shows=("requirements",))))


def test_the_validity_is_said_with_its_last_day_or_as_without_end():
    assert "Vigente hasta el 27 de marzo de 2027 inclusive" in text_of(drawn("diploma"))
    assert "Sin vencimiento" in text_of(drawn("diploma on a background"))


def test_no_style_asks_for_what_weasyprint_never_frees():
    """Each line set with font-variant loses some bytes for good: 10 MB over a thousand sheets."""
    for layout in layouts.LAYOUTS.values():
        for style in layout.styles:
            with open(get_template(style).origin.name) as file:
                rules = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL)
            assert "font-variant" not in rules


@pytest.mark.parametrize("make", [sheet, form])
def test_more_requirements_than_fit_are_counted_not_cut(make):
    many = [requirement_line(title=f"Requisito de capacitación número {number}") for number in range(40)]
    made = draw(make(requirements=many))
    assert made.hidden > 0
    assert made.is_tight
    assert f"y {made.hidden} más, que se muestran en la página de verificación" in text_of(made.data)


def test_a_sheet_with_little_to_say_is_set_airily_and_one_with_much_tightly():
    airy, full = draw(sheet()), draw(sheet(layout="letter", **FULL))
    assert (airy.density, airy.hidden, airy.is_tight) == ("roomy", 0, False)
    assert full.density != "roomy"


@pytest.mark.parametrize("layout", ["diploma", "letter", "form"])
def test_a_text_that_fits_in_no_way_is_an_error_and_not_a_broken_sheet(layout):
    with pytest.raises(DoesNotFit, match="TUX-CAP-2026-000001: el texto no cabe en una hoja"):
        render(sheet(layout=layout, deed="Transparencia " * 600, requirements=SIX))


@pytest.mark.parametrize("layout", ["diploma", "letter", "form"])
def test_signatories_with_long_names_and_posts_push_the_text_up_and_stay_on_the_page(layout):
    long = {"name": LONGEST_NAME, "post": "Encargada del despacho de la Dirección General de Transparencia " * 2}
    pdf = render(sheet(layout=layout, signatories=[long] * 4, requirements=[]))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
    assert text_of(pdf, "-raw").count("Encargada") == 8


def test_a_name_without_any_space_is_broken_rather_than_cut():
    said = text_of(render(sheet(holder_name="Ñ" * 70)), "-raw")
    assert said.count("Ñ") == 70
