"""Lines of percentages as an inline drawing: no script, no outside file, and it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .report import Chart

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 14, 34
#: Lines differ by their dashes too, for whoever prints without colour or does not tell colours apart.
DASHES = ("none", "7 4", "2 4", "10 3 2 3", "1 3", "14 5")


@dataclass(frozen=True)
class Line:
    label: str
    path: str
    dots: list[tuple[float, float, str]]
    dash: str
    number: int


def drawing_of(chart: Chart) -> dict[str, Any]:
    """What templates/reports/framework/_chart.html draws; the vertical axis always runs from 0 to 100 %."""
    count = len(chart.labels)
    step = (WIDTH - LEFT - RIGHT) / max(1, count - 1)
    across = [round(LEFT + place * step, 1) for place in range(count)]
    lines = [_line(number, one, across, chart.labels) for number, one in enumerate(chart.series)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
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
    }


def _up(percent: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - percent / 100), 1)


def _line(number: int, series: Any, across: list[float], labels: Any) -> Line:
    dots, path, is_open = [], [], False
    for x, value, label in zip(across, series.values, labels, strict=True):
        if value is None:
            # A month that nobody could be counted in breaks the line instead of dropping it to nothing.
            is_open = False
            continue
        dots.append((x, _up(value), f"{series.label}, {label}: {value} %"))
        path.append(f"{'L' if is_open else 'M'}{x} {_up(value)}")
        is_open = True
    return Line(series.label, " ".join(path), dots, DASHES[number % len(DASHES)], number)
