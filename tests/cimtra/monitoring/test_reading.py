"""What the examiner's process says of files, ordinary and hostile."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest

from cimtra.monitoring.reading import Reader, read
from tests.cimtra.monitoring import portal


@pytest.fixture(scope="module")
def reader():
    with Reader() as one:
        yield one


def test_a_workbook_tells_its_heading_its_rows_and_its_quarter(reader):
    found = reader.read(portal.workbook())
    assert (found.kind, found.trouble, found.rows) == ("xlsx", "", 12)
    assert found.header == ["Número", "Nombre del puesto", "Área", "Sueldo"]
    assert found.quarters == ["2026-07-01"]


def test_an_ods_tells_the_same(reader):
    found = reader.read(portal.ods())
    assert (found.kind, found.header, found.rows, found.quarters) == (
        "ods",
        ["Nómina", "tercer trimestre de 2026"],
        3,
        ["2026-07-01"],
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_whatever_its_marks(reader, delimiter, encoding):
    text = "\n".join(delimiter.join(row) for row in (("Año", "Área"), ("2026", "Tesorería"), ("2026", "Catastro")))
    found = reader.read(text.encode(encoding), name="tabla.csv")
    assert (found.kind, found.header, found.rows) == ("csv", ["Año", "Área"], 2)


def test_a_pdf_with_text_and_one_of_pictures_are_told_apart(reader):
    with_text, scanned = reader.read(portal.pdf(portal.LONG_TEXT)), reader.read(portal.pdf(with_picture=True))
    assert (with_text.kind, with_text.pages, with_text.has_text) == ("pdf", 1, True)
    assert with_text.quarters == ["2026-07-01"]
    assert (scanned.kind, scanned.pages, scanned.has_text, scanned.trouble) == ("pdf", 1, False, "")


def test_a_page_number_over_a_scan_is_no_text(reader):
    assert reader.read(portal.pdf("Foja 3", with_picture=True)).has_text is False


def test_a_page_to_sign_in_is_known_and_a_small_form_on_a_full_page_is_not(reader):
    assert reader.read(portal.LOGIN).is_login
    full = portal.page().replace(b"</body>", b'<form><input type="password"></form></body>')
    assert not reader.read(full).is_login


def test_a_title_that_says_nothing_was_found_is_known(reader):
    assert reader.read(portal.page("Error 404 – página no encontrada")).is_missing
    assert not reader.read(portal.page("Acuerdo 404/2026 del Ayuntamiento")).is_missing


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(200 * 1024 * 1024))
    return file.getvalue()


def entities():
    lol = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<!DOCTYPE x [<!ENTITY a0 "ja">{lol}]><x>&a11;</x>')
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "trouble"),
    [
        (b"PK\x03\x04" + b"x" * 300, "archive", "damaged"),
        (b"%PDF-1.7 nada", "pdf", "damaged"),
        (portal.workbook()[:3000], "archive", "damaged"),
        (bomb(), "archive", "too_large"),
        (entities(), "ods", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "xls", ""),
        (b"\xff\xd8\xff\xe0" + bytes(100), "image", ""),
        (b" \r\n", "empty", ""),
        (bytes(range(256)) * 10, "other", ""),
    ],
    ids=["no zip", "no pdf", "half a workbook", "bomb", "entities", "xls", "picture", "blank", "noise"],
)
def test_what_cannot_be_read_is_named(reader, data, kind, trouble):
    found = reader.read(data)
    assert (found.kind, found.trouble) == (kind, trouble)


def test_a_file_that_breaks_the_reader_breaks_no_other(reader, monkeypatch):
    deep = b"<div>" * 400_000
    assert reader.read(deep).trouble in ("", "broke")
    circle = b"%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>"
    assert reader.read(circle).trouble in ("damaged", "broke")
    assert reader.read(portal.workbook()).rows == 12


def test_the_examiner_knows_neither_keys_nor_database(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secreta")
    with Reader() as reader:
        reader.read(b"<html>")
        environment = Path(f"/proc/{reader._process.pid}/environ").read_bytes()
    assert b"secreta" not in environment
    assert b"DATABASE_URL" not in environment


def test_one_file_needs_no_reader_of_its_own():
    assert read(b"Puesto,Sueldo\nAuxiliar,1\n", name="x.csv").rows == 1


def saved(document, **options):
    file = io.BytesIO()
    document.save(file, **options)
    return file.getvalue()


def test_a_pdf_that_only_may_not_be_changed_is_read_and_one_with_a_password_is_not(reader):
    document = pikepdf.open(io.BytesIO(portal.pdf(portal.LONG_TEXT)))
    open_to_all = reader.read(saved(document, encryption=pikepdf.Encryption(owner="clave", user="")))
    assert (open_to_all.has_text, open_to_all.trouble) == (True, "")
    assert reader.read(saved(document, encryption=pikepdf.Encryption(owner="clave", user="otra"))).trouble == "locked"


def test_a_blank_page_is_a_page_without_text(reader):
    document = pikepdf.new()
    document.add_blank_page()
    found = reader.read(saved(document))
    assert (found.pages, found.has_text, found.trouble) == (1, False, "")


def test_the_words_of_a_font_with_a_table_of_its_own_are_read(reader):
    """As all that word processors and browsers write: the codes in the page are no letters."""
    from weasyprint import HTML

    text = "<h1>Informe</h1><p>Año del ejercicio: del 1 de julio al 30 de septiembre de 2026, para su consulta.</p>"
    found = reader.read(HTML(string=text).write_pdf())
    assert (found.has_text, found.quarters) == (True, ["2026-07-01"])
