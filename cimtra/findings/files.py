"""Findings and what departments have resolved, as columns of XLSX and CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Column, User, table_file

from ..models import Finding
from .events import name_of
from .lists import Tally, is_overdue
from .narrowing import Narrowed


def finding_columns() -> list[Column]:
    """Rows are findings of `with_names`."""
    return [
        Column(_("Number"), lambda one: one.number, 10),
        Column(_("Kind"), lambda one: one.get_kind_display(), 16),
        Column(_("What it says"), lambda one: one.text, 60),
        Column(_("Aspect"), lambda one: one.aspect.number if one.aspect else None, 10),
        Column(_("Title of the aspect"), lambda one: one.aspect.title if one.aspect else "", 40),
        Column(_("Block"), lambda one: str(one.aspect.block) if one.aspect else "", 30),
        Column(_("Evaluation"), lambda one: one.round.name if one.round else "", 26),
        Column(_("Department"), lambda one: one.department.name if one.department else "", 30),
        Column(_("Who attends to it"), lambda one: one.person.full_name if one.person else "", 28),
        Column(_("Commitment"), lambda one: one.commitment, 40),
        Column(_("Due on"), lambda one: one.due_on, 14),
        Column(_("State"), lambda one: one.get_state_display(), 24),
        Column(_("Since"), lambda one: timezone.localdate(one.state_since), 14),
        Column(_("Overdue"), lambda one: _("Yes") if is_overdue(one) else _("No"), 10),
        Column(_("Effort"), lambda one: one.get_effort_display(), 12),
    ]


def tally_columns() -> list[Column]:
    """Rows are `lists.Tally`."""
    named = Finding.State
    return [
        Column(_("Department"), lambda one: one.name, 40),
        Column(_("Findings"), lambda one: one.total, 14),
        Column(str(named.PENDING.label), lambda one: one.pending, 14),
        Column(str(named.IN_PROGRESS.label), lambda one: one.in_progress, 14),
        Column(str(named.RETURNED.label), lambda one: one.returned, 14),
        Column(str(named.ATTENDED.label), lambda one: one.attended, 18),
        Column(str(named.VERIFIED.label), lambda one: one.verified, 14),
        Column(_("Overdue"), lambda one: one.overdue, 14),
        Column(_("Resolved, in per cent"), lambda one: one.percent, 14),
    ]


def table_of(
    kind: str,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Finding] | Sequence[Tally],
    narrowed: Narrowed,
    author: User,
) -> bytes:
    """The rows as XLSX or CSV; a workbook says on its first sheet what they were narrowed to."""
    criteria: list[tuple[str, Any]] = [
        (_("Made"), timezone.now()),
        *(narrowed.in_words() or [(_("Narrowed to"), _("Nothing: all of them"))]),
        (_("Rows"), len(rows)),
        (_("Author"), name_of(author)),
    ]
    return table_file(kind, title=title, columns=columns, rows=rows, criteria=criteria, author=name_of(author))
