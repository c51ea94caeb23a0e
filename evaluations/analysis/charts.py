"""Small charts as SVG: where each mark stands. Words and colours are the template's and the style sheet's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .quiz_report import QuestionFigures

BINS = 10
#: In the units of the frame: a point's radius, a line of text, the width of a letter, from a point to its label.
RADIUS, LINE, LETTER, GAP = 5, 13, 7.2, 8


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    count: int
    #: Lowest and highest score that it counts.
    low: int
    high: int
    middle: float


class Point(NamedTuple):
    x: float
    y: float
    figures: QuestionFigures


class Label(NamedTuple):
    x: float
    y: float
    #: Whether the text begins or ends there.
    anchor: str
    text: str


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Tick(NamedTuple):
    place: float
    label: int


@dataclass(frozen=True)
class Frame:
    """The area of a chart in its own units, with room for the words at its edges."""

    width: int = 480
    height: int = 240
    left: int = 44
    right: int = 12
    top: int = 14
    bottom: int = 44

    @property
    def inner_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        return self.height - self.top - self.bottom

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def end(self) -> int:
        return self.width - self.right

    @property
    def middle_x(self) -> float:
        return self.left + self.inner_width / 2

    @property
    def middle_y(self) -> float:
        return self.top + self.inner_height / 2

    def x(self, share: float) -> float:
        return round(self.left + self.inner_width * share, 1)

    def y(self, share: float) -> float:
        return round(self.floor - self.inner_height * share, 1)


@dataclass(frozen=True)
class Histogram:
    frame: Frame
    bars: tuple[Bar, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    #: Where the pass mark stands.
    mark_x: float


@dataclass(frozen=True)
class Scatter:
    """Facility from left to right, discrimination upwards."""

    frame: Frame
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero_y: float


def bin_of(score: float) -> int:
    """Tens of points; a hundred belongs to the last."""
    return min(int(score * BINS // 100), BINS - 1)


def histogram(scores: Iterable[float], *, pass_mark: int) -> Histogram:
    """How many attempts have which score, by tens; the last bar takes 90 to 100."""
    counts = [0] * BINS
    for score in scores:
        counts[bin_of(score)] += 1
    frame = Frame()
    ceiling = round_ceiling(max(counts))
    bars = []
    for place, count in enumerate(counts):
        left, right = frame.x(place / BINS), frame.x((place + 1) / BINS)
        top = frame.y(count / ceiling)
        high = 100 if place == BINS - 1 else place * BINS + BINS - 1
        bars.append(
            Bar(
                x=left + 2,
                y=top,
                width=round(right - left - 4, 1),
                height=round(frame.floor - top, 1),
                count=count,
                low=place * BINS,
                high=high,
                middle=round((left + right) / 2, 1),
            )
        )
    return Histogram(
        frame=frame,
        bars=tuple(bars),
        x_ticks=tuple(Tick(frame.x(score / 100), score) for score in range(0, 101, 20)),
        y_ticks=tuple(Tick(frame.y(label / ceiling), label) for label in steps(ceiling)),
        mark_x=frame.x(pass_mark / 100),
    )


def round_ceiling(highest: int) -> int:
    """The least of 4, 8, 20, 40, 80, 200 … that is not below `highest`: it can be cut into four whole steps."""
    power = 4
    while True:
        for factor in (1, 2, 5):
            if highest <= power * factor:
                return power * factor
        power *= 10


def steps(ceiling: int) -> range:
    return range(0, ceiling + 1, ceiling // 4)


def scatter(questions: Sequence[QuestionFigures]) -> Scatter | None:
    """The questions whose discrimination is known; None when there are none."""
    # Whatever has a discrimination has a maximum and so a facility, unless the question is worth nothing.
    known = [one for one in questions if one.statistics.discrimination_index is not None and one.statistics.maximum]
    if not known:
        return None
    frame = Frame(height=300)
    lowest = min(0, *(one.statistics.discrimination_index for one in known))
    bottom = -100 if lowest < -50 else -50 if lowest < 0 else 0

    def height_of(value: float) -> float:
        return frame.y((value - bottom) / (100 - bottom))

    points = [
        Point(frame.x(one.statistics.facility / 100), height_of(one.statistics.discrimination_index), one)
        for one in known
    ]
    return Scatter(
        frame=frame,
        points=tuple(points),
        labels=tuple(labels(points, frame)),
        x_ticks=tuple(Tick(frame.x(value / 100), value) for value in range(0, 101, 20)),
        y_ticks=tuple(Tick(height_of(value), value) for value in range(bottom, 101, 25 if bottom == 0 else 50)),
        zero_y=height_of(0),
    )


def labels(points: Sequence[Point], frame: Frame) -> list[Label]:
    """The codes of the questions that need looking at, beside their points; what has no room is in the table only."""
    taken = [Box(point.x - RADIUS, point.y - RADIUS, point.x + RADIUS, point.y + RADIUS) for point in points]
    found = []
    for point in points:
        if point.figures.tone == "ok":
            continue
        text = point.figures.question.code
        width = LETTER * len(text)
        right = Box(point.x + GAP, point.y - LINE / 2, point.x + GAP + width, point.y + LINE / 2)
        left = Box(point.x - GAP - width, right.top, point.x - GAP, right.bottom)
        for box, x, anchor in ((right, right.left, "start"), (left, left.right, "end")):
            is_inside = frame.left <= box.left and box.right <= frame.end
            if is_inside and not any(box.meets(other) for other in taken):
                found.append(Label(x, point.y, anchor, text))
                taken.append(box)
                break
    return found
