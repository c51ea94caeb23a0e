from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.question_types.numbers import canonical_number, exact, is_within, read_number, spell


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10", "10"),
        (" 10 ", "10"),
        ("0", "0"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("12,50", "12.5"),
        ("1,234", "1234"),
        ("12,345", "12345"),
        ("123,456", "123456"),
        ("1234,567", "1234.567"),
        ("0,500", "0.5"),
        ("0,125", "0.125"),
        ("1.234", "1.234"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("–3", "-3"),
        ("- 3", "-3"),
        ("+3", "3"),
        ("-1,234", "-1234"),
        ("007", "7"),
        ("１２", "12"),
        ("٣", "3"),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_a_number_is_read_as_people_in_mexico_write_it(typed, read):
    assert read_number(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ".", ",", "-", "diez", "1e5", "1E5", "0x10", "NaN", "Infinity", "10²", "½", "1/2", "--3", "3-"),
        *("1,23.4", "1,2345,678", "1 23", "1.2.3", "1,23,456", "1 234,567 890", "10%", "$10", "1_000", "1'000"),
        *("1.234,567.8", "9" * 21, "9" * 100, "1." + "0" * 30),
    ],
)
def test_what_is_no_number_is_not_taken_for_one(typed):
    assert read_number(typed) is None


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_reads_back_from_its_canonical_spelling(number):
    spelt = spell(number)
    assert exact(spelt) == number
    assert canonical_number(spelt) == spelt
    assert "E" not in spelt.upper()
    assert spelt != "-0"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(text):
    number = read_number(text)
    assert number is None or len(number.as_tuple().digits) <= 22
    canonical = canonical_number(text)
    assert canonical_number(canonical) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (10, "10"),
        (0.5, "0.5"),
        ("10.00", "10"),
        ("0.50", "0.5"),
        ("-0.0", "0"),
        ("12,5", "12.5"),
        ("1,234", "1234"),
        (None, "0"),
        ("", "0"),
        (True, "0"),
        ("33.33333", "33.33333"),
        ("diez", "diez"),
        ("1e5", "1e5"),
    ],
)
def test_a_number_of_a_body_has_one_spelling_and_what_is_none_stays_to_be_mended(written, canonical):
    assert canonical_number(written) == canonical


def test_the_ends_of_the_tolerance_are_right_to_the_last_digit():
    assert is_within(Decimal("0.3"), value="0.1", tolerance="0.2")
    assert not is_within(Decimal("0.30000000000000000001"), value="0.1", tolerance="0.2")
    assert is_within(Decimal("1000"), value="1", tolerance="0", factor="0.001")
    assert is_within(Decimal("99999999999999999999"), value="99999999999999999999", tolerance="0")
    assert not is_within(Decimal("99999999999999999999"), value="99999999999999999998", tolerance="0")
