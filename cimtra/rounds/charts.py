"""Lines from one evaluation to the next as an inline drawing: scores upwards, places with the first one on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Round
from .results import Score

WIDTH, HEIGHT = 720, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 28, 16, 34
MOST_LABELS = 8
#: Lines differ by dashes and marks too, for whoever prints without colour or does not tell colours apart.
DASHES = ("none", "7 4", "2 4", "10 3 2 3", "1 3", "14 5")
CIRCLE = "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
SQUARE = "m-3.6 -3.6h7.2v7.2h-7.2z"
TRIANGLE = "m0 -5l4.6 8.2h-9.2z"
DIAMOND = "m0 -5l5 5l-5 5l-5 -5z"
MARKS = (CIRCLE, SQUARE, TRIANGLE, DIAMOND)


@dataclass(frozen=True)
class Dot:
    path: str
    text: str


@dataclass(frozen=True)
class Line:
    label: str
    number: int
    path: str
    dash: str
    dots: list[Dot]
    values: list[Any]


@dataclass(frozen=True)
class Drawing:
    """What _chart.html draws and tells as a table; `grid` are (height, words), `labels` (place, words)."""

    title: str
    note: str
    grid: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    names: list[str]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 10

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        return [(name, [line.values[place] for line in self.lines]) for place, name in enumerate(self.names)]


def trend(rounds: Sequence[Round], found: Mapping[int, Score]) -> Drawing | None:
    """The totals over time: a line for each version and kind, since those are not compared; None below two points.

    `rounds` in any order, with their instrument; `found` from `scoring.scores`. A self-assessment that is still open is
    left out: what was not reviewed yet would look like a fall.
    """
    rounds = [
        one for one in _in_order(rounds) if found[one.pk].total is not None and (one.is_official or one.is_closed)
    ]
    series: dict[str, dict[int, Decimal]] = {}
    for one in rounds:
        kind = _("Internal estimate") if found[one.pk].is_estimate else _("Published score")
        label = f"{kind}, {one.instrument.version}"
        series.setdefault(label, {})[one.pk] = found[one.pk].total
    return _drawing(
        title=_("Score from one evaluation to the next"),
        note=_(
            "A line joins only evaluations of the same kind, made with the same version of the instrument. "
            "Self-assessments that are still open are not drawn."
        ),
        rounds=rounds,
        series=series,
        up=lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (1 - float(value) / 100),
        steps=[(value, str(value)) for value in range(0, 101, 25)],
    )


def ranking(rounds: Sequence[Round]) -> Drawing | None:
    """The published places in the state and in the country, the first place on top; None below two of them."""
    rounds = [one for one in _in_order(rounds) if one.state_place or one.national_place]
    state, country = _("Place in the state"), _("Place in the country")
    series: dict[str, dict[int, int]] = {state: {}, country: {}}
    for one in rounds:
        if one.state_place:
            series[state][one.pk] = one.state_place
        if one.national_place:
            series[country][one.pk] = one.national_place
    last = max((place for line in series.values() for place in line.values()), default=1)
    last = max(last, 2)
    return _drawing(
        title=_("Places from one evaluation to the next"),
        note=_("As published. The number of municipalities on each list changes from one evaluation to the next."),
        rounds=rounds,
        series={label: line for label, line in series.items() if line},
        up=lambda place: TOP + (HEIGHT - TOP - BOTTOM) * (float(place) - 1) / (last - 1),
        steps=[(place, str(place)) for place in sorted({1, round(1 + (last - 1) / 2), last})],
    )


def _in_order(rounds: Sequence[Round]) -> list[Round]:
    return sorted(rounds, key=lambda one: (one.cutoff_on, one.pk))


def _drawing(
    *,
    title: str,
    note: str,
    rounds: list[Round],
    series: Mapping[str, Mapping[int, Any]],
    up: Callable[[Any], float],
    steps: Sequence[tuple[Any, str]],
) -> Drawing | None:
    if len(rounds) < 2:
        return None
    step = (WIDTH - LEFT - RIGHT) / (len(rounds) - 1)
    across = {one.pk: round(LEFT + place * step, 1) for place, one in enumerate(rounds)}
    every = -(-len(rounds) // MOST_LABELS)
    return Drawing(
        title=title,
        note=note,
        grid=[(round(up(value), 1), words) for value, words in steps],
        labels=[
            (across[one.pk], date_format(one.cutoff_on, "M Y").lower())
            for place, one in enumerate(rounds)
            if place % every == 0
        ],
        names=[str(one) for one in rounds],
        lines=[
            _line(number, label, values, rounds, across, up) for number, (label, values) in enumerate(series.items())
        ],
    )


def _line(
    number: int,
    label: str,
    values: Mapping[int, Any],
    rounds: list[Round],
    across: Mapping[int, float],
    up: Callable[[Any], float],
) -> Line:
    points = [(across[one.pk], round(up(values[one.pk]), 1), one) for one in rounds if one.pk in values]
    mark = MARKS[number % len(MARKS)]
    return Line(
        label=label,
        number=number % 6,
        path=" ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y, _one) in enumerate(points)),
        dash=DASHES[number % len(DASHES)],
        dots=[Dot(f"M{x} {y}{mark}", f"{one}: {values[one.pk]}") for x, y, one in points],
        values=[values.get(one.pk) for one in rounds],
    )
