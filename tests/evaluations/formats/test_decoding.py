"""Bytes of text files: which encoding they are in, and what is no text at all."""

from __future__ import annotations

import pytest

from evaluations.formats.decoding import decode
from evaluations.formats.exchange import UnreadableFile

SPANISH = "¿Cuál «año» es? — 5 €\nNiñez, pingüino"


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found(codec, encoding):
    data = SPANISH.encode(codec)
    if codec == "utf-16-be":
        data = b"\xfe\xff" + data

    decoded = decode(data)

    assert (decoded.text, decoded.encoding) == (SPANISH, encoding)


def test_only_what_is_not_utf8_is_worth_a_remark():
    assert decode(SPANISH.encode()).remarks == ()
    assert "Windows-1252" in decode(SPANISH.encode("cp1252")).remarks[0]


def test_a_single_accent_in_windows_1252_is_enough():
    assert decode(b"a\xf1o").text == "año"


def test_utf8_with_a_stray_byte_is_refused_with_its_line_rather_than_garbled():
    with pytest.raises(UnreadableFile, match="3"):
        decode("¿Qué año?\n¿Cuál?\n".encode() + b"ni\xf1ez\n" + "sí, así".encode())


def test_a_utf8_file_cut_in_the_middle_of_a_letter_is_refused():
    with pytest.raises(UnreadableFile, match="2"):
        decode(SPANISH.encode()[: -len("üino".encode()) + 1])


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03", b"a\x00b\x00", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"abc\x81"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableFile):
        decode(data)


def test_line_ends_are_one_and_controls_are_gone():
    assert decode(b"a\r\nb\rc\nd\x07\x0b\te\x7f").text == "a\nb\nc\nd\te"


def test_marks_of_our_own_cannot_come_from_outside():
    assert decode("a\ufde4b\ufdd2c".encode()).text == "abc"
