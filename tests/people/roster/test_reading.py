import codecs
import io
import unicodedata
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.roster import reading, workbook
from people.roster.reading import Trouble, UnreadableRoster, read
from tests.people.roster_factories import HEADING, csv_bytes, row, xlsx_bytes

NÚÑEZ = row("1001", "NÚÑEZ GÜEMES, MARÍA")


def rows_of(data, name="plantilla.csv"):
    return [values for _number, values in read(data, file_name=name).sheets[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_in_any_encoding_is_the_same_table(encoding, delimiter):
    found = rows_of(csv_bytes([NÚÑEZ], encoding=encoding, delimiter=delimiter))
    assert found[0] == HEADING
    assert found[1][1] == "NÚÑEZ GÜEMES, MARÍA"


def test_decomposed_accents_and_odd_spaces_become_one_form():
    name = unicodedata.normalize("NFD", "NÚÑEZ") + "\u00a0 GÜEMES\u200b, MARÍA "
    assert rows_of(csv_bytes([row("1001", name)]))[1][1] == "NÚÑEZ GÜEMES, MARÍA"


def test_a_line_in_another_encoding_is_told_and_does_not_spoil_the_rest():
    data = csv_bytes([NÚÑEZ, NÚÑEZ]) + csv_bytes([NÚÑEZ], encoding="cp1252").splitlines(keepends=True)[1]
    found = rows_of(data)
    assert found[1][1] == "NÚÑEZ GÜEMES, MARÍA"
    assert isinstance(found[3][1], Trouble)
    assert found[3][1].shown == "NÚÑEZ GÜEMES, MARÍA"


def test_the_line_that_tells_the_delimiter_is_no_row_and_moves_none():
    book = read(b"sep=;\r\n" + csv_bytes([NÚÑEZ], delimiter=";"), file_name="a.csv")
    assert [number for number, _values in book.sheets[0].rows] == [2, 3]


def test_a_text_over_several_lines_stays_in_its_cell_and_rows_keep_their_lines():
    book = read(csv_bytes([row("1", "Ana\nLópez"), row("2", "Eva Soto")]), file_name="a.csv")
    assert [number for number, _values in book.sheets[0].rows] == [1, 2, 4]


def test_empty_tails_are_no_rows():
    assert len(rows_of(csv_bytes([NÚÑEZ]) + b",,,,\r\n" * 500)) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"%PDF-1.7 ...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100,
        b"\x00\x01\x02" * 100,
        b"PK\x03\x04 nothing of a zip",
        codecs.BOM_UTF16_LE + b"a",
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data):
    with pytest.raises(UnreadableRoster):
        read(data, file_name="a.xlsx")


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(UnreadableRoster):
        read(b"a" * 101, file_name="a.csv")


def test_more_rows_than_a_roster_has_are_refused():
    with pytest.raises(UnreadableRoster):
        read(b"1,2\n" * (reading.MOST_ROWS + 1), file_name="a.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_reason(data):
    try:
        book = read(data, file_name="a.csv")
    except UnreadableRoster:
        return
    assert book.sheets[0].rows


@given(st.binary(min_size=1, max_size=30), st.integers(0, 4000))
def test_a_damaged_workbook_is_a_table_or_a_reason(noise, place):
    data = bytearray(WORKBOOK)
    data[place : place + len(noise)] = noise
    try:
        read(bytes(data), file_name="a.xlsx")
    except UnreadableRoster:
        return


WORKBOOK = xlsx_bytes([NÚÑEZ])


# Workbooks


def changed(part, change):
    """The workbook with one part changed: `change` gets its text and returns another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_document_type_is_refused_before_anything_is_built():
    entity = '<!DOCTYPE a [<!ENTITY b "c">]>'
    with pytest.raises(UnreadableRoster, match="tipo de documento"):
        read(changed(SHEET, lambda text: entity + text), file_name="a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    with pytest.raises(UnreadableRoster, match="descomprime"):
        read(changed(SHEET, lambda text: text + " " * (workbook.UNPACKED_BYTES + 1)), file_name="a.xlsx")


def test_a_part_that_shrank_too_much_is_refused():
    with pytest.raises(UnreadableRoster, match="descomprime"):
        read(changed(SHEET, lambda text: text + " " * (workbook.RATIO_FROM + 1)), file_name="a.xlsx")


def test_deeply_nested_xml_is_refused():
    nested = "<a>" * 100 + "</a>" * 100
    with pytest.raises(UnreadableRoster):
        read(changed(SHEET, lambda text: text.replace("</worksheet>", f"{nested}</worksheet>")), file_name="a.xlsx")


def test_a_million_formatted_rows_below_the_table_cost_nothing():
    tail = "".join(f'<row r="{number}" ht="15"/>' for number in range(3, 200_000))
    found = rows_of(changed(SHEET, lambda text: text.replace("</sheetData>", f"{tail}</sheetData>")), "a.xlsx")
    assert len(found) == 2


def test_a_size_that_the_sheet_declares_is_not_believed():
    found = rows_of(changed(SHEET, lambda text: text.replace('ref="A1:H2"', 'ref="A1:A1"')), "a.xlsx")
    assert len(found[1]) > 5


def test_formulas_and_errors_are_told_not_worked_out():
    def change(book):
        book.active["C2"] = "=1+1"
        book.active["D2"] = '=HYPERLINK("http://malo.example","clic")'
        book.active["F2"] = "#N/A"

    found = rows_of(xlsx_bytes([NÚÑEZ], change=change), "a.xlsx")[1]
    assert [found[place].shown[:4] for place in (2, 3, 5)] == ["=1+1", "=HYP", "#N/A"]


def test_numbers_shown_with_leading_zeros_keep_them():
    def change(book):
        book.active["A2"] = 123
        book.active["A2"].number_format = "00000"

    assert rows_of(xlsx_bytes([NÚÑEZ], change=change), "a.xlsx")[1][0] == "00123"


def test_hidden_columns_rows_and_sheets_are_read_and_known():
    def change(book):
        book.active.column_dimensions["C"].hidden = True
        book.active.row_dimensions[2].hidden = True
        book.create_sheet("Vieja").append(["x"])
        book["Vieja"].sheet_state = "hidden"

    first, second = read(xlsx_bytes([NÚÑEZ], change=change), file_name="a.xlsx").sheets
    assert (first.hidden_columns, first.hidden_rows, first.is_hidden) == ({2}, 1, False)
    assert second.is_hidden


def test_a_cell_merged_downwards_holds_for_each_of_its_rows():
    def change(book):
        book.active.merge_cells("F2:F4")

    rows = [
        row("1", "Ana Ruiz", department="Hacienda"),
        row("2", "Eva Soto", department=None),
        row("3", "Luz Vega", department=None),
    ]
    found = rows_of(xlsx_bytes(rows, change=change), "a.xlsx")
    assert [values[5] for values in found[1:]] == ["Hacienda"] * 3


def test_a_very_long_text_is_told():
    assert isinstance(rows_of(xlsx_bytes([row("1", "A" * 5000)]), "a.xlsx")[1][1], Trouble)


def test_what_excel_saves_with_several_sheets_keeps_their_order():
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "Portada"
    book.active.append(["Plantilla de personal"])
    book.create_sheet("Personal").append(HEADING)
    book.save(buffer)
    assert [sheet.name for sheet in read(buffer.getvalue(), file_name="a.xlsx").sheets] == ["Portada", "Personal"]
