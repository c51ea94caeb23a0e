"""Which characters the shipped typefaces have: one that none has would break the file for archives and readers."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from io import BytesIO

from django.utils.translation import gettext as _

from people.api import shipped_fonts

from .document import UnprintableText

# Each style of the sheets names both families, so that what one lacks comes from the other.
FAMILIES = (
    ("fonts/AlegreyaSans-Regular.ttf", "fonts/AlegreyaSans-Bold.ttf"),
    ("fonts/EBGaramond-SemiBold.ttf", "fonts/EBGaramond-Italic.ttf"),
)
# The same to a reader, and pasted now and then from word processors: a hyphen and a space that do not break.
ALIKE = str.maketrans({"\N{NON-BREAKING HYPHEN}": "-", "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"})


def as_printed(text: str) -> str:
    """`text` with its accents composed and its look-alikes replaced, as the sheets print it."""
    return unicodedata.normalize("NFC", text).translate(ALIKE)


def unprintable(text: str) -> list[str]:
    """The characters of `text`, once each and in order, that no typeface of the sheets has."""
    return [
        character
        for character in dict.fromkeys(as_printed(text))
        if not character.isspace() and not printable().issuperset(character + character.upper())
    ]


def demand_printable(markup: str) -> None:
    """Raises UnprintableText, which names each character and the word it stands in."""
    missing = unprintable(markup)
    if not missing:
        return
    found = [(character, _word_with(character, markup)) for character in missing]
    sentence = _("“%(character)s” (%(code)s) in “%(word)s” is in none of the typefaces of the certificates.")
    raise UnprintableText(
        " ".join(
            sentence % {"character": character, "code": f"U+{ord(character):04X}", "word": word}
            for character, word in found
        ),
        found,
    )


@cache
def printable() -> frozenset[str]:
    # A family counts for what all of its faces have, whichever of them a style picks.
    return frozenset().union(*(_common_to(faces) for faces in FAMILIES))


def _common_to(faces):
    from fontTools.ttLib import TTFont

    covers = (TTFont(BytesIO(shipped_fonts()[face])).getBestCmap() for face in faces)
    return frozenset.intersection(*(frozenset(map(chr, cover)) for cover in covers))


def _word_with(character, markup):
    return re.search(rf'[^\s<>&";]*{re.escape(character)}[^\s<>&";]*', as_printed(markup)).group()
