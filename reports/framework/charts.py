"""Lines of percentages as an inline drawing: no script, no outside file, and it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .report import Chart

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 26, 14, 34
#: Lines differ by their dashes and marks too, for whoever prints without colour or does not tell colours apart.
DASHES = ("none", "7 4", "2 4", "10 3 2 3", "1 3", "14 5")
MARKS = (
    "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
    "m-3.5 -3.5h7v7h-7z",
    "m0 -4.5l4.2 7.6h-8.4z",
    "m0 -4.8l4.8 4.8l-4.8 4.8l-4.8 -4.8z",
    "m0 4.5l4.2 -7.6h-8.4z",
    "m-1.3 -4.2h2.6v2.9h2.9v2.6h-2.9v2.9h-2.6v-2.9h-2.9v-2.6h2.9z",
)
#: On paper a stylesheet does not reach into the drawing, so it carries its colours: dark ones, which a copy keeps.
INKS = ("#1d2426", "#14505c", "#a12a1f", "#7d4a00", "#1f6b3b", "#4f5b60")
KEY_ACROSS, KEY_STEP = 240, 18


@dataclass(frozen=True)
class Dot:
    """A month of a line: where its mark is drawn, and what it says."""

    mark: str
    text: str


@dataclass(frozen=True)
class Line:
    label: str
    path: str
    dots: list[Dot]
    dash: str
    ink: str
    number: int
    key_x: int
    key_y: int
    key_mark: str

    @property
    def key_text(self) -> tuple[int, int]:
        return self.key_x + 36, self.key_y + 4


def drawing_of(chart: Chart) -> dict[str, Any]:
    """What _chart.html draws, on screen and on paper; the vertical axis always runs from 0 to 100 %.

    On paper the key stands below the axis, inside a drawing of `whole_height`.
    """
    count = len(chart.labels)
    step = (WIDTH - LEFT - RIGHT) / max(1, count - 1)
    across = [round(LEFT + place * step, 1) for place in range(count)]
    lines = [_line(number, one, across, chart.labels) for number, one in enumerate(chart.series)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "whole_height": HEIGHT + KEY_STEP * (-(-len(lines) // 3)) + 4,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "grid": [{"y": _up(percent), "text_y": _up(percent) + 4, "percent": percent} for percent in range(0, 101, 25)],
        "labels": [{"x": x, "text": label} for x, label in zip(across, chart.labels, strict=True)],
        "label_y": HEIGHT - 12,
        "lines": lines,
        "table": [
            {"label": label, "values": [series.values[place] for series in chart.series]}
            for place, label in enumerate(chart.labels)
        ],
        "by_line": [{"label": series.label, "values": list(series.values)} for series in chart.series],
    }


def _up(percent: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - percent / 100), 1)


def _line(number: int, series: Any, across: list[float], labels: Any) -> Line:
    dots, path, is_open = [], [], False
    mark = MARKS[number % len(MARKS)]
    for x, value, label in zip(across, series.values, labels, strict=True):
        if value is None:
            # A month that nobody could be counted in breaks the line instead of dropping it to nothing.
            is_open = False
            continue
        dots.append(Dot(f"M{x} {_up(value)}{mark}", f"{series.label}, {label}: {value} %"))
        path.append(f"{'L' if is_open else 'M'}{x} {_up(value)}")
        is_open = True
    key_x, key_y = LEFT + KEY_ACROSS * (number % 3), HEIGHT + KEY_STEP * (number // 3)
    return Line(
        label=series.label,
        path=" ".join(path),
        dots=dots,
        dash=DASHES[number % len(DASHES)],
        ink=INKS[number % len(INKS)],
        number=number,
        key_x=key_x,
        key_y=key_y,
        key_mark=f"M{key_x + 14} {key_y}{mark}",
    )
