"""Rows of cells in an editor: options, pairs, levels. Blank rows do not count, so emptying one removes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from .cells import Cell, Faults

MAX_ROWS = 100


class Rows(Cell):
    """``[{cell name: value}]``, or ``[value]`` where each row has a single nameless cell."""

    template = "evaluations/admin/cells/rows.html"
    #: Rows are so long that each one can be folded away.
    folds = False
    #: The button that adds a row stands before them.
    adds_first = False
    #: The script numbers rows anew when one goes.
    renumbers = True

    def __init__(
        self,
        name: str,
        label: Any,
        *,
        cells: Sequence[Cell],
        row_label: Any,
        add_label: Any,
        shown: int = 1,
        most: int = MAX_ROWS,
        is_ordered: bool = False,
        unlike: str | None = None,
        **kwargs,
    ):
        """``row_label`` holds %(number)s; ``unlike`` is the cell in which no two rows may say the same."""
        super().__init__(name, label, **kwargs)
        self.cells, self.row_label, self.add_label = cells, row_label, add_label
        self.shown, self.most, self.is_ordered, self.unlike = shown, most, is_ordered, unlike
        self.is_bare = len(cells) == 1 and not cells[0].name

    # Reading

    def read(self, data: Mapping, full: str) -> list:
        rows = [self.read_row(data, f"{full}-{place}") for place in self._places(data, full)]
        return [row for row in rows if not self.is_blank_row(row)]

    def _places(self, data: Mapping, full: str) -> list[str]:
        """The rows in the order of the page: a browser sends fields as they stand there, moved ones too."""
        pattern = re.compile(rf"{re.escape(full)}-(\d{{1,5}})(?:-|$)")
        return list(dict.fromkeys(match[1] for name in data if (match := pattern.match(name))))[:MAX_ROWS]

    def read_row(self, data: Mapping, full: str) -> Any:
        if self.is_bare:
            return self.cells[0].read(data, full)
        return {cell.name: cell.read(data, f"{full}-{cell.name}") for cell in self.cells}

    def is_blank(self, value: Any) -> bool:
        return not value

    def is_blank_row(self, row: Any) -> bool:
        if self.is_bare:
            return self.cells[0].is_blank(row)
        return all(cell.is_blank(row[cell.name]) for cell in self.cells)

    # Checking

    def faults(self, value: Any, full: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, row in enumerate(value or []):
            found |= self.faults_of_row(row, f"{full}-{place}")
        return found | self._repeats(value or [], full) if self.unlike is not None else found

    def faults_of_row(self, row: Any, full: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for cell, value, name in self._cells_of(row, full):
            found |= cell.faults(value, name)
        return found

    def _repeats(self, rows: Sequence, full: str) -> dict[str, Any]:
        seen, found = set(), {}
        for place, row in enumerate(rows):
            said = plain_text(row if self.is_bare else row.get(self.unlike, "")).casefold()
            name = f"{full}-{place}" if self.is_bare else f"{full}-{place}-{self.unlike}"
            if said and said in seen:
                found[name] = _("Another row says the same.")
            seen.add(said)
        return found

    # Drawing

    def context(self, value: Any, full: str, faults: Faults) -> dict:
        rows = list(value or [])
        count = min(max(self.shown, len(rows)), self.most)
        rows += [None] * (count - len(rows))
        mark = f"__{self.name}__"
        return {
            "rows": [self.drawn_row(row, f"{full}-{place}", place + 1, faults) for place, row in enumerate(rows)],
            "blank_row": self.drawn_row(None, f"{full}-{mark}", mark, {}),
            "mark": mark,
        }

    def drawn_row(self, row: Any, full: str, number: Any, faults: Faults) -> dict:
        number = format_html("<span data-row-number>{}</span>", number)
        return {
            "full": full,
            "label": format_html(self.row_label.replace("%(number)s", "{}"), number),
            "cells": self.drawn_cells(row, full, faults),
            "is_open": not row or any(name.startswith(f"{full}-") for name in faults),
            "excerpt": self.excerpt(row) if row else "",
        }

    def excerpt(self, row: Any) -> str:
        """Stands beside the label of a row that is folded away."""
        return ""

    def drawn_cells(self, row: Any, full: str, faults: Faults) -> str:
        drawn = [cell.draw(value, name, faults) for cell, value, name in self._cells_of(row, full)]
        return format_html_join("", "{}", ((one,) for one in drawn))

    def _cells_of(self, row: Any, full: str) -> list[tuple[Cell, Any, str]]:
        if self.is_bare:
            return [(self.cells[0], row, full)]
        row = row or {}
        return [(cell, row.get(cell.name), f"{full}-{cell.name}") for cell in self.cells]

    # Telling

    def lines(self, value: Any) -> list[str]:
        """One line per row, and those of rows inside it after it."""
        found = []
        for number, row in enumerate(value or [], start=1):
            named = str(self.row_label).replace("%(number)s", str(number))
            cells = self._cells_of(row, "")
            said = [cell.in_words(one) for cell, one, _name in cells if not isinstance(cell, Rows) and one]
            found.append(f"{named}: {' · '.join(words for words in said if words)}")
            for cell, one, _name in cells:
                found += [f"{named}. {line}" for line in cell.lines(one)] if isinstance(cell, Rows) else []
        return found
