import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.curp import check_digit
from people.roster import columns as c
from people.roster.reading import Trouble
from people.roster.values import Unfit, parse

TODAY = dt.date(2026, 11, 23)
CURP = "QUIR800101MJCNBS0"
CURP += str(check_digit(CURP))


def parsed(name, value):
    return parse(name, value, today=TODAY)


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2024, 10, 1),
        45566,
        "45566",
        45566.0,
        "01/10/2024",
        "1-10-2024",
        "1.10.24",
        "2024-10-01",
        "2024-10-01 00:00:00",
        "1 de octubre de 2024",
        "01 oct 2024",
        "1/OCT/2024".replace("/", " "),
    ],
)
def test_a_day_is_understood_however_it_is_written(value):
    assert parsed(c.HIRED, value) == dt.date(2024, 10, 1)


@given(st.dates(min_value=dt.date(1940, 1, 1), max_value=TODAY))
def test_every_day_survives_each_way_of_writing_it(day):
    serial = (day - dt.date(1899, 12, 30)).days
    ways = [f"{day:%d/%m/%Y}", day.isoformat(), f"{day.day}-{day.month}-{day.year}"]
    assert {parsed(c.HIRED, way) for way in (*ways, serial, day)} == {day}


@pytest.mark.parametrize(
    "value", ["31/02/2026", "13/13/2026", "ayer", "2026", 7, "01/01/1890", "01/01/2099", "0/1/2020"]
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(Unfit):
        parsed(c.HIRED, value)


@pytest.mark.parametrize(
    ("value", "meant"), [("SÍ", True), ("x", True), (1, True), ("", False), (None, False), ("No", False), ("-", False)]
)
def test_yes_and_no_are_understood(value, meant):
    assert parsed(c.HEAD, value) is meant


@pytest.mark.parametrize("value", ["quizá", "2", "=1"])
def test_neither_yes_nor_no_is_refused(value):
    with pytest.raises(Unfit):
        parsed(c.HEAD, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (c.NUMBER, "12/34"),
        (c.NUMBER, "1" * 21),
        (c.GIVEN, "<script>alert(1)</script>"),
        (c.GIVEN, "Ana &lt;b&gt;"),
        (c.GIVEN, "Ana 😀"),
        (c.GIVEN, "A" * 101),
        (c.POST, '=HYPERLINK("http://malo.example")'),
        (c.POST, "@SUM(A1)"),
        (c.POST, "+cmd|' /C calc'!A0"),
        (c.DEPARTMENT, "javascript:alert(1)"),
        (c.FIRST, "MuÃ±oz"),
        (c.FIRST, "Mu\ufffdoz"),
        (c.EMAIL, "nadie"),
        (c.EMAIL, "ana@tuxpan"),
        (c.CURP, "ABCD123456HDFRRR09"),
        (c.RFC, "XAXX010101000"),
        (c.GIVEN, Trouble("=A1", "fórmula")),
    ],
)
def test_what_does_not_belong_in_a_cell_is_refused(name, value):
    with pytest.raises(Unfit):
        parsed(name, value)


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        (c.NUMBER, 1001, "1001"),
        (c.NUMBER, "00123", "00123"),
        (c.EMAIL, "Ana@Tuxpan.Example", "ana@tuxpan.example"),
        (c.CURP, f" {CURP[:4]} {CURP[4:].lower()}".strip(), CURP),
        (c.POST, "Operador(a) de retroexcavadora", "Operador(a) de retroexcavadora"),
        (c.GIVEN, None, None),
    ],
)
def test_what_belongs_is_taken_in_one_form(name, value, meant):
    assert parsed(name, value) == meant


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_reason_never_a_crash(text):
    for name in c.FIELDS:
        with suppress(Unfit):
            parsed(name, text)
