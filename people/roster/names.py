"""Names of people in Mexico: two surnames, particles, and the order in which a spreadsheet happens to hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .words import fold, tidy

# They belong to the word that follows.
PARTICLES = {
    "de",
    "del",
    "la",
    "las",
    "los",
    "el",
    "san",
    "santa",
    "santo",
    "da",
    "do",
    "dos",
    "di",
    "van",
    "von",
    "der",
    "den",
}
# They join the word before and the one after.
JOINERS = {"y", "e", "i"}
# Written small inside a name; «San» is not.
SMALL = PARTICLES - {"san", "santa", "santo"} | JOINERS
# Frequent enough to tell on which side of a column the given names stand.
USUAL_GIVEN_NAMES = set(
    """jose maria juan luis jesus carlos miguel francisco antonio guadalupe alejandro pedro manuel jorge fernando
    ricardo eduardo roberto rosa ana martha marta margarita juana veronica patricia elizabeth alejandra leticia gabriela
    adriana
    silvia teresa yolanda claudia laura sandra monica norma diana karla daniel david javier rafael sergio oscar raul
    hector arturo enrique ramon salvador ruben armando andrea daniela fernanda sofia ma""".split()
)
LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)
ALLOWED = re.compile(r"(?:[^\W\d_]|[ .'’´`ªº-])+", re.UNICODE)


class Name(NamedTuple):
    given: str
    first: str
    second: str

    @property
    def full(self) -> str:
        return " ".join(part for part in self if part)


def key_of(*parts: str) -> str:
    """The same for the same words, whatever their order, accents and capitals: «García Ana» and «ANA GARCIA»."""
    return " ".join(sorted(word for word in fold(" ".join(parts)).split() if word not in SMALL))


def units(text: str) -> list[str]:
    """The words of a name with their particles: «de la Torre y Gasset» is one, «del Carmen» another."""
    found: list[str] = []
    joining = False
    for word in text.split():
        small = fold(word)
        if joining:
            found[-1] += f" {word}"
        elif small in JOINERS and found:
            found[-1] += f" {word}"
            joining = True
            continue
        else:
            found.append(word)
        joining = small in PARTICLES
    return found


def split_surnames(text: str) -> tuple[str, str]:
    """«García de la Torre» → García, de la Torre; «Montes de Oca Pérez» → Montes de Oca, Pérez."""
    parts = units(text)
    if len(parts) > 2 and fold(parts[1].split()[0]) == "de":
        parts = [f"{parts[0]} {parts[1]}", *parts[2:]]
    return (parts[0] if parts else "", " ".join(parts[1:]))


def split_full(text: str, *, surnames_first: bool) -> Name | None:
    """The name in one cell; a comma decides where the surnames end. None when there are not two words."""
    if "," in text:
        surnames, _comma, given = (part.strip() for part in text.partition(","))
        first, second = split_surnames(surnames)
        return Name(given, first, second) if given and first else None
    parts = units(text)
    if len(parts) < 2:
        return None
    if not surnames_first:
        return Name(" ".join(parts[:-2]), *parts[-2:]) if len(parts) > 2 else Name(parts[0], parts[1], "")
    return Name(" ".join(parts[2:]), parts[0], parts[1]) if len(parts) > 2 else Name(parts[1], parts[0], "")


def surnames_come_first(samples: Iterable[str]) -> bool:
    """Whether a column without commas seems to begin with the surnames: usual given names stand at its end."""
    first = last = 0
    for sample in samples:
        words = fold(sample).split()
        if len(words) > 2:
            first += words[0] in USUAL_GIVEN_NAMES
            last += words[-1] in USUAL_GIVEN_NAMES
    return last >= first


def proper(text: str) -> str:
    """`text` with capitals at the start of its words, when it came all in capitals or all in small letters."""
    text = tidy(text)
    if text not in (text.upper(), text.lower()):
        return text
    return " ".join(_proper_word(word, place) for place, word in enumerate(text.split(" ")))


def _proper_word(word: str, place: int) -> str:
    small = word.lower()
    if fold(word) in SMALL and "." not in word:
        # «María de la Luz», and «de la Torre» too, as it is printed after the given names.
        return small
    # After an apostrophe or a hyphen another word begins.
    return re.sub(r"(^|['’´`.-])([^\W\d_])", lambda found: found[1] + found[2].upper(), small)


def is_name(text: str) -> bool:
    """Whether `text` has letters, and nothing but what names are written with."""
    return bool(LETTERS.search(text)) and bool(ALLOWED.fullmatch(text))
