"""A report: what it answers, what it may be narrowed to, its columns, and how rows and figures are worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from people.api import Column

if TYPE_CHECKING:
    from .asked import Asked
    from .filters import Filter

#: What no past day changes, since nothing writes down how it was.
TOLD_AS_TODAY = gettext_lazy(
    "The names of departments, posts and courses, the tree of departments, and the periods and courses of each "
    "requirement are those of today; everything else is of that day."
)
ORGANISATION_AS_TODAY = gettext_lazy(
    "The names of departments and posts and the tree of departments are those of today; everything else is of that day."
)

TEXT, NUMBER, DATE, STATE = "text", "number", "date", "state"
CHUNK = 500


@dataclass(frozen=True)
class ReportColumn:
    """One column of a report, alike on screen and in every file.

    `key` stands in the address. `value` takes a row and gives text, a number, a date or None. A column of kind STATE
    gives the word of the state as `value` and its key as `state`; `note` is a date said beside the word.
    `sort` takes an item of Rows (which is the row itself unless rows are loaded later); None: cannot be sorted by.
    """

    key: str
    label: str
    value: Callable[[Any], Any]
    width: int = 16
    kind: str = TEXT
    sort: Callable[[Any], Any] | None = None
    state: Callable[[Any], str] | None = None
    url: Callable[[Any], str] | None = None
    is_heading: bool = False
    is_shown: bool = True

    def as_sheet_column(self) -> Column:
        return Column(self.label, self.value, self.width)


class Rows(Sequence):
    """The rows in their order. `load` makes rows of items, some hundreds at a time, so that no file holds them all."""

    def __init__(self, items: Sequence[Any], load: Callable[[Sequence[Any]], Sequence[Any]] | None = None) -> None:
        self.items = items
        self._load = load

    def sorted_by(self, key: Callable[[Any], Any], *, reverse: bool) -> Rows:
        return Rows(sorted(self.items, key=key, reverse=reverse), self._load)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            items = self.items[place]
            return list(self._load(items) if self._load and items else items)
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[Any]:
        if self._load is None:
            yield from self.items
            return
        for start in range(0, len(self.items), CHUNK):
            yield from self._load(self.items[start : start + CHUNK])


@dataclass(frozen=True)
class Figure:
    """A number with the whole that it is a part of, in words, and the way to the people behind it.

    `url` is an address, or a query such as «?estado=vencida» of the same report. `state` gives icon and colour.
    """

    label: str
    number: Any
    of: str = ""
    state: str = ""
    url: str = ""


@dataclass(frozen=True)
class Series:
    label: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Chart:
    """Percentages along a line of labels; whoever cannot see the drawing reads the table with the same numbers."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    note: str = ""


@dataclass
class Findings:
    """What a report found. `denominator` says in a sentence who or what was counted; `totals` are by column key."""

    rows: Rows
    denominator: str
    figures: Sequence[Figure] = ()
    totals: dict[str, Any] = field(default_factory=dict)
    chart: Chart | None = None
    why_empty: tuple[str, str] | None = None


class Report:
    """Inherit, give the attributes below, implement `columns` and `findings`, and register an instance."""

    slug: str
    title: Any
    #: The question that the report answers, as RH would ask it.
    answers: Any
    icon: str = "list"
    order: int = 100
    filters: Sequence[Filter] = ()
    default_order: str = ""
    is_descending: bool = False
    per_page: int = 50
    #: How many columns at the left tell whose row it is; paper repeats them when the table is wider than the sheet.
    identifying: int = 2
    #: Said on every output of a past day.
    told_as_today: Any = TOLD_AS_TODAY

    def columns(self, asked: Asked) -> list[ReportColumn]:
        raise NotImplementedError

    def findings(self, asked: Asked) -> Findings:
        raise NotImplementedError
