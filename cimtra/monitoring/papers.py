"""A PDF as the examiner sees it: how many pages, whether they have text or are pictures of pages, and its words.

The words are taken through the table that each font brings for copying (ToUnicode); a font without one is read as
plain Latin text. It is enough to find the period a document names, and no more is asked of it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

# Pages that are read for words; a document that says its period says it near the beginning.
MOST_PAGES = 12
MOST_CONTENT = 4 * 1024 * 1024
MOST_PARTS = 60
DEEPEST = 3
DEEPEST_TREE = 30
# Fewer letters than this on all of its pages is a stamp or a page number over a picture.
LETTERS_OF_TEXT = 40
LONGEST_TEXT = 60_000
TOKEN = re.compile(
    rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>|/[^\s<>\[\](){}/%]+|[A-Za-z'\"*]+|[-+]?[\d.]+|\[|\]",
    re.S,
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r": b""}
SPACED = {b"T*", b"Tm", b"ET", b"'", b'"'}
# Between pieces on one line: some writers move so from word to word, others from letter to letter.
MAYBE = "\x01"


def look_at_pdf(data: bytes) -> tuple[dict[str, Any], str]:
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    damage = (PdfReadError, ValueError, KeyError, TypeError, IndexError, AttributeError, NotImplementedError, OSError)
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted and not _opens(reader):
            return {"kind": "pdf", "trouble": "locked"}, ""
        tree = _of(reader.root, "/Pages")
        pages = list(_pages(tree))
        number = int(_of(tree, "/Count") or 0)
    except (*damage, RecursionError):
        return {"kind": "pdf", "trouble": "damaged"}, ""
    text, is_readable = "", True
    for page in pages[:MOST_PAGES]:
        try:
            text += _words_of(page) + "\n"
        except (*damage, RecursionError):
            # What one page says is not known; nothing is concluded from its silence.
            is_readable = False
        if len(text) > LONGEST_TEXT:
            break
    letters = sum(1 for letter in text if not letter.isspace())
    found = {"kind": "pdf", "trouble": "", "pages": max(number, len(pages)), "has_text": letters >= LETTERS_OF_TEXT}
    if not found["has_text"] and not is_readable:
        found["trouble"] = "unread"
    return found, f"{text.replace(MAYBE, ' ')}\n{text.replace(MAYBE, '')}" if MAYBE in text else text


def _opens(reader) -> bool:
    """Whether anybody may open it: many a PDF is only kept from being changed, with no password to read it."""
    from pyhanko.pdf_utils.crypt import AuthStatus

    return reader.decrypt("").status != AuthStatus.FAILED


def _met(thing) -> Any:
    """The thing itself, where a PDF has a pointer to it."""
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _of(dictionary, name: str) -> Any:
    return _met(dictionary.get(name)) if dictionary else None


def _data_of(stream) -> bytes:
    """What a stream holds; raises ValueError for one that cannot be unpacked. An empty one is packed as nothing."""
    try:
        return stream.data[:MOST_CONTENT]
    except zlib.error as error:
        if not stream.encoded_data.strip():
            return b""
        raise ValueError("damaged stream") from error


def _pages(node, depth: int = 0) -> Iterator[Any]:
    """The first pages of the tree, each with the resources that it inherits."""
    inherited = _of(node, "/Resources")
    for number, kid in enumerate(_of(node, "/Kids") or ()):
        child = _met(kid)
        if number > MOST_PAGES or depth > DEEPEST_TREE:
            return
        if "/Resources" not in child and inherited is not None:
            child["/Resources"] = inherited
        if "/Kids" in child:
            yield from _pages(child, depth + 1)
        else:
            yield child


def _words_of(page) -> str:
    contents = _of(page, "/Contents")
    parts = contents if isinstance(contents, list) else [contents] if contents is not None else []
    code = b"\n".join(_data_of(_met(part)) for part in parts[:MOST_PARTS])[:MOST_CONTENT]
    return _said(code, _of(page, "/Resources") or {}, 0)


def _said(code: bytes, resources, depth: int) -> str:
    fonts = {str(name): _Font(_met(font)) for name, font in (_of(resources, "/Font") or {}).items()}
    forms = {str(name): form for name, form in (_of(resources, "/XObject") or {}).items()}
    words: list[str] = []
    stack: list[bytes] = []
    font = _Font({})
    for token in TOKEN.findall(code):
        if not (token[:1].isalpha() or token in (b"'", b'"')):
            stack.append(token)
            continue
        if token == b"Tf" and len(stack) >= 2:
            font = fonts.get(stack[-2].decode("latin-1"), font)
        elif token in (b"Tj", b"TJ", b"'", b'"'):
            words.append(_shown(stack, font))
        elif token == b"Do" and stack and depth < DEEPEST:
            words.append(_said_by_form(forms.get(stack[-1].decode("latin-1")), resources, depth))
        if token in SPACED:
            words.append(" ")
        elif token in (b"Td", b"TD"):
            words.append(MAYBE if stack and not stack[-1].strip(b"-+0.") else " ")
        stack.clear()
    return "".join(words)


def _said_by_form(form, resources, depth: int) -> str:
    if form is None:
        return ""
    drawn = _met(form)
    if _of(drawn, "/Subtype") != "/Form":
        return ""
    return _said(_data_of(drawn), _of(drawn, "/Resources") or resources, depth + 1)


def _shown(stack: list[bytes], font: _Font) -> str:
    words = []
    for token in stack:
        if token.startswith(b"("):
            words.append(font.read(_unescaped(token[1:-1])))
        elif token.startswith(b"<"):
            digits = bytes(letter for letter in token[1:-1] if letter not in b" \t\r\n")
            words.append(font.read(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())))
        elif token[:1] == b"-" and token[1:].replace(b".", b"").isdigit() and float(token) < -180:
            # A wide step back between two pieces is how many writers set a blank.
            words.append(" ")
    return "".join(words)


def _unescaped(text: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else ESCAPES.get(sign, sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.S)


class _Font:
    """How the codes of a font are read: its own table where it brings one."""

    def __init__(self, font) -> None:
        self.is_wide = _of(font, "/Subtype") == "/Type0"
        table = _of(font, "/ToUnicode")
        self.letters = _letters_of(_data_of(table)) if hasattr(table, "data") else {}

    def read(self, codes: bytes) -> str:
        if self.is_wide:
            pairs = (int.from_bytes(codes[place : place + 2], "big") for place in range(0, len(codes) - 1, 2))
            # Without a table a code is the number of a drawing: that there is text can be told, not which.
            return "".join(self.letters.get(code, "\ufffd") for code in pairs)
        return "".join(self.letters.get(code) or bytes([code]).decode("cp1252", "replace") for code in codes)


def _letters_of(table: bytes) -> dict[int, str]:
    letters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letter in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>", block):
            letters[int(code, 16)] = _utf16(letter)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, letter in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = _utf16(letter)
            for step in range(min(int(last, 16) - int(first, 16), 65535) + 1):
                letters[int(first, 16) + step] = start[:-1] + chr(min(ord(start[-1]) + step, 0x10FFFF)) if start else ""
        for first, _last, listed in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\[(.*?)\]", block, re.S):
            for step, letter in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", listed)):
                letters[int(first, 16) + step] = _utf16(letter)
    return letters


def _utf16(digits: bytes) -> str:
    bare = b"".join(digits.split())
    return bytes.fromhex(bare.decode()).decode("utf-16-be", "replace") if len(bare) % 4 == 0 else ""
