"""The reports that there are, in the order of the menu."""

from __future__ import annotations

from collections.abc import Iterator

from .report import Report


class ReportRegistry:
    """Reports by slug; registering one again takes the place of the first."""

    def __init__(self) -> None:
        self._entries: dict[str, Report] = {}

    def register(self, report: Report) -> Report:
        self._entries[report.slug] = report
        return report

    def unregister(self, slug: str) -> None:
        del self._entries[slug]

    def get(self, slug: str) -> Report | None:
        return self._entries.get(slug)

    def __iter__(self) -> Iterator[Report]:
        return iter(sorted(self._entries.values(), key=lambda report: report.order))

    def __len__(self) -> int:
        return len(self._entries)


reports = ReportRegistry()
