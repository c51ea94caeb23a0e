import pytest

from certificates.drawing import draw, render
from certificates.drawing.markup import pictures_of, with_emphasis

from ..drawing_factories import GROUND_NAME, SIGNATURE_NAME, sheet
from .reading import text_of


@pytest.mark.parametrize("field", ["holder_name", "deed", "heading", "awards", "note", "office", "place_and_date"])
def test_a_text_is_text_and_never_markup(field):
    said = text_of(render(sheet(**{field: '<img src="file:///etc/passwd"> & <b>Ana</b>'})))
    assert '<img src="file:///etc/passwd"> & <b>Ana</b>' in said


@pytest.mark.parametrize("colour", ["red; } body { display: none", "#12345", "url(http://ejemplo.test/x)", ""])
def test_a_colour_that_is_none_is_ignored(colour):
    assert "María Guadalupe" in text_of(render(sheet(primary_colour=colour, accent_colour=colour)))


def test_the_title_of_the_course_stands_out_wherever_the_wording_says_it():
    said = with_emphasis("por el curso «Ética», en línea", "Ética")
    assert said == [("por el curso «", False), ("Ética", True), ("», en línea", False)]
    assert with_emphasis("por su participación", "Ética") == [("por su participación", False)]
    assert with_emphasis("Ética", "") == [("Ética", False)]
    assert with_emphasis("la «Mesa “A”»", "Mesa «A»") == [("la «", False), ("Mesa “A”", True), ("»", False)]


def test_a_wording_of_several_lines_is_printed_as_paragraphs():
    assert "Primera línea. Segunda línea." in text_of(render(sheet(deed="Primera línea.\n\nSegunda línea.")))


def test_a_picture_that_is_no_png_or_jpeg_is_not_shown():
    hostile = {SIGNATURE_NAME: (b"<svg/>", "image/svg+xml"), GROUND_NAME: (b"%PDF", "application/pdf")}
    asked = sheet(pictures=hostile, background=GROUND_NAME)
    assert set(pictures_of(asked)) == {"qr.png", "crest.svg"}
    assert draw(asked).data


def test_a_picture_that_is_not_there_leaves_its_place_empty():
    assert "Ángela Muñoz Yáñez" in text_of(render(sheet(pictures={}, background=GROUND_NAME)))


def test_a_template_without_the_crest_leaves_it_out():
    assert "crest.svg" not in pictures_of(sheet(has_crest=False))
    assert "crest.svg" in pictures_of(sheet())
