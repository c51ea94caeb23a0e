"""Texts of a roster as people type them, brought to one form for comparing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.formats import date_format

# What spreadsheets and web pages leave in a cell without anybody seeing it.
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"), None)
SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u3000]+")
NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """`text` composed (NFC), without invisible characters, with single spaces and none at the ends."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(INVISIBLE)).strip()


def fold(text: str) -> str:
    """`text` for comparing: no accents, no capitals, words of letters and digits with one space between."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return NOT_A_WORD.sub(" ", bare.casefold()).strip()


def told(day: dt.date) -> str:
    """«3 de marzo de 2026»: Django's Spanish writes months with a capital, which Spanish does not."""
    return date_format(day).lower()
