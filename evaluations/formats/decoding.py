"""From the bytes of a text file to its characters: UTF-8 when they are, Windows-1252 when they can only be that."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .exchange import UnreadableFile

UTF8 = "UTF-8"
UTF16 = "UTF-16"
WINDOWS = "Windows-1252"

SURROUNDINGS = 100_000

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
#: Controls and private noncharacters mean nothing in a text; readers use the former as their own marks.
_MEANINGLESS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]")


@dataclass(frozen=True)
class DecodedText:
    #: Line ends are "\n"; no NUL, no control character but tab and line end, no noncharacter.
    text: str
    encoding: str

    @property
    def remarks(self) -> tuple[str, ...]:
        """What its author should know; nothing for plain UTF-8."""
        if self.encoding == UTF8:
            return ()
        return (_("The file was read as %(encoding)s.") % {"encoding": self.encoding},)


def decode(data: bytes) -> DecodedText:
    """The characters of a text file. Raises ``UnreadableFile`` when it is not text, or is in two encodings at once."""
    encoding = _encoding_of(data)
    try:
        text = data.decode({UTF8: "utf-8-sig", UTF16: "utf-16", WINDOWS: "cp1252"}[encoding])
    except UnicodeDecodeError as error:
        raise UnreadableFile(_not_text(data, error.start)) from error
    if "\x00" in text:
        raise UnreadableFile(
            _("The file is not text: it holds binary data. Save it again as plain text, in the encoding UTF-8.")
        )
    return DecodedText(text=_MEANINGLESS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), encoding=encoding)


def _encoding_of(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        return UTF16
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # «Ã³» all over the bank is worse than a refusal: mostly UTF-8 with a stray byte is not Windows-1252.
        if data.startswith(codecs.BOM_UTF8) or _is_mostly_utf8(data, error.start):
            raise UnreadableFile(_not_text(data, error.start)) from error
        return WINDOWS
    return UTF8


def _is_mostly_utf8(data: bytes, position: int) -> bool:
    """Judged by what surrounds the first byte that is not UTF-8."""
    data = data[max(0, position - SURROUNDINGS) : position + SURROUNDINGS]
    whole = sum(len(found) for found in _MULTIBYTE.findall(data))
    return whole * 2 > sum(len(found) for found in _BEYOND_ASCII.findall(data))


def _not_text(data: bytes, position: int) -> str:
    return _(
        "Line %(line)d holds a character that is in no known encoding. Open the file in a text editor, mend that "
        "line and save it again in the encoding UTF-8."
    ) % {"line": data.count(b"\n", 0, position) + 1}
