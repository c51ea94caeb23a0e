"""What one sees where a file is signed: who signed and when, as outlines of letters.

Text would need a font in the part of the file that signing adds, embedded and mapped to Unicode, or the file would stop
being PDF/A. Outlines need nothing; what a screen reader says stands in the field's tag.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from people.api import shipped_fonts

REGULAR, BOLD = "fonts/AlegreyaSans-Regular.ttf", "fonts/AlegreyaSans-Bold.ttf"
LARGEST, SMALLEST, STEP = 8.5, 4.5, 0.5  # points
LINE = 1.18  # of the size
MARGIN = 3.0  # points
RULE = 0.8  # points
INK = b"0.13 g"


@dataclass(frozen=True)
class Outlines:
    """One font as drawing commands, in thousandths of its size."""

    widths: dict[str, float]
    shapes: dict[str, bytes]

    def has(self, character):
        return character in self.widths

    def width(self, text):
        return sum(self.widths[character] for character in text)


def draw(lines: list[tuple[str, bool]], *, width: float, height: float) -> bytes:
    """PDF commands that draw `lines` (text, whether it is bold) in a box of points, as large as they fit.

    A line that is too long is broken between words; what finds no room in the smallest size is left out at the end
    with an ellipsis.
    """
    room = width - 2 * MARGIN - RULE - 2
    broken, size = _fitted(lines, room, height)
    # A rule at the left, as on a stamp, so that the signature is seen as one thing; black and white like the letters.
    drawn = [b"q", INK, b"%g %g %g %g re f" % (0, 0, RULE, round(height, 2))]
    top = height - (height - len(broken) * size * LINE) / 2
    for number, (text, is_bold) in enumerate(broken):
        baseline = top - (number + 0.8) * size * LINE
        drawn.append(_line(text, is_bold, left=MARGIN + RULE, baseline=baseline, size=size))
    return b"\n".join([*drawn, b"Q"])


def _fitted(lines, room, height):
    size = LARGEST
    while True:
        broken = [(part, bold) for text, bold in lines for part in _broken(_drawable(text, bold), bold, room / size)]
        most = int(height // (size * LINE))
        if len(broken) <= most:
            return broken, size
        if size <= SMALLEST:
            text, bold = broken[most - 1]
            return [*broken[: most - 1], (f"{text[:-1]}…", bold)], size
        size -= STEP


def _broken(text, is_bold, room):
    """`text` in lines that are at most `room` wide, in widths of the font."""
    outlines, lines = _outlines(BOLD if is_bold else REGULAR), []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and outlines.width(joined) / 1000 <= room:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, outlines, room))
    return lines


def _pieces(word, outlines, room):
    """`word`, cut only where it is wider than a whole line."""
    pieces = [""]
    for character in word:
        if pieces[-1] and outlines.width(pieces[-1] + character) / 1000 > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _drawable(text, is_bold):
    """`text` with characters that the font lacks replaced by their letter without marks, or by a question mark."""
    outlines = _outlines(BOLD if is_bold else REGULAR)
    kept = []
    for character in unicodedata.normalize("NFC", text):
        plain = unicodedata.normalize("NFD", character)[0]
        kept.append(next((one for one in (character, plain, "?") if outlines.has(one)), ""))
    return "".join(kept)


def _line(text, is_bold, *, left, baseline, size):
    outlines = _outlines(BOLD if is_bold else REGULAR)
    scale = size / 1000
    drawn = [b"q %.5g 0 0 %.5g %.5g %.5g cm" % (scale, scale, left, baseline)]
    behind = 0.0
    for character in text:
        if outlines.shapes[character]:
            drawn.append(b"1 0 0 1 %g 0 cm" % round(behind, 2))
            drawn.append(outlines.shapes[character])
            behind = 0.0
        behind += outlines.widths[character]
    return b"\n".join([*drawn, b"Q"])


@cache
def _outlines(name):
    """Of the characters that names and dates in Spanish are made of; read once per process."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(shipped_fonts()[name]))
    glyphs, scale = font.getGlyphSet(), 1000 / font["head"].unitsPerEm
    widths, shapes = {}, {}
    for point, glyph in font.getBestCmap().items():
        widths[chr(point)] = glyphs[glyph].width * scale
        shapes[chr(point)] = _shape(glyphs, glyph, scale)
    return Outlines(widths, shapes)


def _shape(glyphs, glyph, scale):
    from fontTools.pens.basePen import BasePen

    class CommandsPen(BasePen):
        """Curves of the second order become curves of the third in BasePen, which PDF has."""

        def __init__(self):
            super().__init__(glyphs)
            self.commands = []

        def _add(self, operator, *points):
            numbers = " ".join(f"{round(edge * scale):d}" for point in points for edge in point)
            self.commands.append(f"{numbers} {operator}".strip())

        def _moveTo(self, point):
            self._add("m", point)

        def _lineTo(self, point):
            self._add("l", point)

        def _curveToOne(self, first, second, point):
            self._add("c", first, second, point)

        def _closePath(self):
            self._add("h")

    pen = CommandsPen()
    glyphs[glyph].draw(pen)
    return "\n".join([*pen.commands, "f"]).encode() if pen.commands else b""
