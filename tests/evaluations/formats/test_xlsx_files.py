"""Workbooks that are damaged or mean harm are refused, and none costs much."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.formats import read as read_any
from evaluations.formats.exchange import Reading, TooMuch, UnreadableFile
from evaluations.formats.xlsx import read
from evaluations.formats.xlsx_layout import KINDS, columns
from evaluations.plugins import question_types

from .workbooks import CHOICE, HEADINGS, workbook

# Hostile files


def changed(data: bytes, name: str, content: bytes | None = None, **replaced: bytes) -> bytes:
    """The workbook with one part replaced, or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, old.read(name) if content is None else content)
    return buffer.getvalue()


GOOD = workbook(HEADINGS, CHOICE)
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str, dimension: str = "A1:B2") -> bytes:
    return f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()


def quickly(data: bytes) -> Reading:
    """Two seconds of computing, whatever else the machine does, are more than any file may cost."""
    started = time.process_time()
    try:
        return read(data)
    finally:
        assert time.process_time() - started < 2


def test_entities_are_refused():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;">]>'
    for part in (STRINGS, SHEET, "xl/workbook.xml", "[Content_Types].xml"):
        with pytest.raises(UnreadableFile):
            quickly(changed(GOOD, part, laughs + b"<x>&b;</x>"))
        with pytest.raises(UnreadableFile):
            quickly(changed(GOOD, part, (laughs + b"<x/>").decode().encode("utf-16")))


def test_an_external_entity_is_refused():
    with pytest.raises(UnreadableFile):
        quickly(changed(GOOD, STRINGS, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'))


def test_a_bomb_is_refused_before_it_is_unpacked():
    for size in (20, 120):
        with pytest.raises(TooMuch):
            quickly(changed(GOOD, "xl/media/bomb.bin", b"0" * (size * 1024 * 1024)))


def test_too_many_parts_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(1_500):
            archive.writestr(f"xl/{number}.xml", "<a/>")
    with pytest.raises(TooMuch):
        quickly(buffer.getvalue())


def test_a_huge_declared_size_is_not_believed():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Pregunta</t></is></c></row>'
    with pytest.raises(UnreadableFile, match="Tipo"):
        quickly(changed(GOOD, SHEET, sheet(row, dimension="A1:XFD1048576")))


def test_a_cell_a_million_rows_down_is_refused():
    with pytest.raises(TooMuch):
        quickly(changed(GOOD, SHEET, sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')))


def test_cells_far_to_the_right_cost_nothing():
    cells = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5_000))
    with pytest.raises(UnreadableFile):
        quickly(changed(GOOD, SHEET, sheet(cells)))


def test_a_sheet_under_the_name_of_a_picture_is_not_opened():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        links = archive.read("xl/_rels/workbook.xml.rels").replace(b"worksheets/sheet1.xml", b"media/foto.png")
    hidden = sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    data = changed(changed(GOOD, "xl/_rels/workbook.xml.rels", links), "xl/media/foto.png", hidden)
    with pytest.raises(UnreadableFile):
        quickly(data)


def test_countless_cells_are_refused():
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 200}</row>' for n in range(1, 3_000))
    with pytest.raises(TooMuch):
        quickly(changed(GOOD, SHEET, sheet(rows)))


def test_deep_nesting_in_a_sheet_is_refused():
    with pytest.raises(TooMuch):
        quickly(changed(GOOD, SHEET, sheet("<row r='1'>" + "<a>" * 1_000_000 + "</a>" * 1_000_000 + "</row>")))


@pytest.mark.parametrize(
    "data",
    [b"", b"hola", b"PK\x03\x04roto", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, GOOD[: len(GOOD) // 2]],
    ids=["nothing", "text", "broken zip", "old or with a password", "cut off"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert str(caught.value).endswith(".")


def test_a_workbook_without_the_headings_is_refused_with_advice():
    with pytest.raises(UnreadableFile, match="Pregunta"):
        read(workbook(["Nombre", "Edad"], ["Ana", 30]))


def test_macros_pictures_and_links_are_passed_over_and_told():
    data = GOOD
    for name in ("xl/vbaProject.bin", "xl/media/image1.png", "xl/externalLinks/externalLink1.xml"):
        data = changed(data, name, b"<a/>")
    reading = read(data)
    assert (len(reading.questions), len(reading.remarks)) == (1, 3)


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@given(st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]), st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_part_is_read_or_refused_and_nothing_else(name, data):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        part = archive.read(name)
    place = data.draw(st.integers(0, len(part) - 1))
    damaged = part[:place] + data.draw(st.binary(max_size=5)) + part[place + data.draw(st.integers(0, 8)) :]
    try:
        reading = quickly(changed(GOOD, name, damaged))
    except UnreadableFile:
        return
    assert reading.read_count == len(reading.questions) + len(reading.refusals)


CELLS = [
    *(
        None,
        "",
        " ",
        0,
        1,
        -5,
        0.5,
        1e300,
        True,
        False,
        dt.datetime(2025, 3, 20, 9, 30),
        dt.date(2025, 1, 1),
        dt.time(9),
    ),
    *("a", "A, B", "A y C", "ZZ", "Verdadero", "a = b", "= b", "a =", "\\= b = c", "A=100; B=-50", "A=x", "1=2", "1=0"),
    *(
        "*a | b",
        "texto: a | [50] b",
        "número: 10 ± 0.5",
        "número: x",
        "lista: |",
        "Uno: dos (2) | tres (x)",
        "Uno: dos (2)",
    ),
    *(
        "1A: no",
        "A: sí\nno",
        "km; m = 0.001",
        "km = x",
        "Fácil",
        "Todo o nada",
        "Se muestra",
        "{{1}}",
        "___",
        "<b>x",
        "&nbsp;",
    ),
    *("10", "10,5", "1e5", "9" * 50, "/", "a / b // c", "\\", "ñ" * 30),
]


@given(
    st.sampled_from([*KINDS.values(), None]),
    st.dictionaries(st.sampled_from([column.heading for column in columns(3)][2:]), st.sampled_from(CELLS), max_size=9),
)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_a_row_it_is_taken_in_the_shape_of_its_type_or_refused(kind, cells):
    row = {"Tipo": kind, "Pregunta": "Uno {{1}}", "Correctas": "A"} | cells
    reading = read(workbook(list(row), list(row.values())))
    assert reading.read_count == 1
    for question in reading.questions:
        assert question_types.get(question.kind).canonical(question.body) == question.body


def test_the_file_is_recognised_by_its_content():
    assert read_any(GOOD, filename="reactivos.txt").format == "xlsx"
