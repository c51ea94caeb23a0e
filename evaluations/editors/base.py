"""An editor as a list of cells: what most types need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from ..plugins import QuestionEditor
from .cells import Cell, Faults
from .rows import Rows


class CellEditor(QuestionEditor):
    """Its body has one key per cell."""

    cells: Sequence[Cell] = ()
    #: Told above the fields.
    hint: Any = ""

    def read(self, data: Mapping, *, prefix: str, kind: str) -> dict:
        return {cell.name: cell.read(data, f"{prefix}-{cell.name}") for cell in self.cells}

    def is_blank(self, body: Mapping) -> bool:
        return all(cell.is_blank(body.get(cell.name, cell.blank)) for cell in self.cells)

    def faults(self, body: Mapping, *, prefix: str, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for cell in self.cells:
            found |= cell.faults(body.get(cell.name, cell.blank), f"{prefix}-{cell.name}")
        return found

    def draw(self, body: Mapping, *, prefix: str, kind: str, faults: Faults) -> str:
        return render_to_string(
            "evaluations/admin/editor.html",
            {
                "editor": self,
                "kind": kind,
                "prefix": prefix,
                "cells": [cell.draw(body.get(cell.name), f"{prefix}-{cell.name}", faults) for cell in self.cells],
            },
        )

    def lines(self, body: Mapping, *, kind: str) -> list[str]:
        found = []
        for cell in self.cells:
            value = body.get(cell.name, cell.blank)
            if isinstance(cell, Rows):
                found += cell.lines(value)
            elif value and (words := cell.in_words(value)):
                found.append(words)
        return found
