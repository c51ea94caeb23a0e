"""What the board is narrowed to, read from the address; what is not known narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .board import Board, Line
from .look import WORDS, urgency_look

BY_NUMBER = "numero"


@dataclass(frozen=True, slots=True)
class Narrowed:
    urgency: str = ""
    block: int | None = None
    department: int | None = None
    order: str = ""

    @classmethod
    def asked(cls, given: Mapping[str, str], board: Board) -> Narrowed:
        """From an address; only blocks and departments that stand on the board are known."""
        blocks = {str(line.aspect.block_id): line.aspect.block_id for line in board.lines}
        departments = {str(one.pk): one.pk for line in board.lines for one in line.departments}
        return cls(
            urgency=WORDS.get(given.get("urgencia", ""), ""),
            block=blocks.get(given.get("bloque", "")),
            department=departments.get(given.get("direccion", "")),
            order=BY_NUMBER if given.get("orden") == BY_NUMBER else "",
        )

    def of(self, board: Board) -> list[Line]:
        lines = [
            line
            for line in board.lines
            if (not self.urgency or line.urgency == self.urgency)
            and (not self.block or line.aspect.block_id == self.block)
            and (not self.department or self.department in {one.pk for one in line.departments})
        ]
        return sorted(lines, key=lambda line: line.aspect.number) if self.order else lines

    def as_query(self, **changes: Any) -> str:
        now = replace(self, **changes)
        said = {
            "urgencia": urgency_look(now.urgency)["word"] if now.urgency else "",
            "bloque": now.block or "",
            "direccion": now.department or "",
            "orden": now.order,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.urgency or self.block or self.department)

    def in_words(self, board: Board) -> list[tuple[str, str]]:
        """Every filter as people say it, for the criteria of a file."""
        blocks = {line.aspect.block_id: str(line.aspect.block) for line in board.lines}
        departments = {one.pk: one.name for line in board.lines for one in line.departments}
        return [
            (_("What is urgent"), urgency_look(self.urgency)["label"] if self.urgency else _("Any")),
            (_("Block"), blocks.get(self.block, _("All"))),
            (_("Department"), departments.get(self.department, _("All"))),
            (_("Order"), _("By number") if self.order else _("What is most urgent first")),
        ]
