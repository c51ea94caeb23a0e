"""Which quarters a text names, in the ways in which Mexican municipalities write them. Plain Python, without Django.

«Tercer trimestre de 2026», «3er. trim. 2026», «3T-2026», «julio–septiembre 2026», «del 1 de julio al 30 de septiembre
de 2026», and the first and last day of the period in two cells of a row.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

LONGEST_TEXT = 400_000
FIRST_YEAR, LAST_YEAR = 2000, 2099
NAMES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "ene feb mar abr may jun jul ago sep oct nov dic".split(),
)
MONTHS = {name: place + 1 for names in NAMES for place, name in enumerate(names)} | {
    "setiembre": 9,
    "sept": 9,
    "set": 9,
}
ORDINALS = {
    1: "primer primero 1er 1ero 1ro 1o 1 i uno",
    2: "segundo 2do 2o 2 ii dos",
    3: "tercer tercero 3er 3ero 3ro 3o 3 iii tres",
    4: "cuarto 4to 4o 4 iv cuatro",
}
NUMBERS = {word: number for number, words in ORDINALS.items() for word in words.split()}

_ORDINAL = "|".join(sorted(NUMBERS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FILLER = r"(?:\s(?:de|del|el|la|ano|ejercicio|fiscal|correspondiente|al?|en))*"
_YEAR = r"(20\d\d)"
_WORD = r"(?:trimestre|trim|t)"
_QUARTER = re.compile(
    rf"\b(?:(?P<before>{_ORDINAL})\s{_WORD}|{_WORD}\s(?P<after>{_ORDINAL})|(?P<tight>[1-4])t|t(?P<letter>[1-4])"
    rf"|q(?P<english>[1-4]))\b"
)
_YEAR_AFTER = re.compile(rf"{_FILLER}\s{_YEAR}\b")
_YEAR_BEFORE = re.compile(rf"\b{_YEAR}{_FILLER}\s$")
_RANGE = re.compile(
    rf"\b(?:(?:\d{{1,2}}(?:o|ro|ero)?\s)?(?:de\s)?)(?P<first>{_MONTH})(?:{_FILLER}\s(?P<other>20\d\d))?"
    rf"(?:\s(?:{_MONTH}|al?|y|hasta|el|de|\d{{1,2}})){{0,6}}?\s(?P<last>{_MONTH}){_FILLER}\s{_YEAR}\b"
)
_NUMERIC_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d)|(?<!\d)(20\d\d)-(\d{2})-(\d{2})(?!\d)")


def quarters_in(text: str) -> tuple[list[dt.date], list[dt.date]]:
    """(named, possible): first days of quarters that the text names with their year, and of those that it may mean.

    «Possible» is a quarter whose year stands elsewhere in the text: enough to doubt, too little to judge by.
    """
    text = text[:LONGEST_TEXT]
    plain = _plain(text)
    named = {*_from_months(plain), *_from_days(text)}
    possible: set[dt.date] = set()
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", plain)}
    for number, year in _mentions(plain):
        if year:
            named.add(_start(year, number))
        else:
            possible |= {_start(each, number) for each in years}
    return sorted(named), sorted(possible - named)


def _plain(text: str) -> str:
    """Without accents and capitals, with one blank for whatever is neither letter nor digit."""
    bare = unicodedata.normalize("NFKD", text.replace("º", "o").replace("ª", "a")).casefold()
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", bare)


def _start(year: int, quarter: int) -> dt.date:
    return dt.date(year, 3 * quarter - 2, 1)


def _mentions(plain: str) -> Iterator[tuple[int, int | None]]:
    """(quarter, year or None) of each «tercer trimestre», the year from right behind it or else right before it."""
    # A year belongs to one quarter: in «segundo trimestre 2025 tercer trimestre 2026» none is of its neighbour.
    taken = 0
    for found in _QUARTER.finditer(plain):
        number = NUMBERS[next(word for word in found.groups() if word)]
        if after := _YEAR_AFTER.match(plain, found.end()):
            taken = after.end()
            yield number, int(after[1])
            continue
        before = _YEAR_BEFORE.search(plain, max(taken, found.start() - 60), found.start())
        yield number, int(before[1]) if before else None


def _from_months(plain: str) -> Iterator[dt.date]:
    for found in _RANGE.finditer(plain):
        last_year = int(found[4])
        first_year = int(found["other"] or last_year)
        yield from _whole_quarters(first_year, MONTHS[found["first"]], last_year, MONTHS[found["last"]])


def _from_days(text: str) -> Iterator[dt.date]:
    """Quarters whose first and whose last day both stand in the text, as in the formats of the national platform."""
    days = {_day(*found) for found in _NUMERIC_DAY.findall(text)}
    for year in {day.year for day in days if day}:
        for quarter in range(1, 5):
            first = _start(year, quarter)
            following = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
            if first in days and following - dt.timedelta(days=1) in days:
                yield first


def _day(*parts: str) -> dt.date | None:
    day, month, year = parts[:3] if parts[2] else (parts[5], parts[4], parts[3])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _whole_quarters(first_year: int, first: int, last_year: int, last: int) -> Iterator[dt.date]:
    """The quarters that lie whole between two months, both included; none when they are years apart."""
    begin, end = first_year * 12 + first - 1, last_year * 12 + last - 1
    if not 0 <= end - begin <= 12:
        return
    for month in range(begin, end - 1):
        if month % 3 == 0 and month + 2 <= end:
            yield dt.date(month // 12, month % 12 + 1, 1)
