"""Filters read from the address bar by allow-lists: known values count, others are told and left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..filters import LONGEST_SEARCH, Choices
from ..progress import Organisation

ALL, ANY = gettext_lazy("All"), gettext_lazy("Any")
OLDEST = dt.date(1990, 1, 1)


class Unknown(Exception):
    """The address asks for a value that the filter does not know; the message tells the person."""


def not_a_value(value: str, label: Any) -> Unknown:
    message = _("«%(value)s» is not a value of «%(filter)s», so it was left out.")
    return Unknown(message % {"value": value[:40], "filter": label})


class Filter:
    """One thing that a report is narrowed to. `name` stands in the address, in Spanish like every address."""

    kind = "text"
    is_narrowing = True

    def __init__(self, name: str, label: Any, *, default: Callable[[dt.date], Any] | None = None) -> None:
        self.name, self.label = name, label
        self._default = default

    def default(self, today: dt.date) -> Any:
        return self._default(today) if self._default else None

    def read(self, raw: str, choices: Choices, today: dt.date) -> Any:
        """The value that `raw` stands for; raises Unknown."""
        raise NotImplementedError

    def word(self, value: Any, choices: Choices) -> str:
        """How the value stands in the address."""
        return "" if value is None else str(value)

    def say(self, value: Any, choices: Choices) -> str:
        return str(value) if value not in (None, "") else _("Any")

    def options(self, choices: Choices) -> list[tuple[str, str]]:
        return []


class Text(Filter):
    kind = "search"

    def read(self, raw: str, choices: Choices, today: dt.date) -> str:
        return " ".join(raw.replace("\x00", "").split())[:LONGEST_SEARCH]

    def say(self, value: Any, choices: Choices) -> str:
        return value or _("Nothing")


class Choice(Filter):
    """One of the values that `known` tells: {word of the address: (value, label)}."""

    kind = "select"

    def __init__(
        self,
        name: str,
        label: Any,
        known: Callable[[Choices], dict[str, tuple[Any, Any]]],
        *,
        empty: Any = ALL,
        default: Callable[[dt.date], Any] | None = None,
        is_narrowing: bool = True,
    ) -> None:
        super().__init__(name, label, default=default)
        self.known, self.empty, self.is_narrowing = known, empty, is_narrowing

    def read(self, raw: str, choices: Choices, today: dt.date) -> Any:
        known = self.known(choices)
        if raw not in known:
            raise not_a_value(raw, self.label)
        return known[raw][0]

    def word(self, value: Any, choices: Choices) -> str:
        return next((word for word, (other, _label) in self.known(choices).items() if other == value), "")

    def say(self, value: Any, choices: Choices) -> str:
        labels = dict(self.known(choices).values())
        return str(labels.get(value, self.empty)).strip("— ")

    def options(self, choices: Choices) -> list[tuple[str, str]]:
        first = [("", self.empty)] if self._default is None else []
        return first + [(word, label) for word, (_value, label) in self.known(choices).items()]


class Day(Filter):
    kind = "date"

    def __init__(self, name: str, label: Any, *, is_past: bool = False, default=None, is_narrowing=True) -> None:
        super().__init__(name, label, default=default)
        self.is_past, self.is_narrowing = is_past, is_narrowing

    def read(self, raw: str, choices: Choices, today: dt.date) -> dt.date:
        try:
            day = parse_date(raw) if raw.isascii() and len(raw) == 10 else None
        except ValueError:
            day = None
        if day is None or day < OLDEST or day.year > today.year + 10:
            raise not_a_value(raw, self.label)
        if self.is_past and day > today:
            message = _("%(day)s has not come yet, so «%(filter)s» was left out.")
            raise Unknown(message % {"day": raw, "filter": self.label})
        return day

    def word(self, value: dt.date | None, choices: Choices) -> str:
        return value.isoformat() if value else ""

    def say(self, value: Any, choices: Choices) -> str:
        return value.strftime("%d/%m/%Y") if value else _("Any")


class Year(Choice):
    """A year between the first of the records and the one after the current."""

    def __init__(self, name: str, label: Any, *, first: Callable[[], int | None]) -> None:
        super().__init__(name, label, lambda choices: {}, default=lambda today: today.year)
        self._first = first

    def read(self, raw: str, choices: Choices, today: dt.date) -> int:
        if not (raw.isascii() and raw.isdigit() and len(raw) == 4 and OLDEST.year <= int(raw) <= today.year + 1):
            raise not_a_value(raw, self.label)
        return int(raw)

    def word(self, value: int, choices: Choices) -> str:
        return str(value)

    def say(self, value: Any, choices: Choices) -> str:
        return str(value)

    def options(self, choices: Choices) -> list[tuple[str, str]]:
        from django.utils import timezone

        this = timezone.localdate().year
        first = min(self._first() or this, this)
        return [(str(year), str(year)) for year in range(this + 1, max(first, OLDEST.year) - 1, -1)]


def indented(organisation: Organisation) -> dict[str, tuple[int, str]]:
    return {str(pk): (pk, "— " * (organisation.depths[pk] - 1) + name) for pk, name in organisation.names.items()}


DEPARTMENT = Choice("direccion", gettext_lazy("Department"), lambda choices: indented(choices.organisation))
SCOPE = Choice(
    "alcance",
    gettext_lazy("Scope"),
    lambda choices: {"propia": (True, _("Only itself and its units"))},
    empty=gettext_lazy("With its branches"),
)
COURSE = Choice(
    "curso",
    gettext_lazy("Course"),
    lambda choices: {str(pk): (pk, title) for pk, title in choices.courses.items()},
    empty=ANY,
)
REQUIREMENT = Choice(
    "requisito",
    gettext_lazy("Requirement"),
    lambda choices: {code: (code, f"{code} · {title}") for code, title in choices.requirements.items()},
    empty=ANY,
)
SEARCH = Text("buscar", gettext_lazy("Name, number, department or post"))
CUT_OFF = Day("corte", gettext_lazy("As of"), is_past=True)
