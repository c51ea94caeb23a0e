from io import BytesIO

import pikepdf
import pytest
from weasyprint import HTML

from certificates.drawing import render
from people.api import memory_fetcher

from ..drawing_factories import sheet
from .reading import CASES, drawn, faults, run, structure_of


@pytest.mark.parametrize("case", CASES)
def test_the_file_is_pdf_a_3a_and_pdf_ua_1_at_once(case):
    assert faults(drawn(case)) == []


def test_the_checker_notices_a_file_that_is_not_accessible():
    """The control: a plain PDF of the same words fails both profiles."""
    plain = HTML(string="<p>María</p>", url_fetcher=memory_fetcher({})).write_pdf()
    assert {fault.split(":")[0] for fault in faults(plain)} == {
        "ValidationProfile.PDF_A_3A",
        "ValidationProfile.PDF_UA_1",
    }


@pytest.mark.parametrize("case", CASES)
def test_qpdf_finds_nothing_wrong(case, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(drawn(case))
    run("qpdf", "--check", str(path))


def test_language_title_and_author_are_in_the_file():
    with pikepdf.open(BytesIO(drawn("diploma"))) as opened:
        assert str(opened.Root.Lang) == "es-MX"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo["/Title"]) == "Constancia TUX-CAP-2026-000001 – María Guadalupe Núñez Güemes"
        assert str(opened.docinfo["/Author"]) == "Gobierno Municipal de Tuxpan, Jalisco"


@pytest.mark.parametrize("case", CASES)
def test_only_the_shipped_typefaces_are_there_and_all_are_embedded(case, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(drawn(case))
    rows = [row.split() for row in run("pdffonts", str(path)).decode().splitlines()[2:]]
    assert rows
    assert all(row[0].split("+")[1].startswith(("Deed", "Plain")) for row in rows), rows
    # Columns from the right: object (two), whether it maps to Unicode, whether it is a subset, whether it is embedded.
    assert {tuple(row[-5:-2]) for row in rows} == {("yes", "yes", "yes")}


def test_a_screen_reader_says_the_sheet_in_the_order_of_its_sense(tmp_path):
    said = structure_of(drawn("diploma"), tmp_path)
    order = [
        '"GOBIERNO MUNICIPAL DE TUXPAN, JALISCO"',
        "H1 (block)",
        '"Constancia"',
        '"de acreditación, que se otorga a"',
        '"María Guadalupe Núñez Güemes"',
        '"por haber acreditado el curso «"',
        '"Tuxpan, Jalisco, a 28 de marzo de 2026"',
        "H2 (block)",
        "H3 (block)",
        '"Ángela Muñoz Yáñez"',
        '"Presidenta Municipal"',
        '"TUX-CAP-2026-000001"',
        "Link",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_boxes_are_said_label_first(tmp_path):
    said = structure_of(drawn("form"), tmp_path)
    order = ['"Nombre completo"', '"María Guadalupe Núñez Güemes"', '"CURP"', '"NUGG800315MJCXMD07"', '"Puesto"']
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_every_picture_that_says_something_is_described():
    with pikepdf.open(BytesIO(drawn("diploma"))) as opened:
        said = [
            str(tag.Alt) for tag in opened.objects if isinstance(tag, pikepdf.Dictionary) and tag.get("/S") == "/Figure"
        ]
    assert sorted(said) == [
        "Código QR con la dirección de la página de verificación",
        "Escudo de Gobierno Municipal de Tuxpan, Jalisco",
        "Firma autógrafa de Ángela Muñoz Yáñez",
    ]


def test_no_picture_asks_the_viewer_to_invent_dots():
    with pikepdf.open(BytesIO(drawn("diploma on a background"))) as opened:
        pictures = [
            entry for entry in opened.objects if isinstance(entry, pikepdf.Stream) and entry.get("/Subtype") == "/Image"
        ]
        assert len(pictures) > 2
        assert not any(picture.get("/Interpolate", False) for picture in pictures)


@pytest.mark.parametrize("case", CASES)
def test_a_sheet_stays_small(case):
    assert len(drawn(case)) < 60_000


def test_a_preview_has_no_field_for_a_signature():
    with pikepdf.open(BytesIO(render(sheet()))) as opened:
        assert "/AcroForm" not in opened.Root
