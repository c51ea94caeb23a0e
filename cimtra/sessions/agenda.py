"""The agenda as lines of text: what a line keeps of the point that stood there, and what may not disappear."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..models import AgendaItem, CouncilSession, lines_of


class CannotChange(Exception):
    """It stays as it was; the message says why, for whoever asked."""


def as_text(session: CouncilSession) -> str:
    return "\n".join(item.text for item in session.agenda.all())


def write_agenda(session: CouncilSession, text: str) -> None:
    """One point per line. A point keeps its decision and votes where its words return, wherever they stand then; a
    line that merely takes the place of another is that point put in other words.

    Call it in a transaction. Raises CannotChange for two lines alike, and where a point that was decided or voted
    would disappear.
    """
    lines = lines_of(text)
    if len(set(lines)) < len(lines):
        raise CannotChange(_("Two points of the agenda have the same words."))
    items = list(session.agenda.prefetch_related("votes"))
    placed = _matched(items, lines)
    gone = [item for item in items if item not in placed.values()]
    for item in gone:
        if item.votes.all() or item.decision != AgendaItem.Decision.PENDING:
            raise CannotChange(
                _("Point %(number)d was decided or voted, so it cannot be taken out of the agenda.")
                % {"number": item.order}
            )
    _store(session, lines, placed, gone)


def _matched(items: list[AgendaItem], lines: list[str]) -> dict[int, AgendaItem]:
    """{place of the line: the point that it is}: by its words first, then by its place."""
    by_text = {item.text: item for item in items}
    placed = {place: by_text[line] for place, line in enumerate(lines) if line in by_text}
    left = {item.order - 1: item for item in items if item not in placed.values()}
    if len(lines) == len(items):
        placed |= {place: left[place] for place in range(len(lines)) if place not in placed and place in left}
    return placed


def _store(session: CouncilSession, lines: list[str], placed: dict[int, AgendaItem], gone: list[AgendaItem]) -> None:
    AgendaItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    # Places are unique, so all step aside before each takes its own.
    aside = 1000
    for item in placed.values():
        item.order += aside
    AgendaItem.objects.bulk_update(placed.values(), ["order"])
    for place, item in placed.items():
        item.order, item.text = place + 1, lines[place]
    AgendaItem.objects.bulk_update(placed.values(), ["order", "text"])
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, order=place + 1, text=line)
        for place, line in enumerate(lines)
        if place not in placed
    )
