"""Documents that replaced one another: what came before one, and which is the last of its line. One query each."""

from __future__ import annotations

from ..models import LibraryDocument

# A line is followed no further than this, whatever stands in the table.
MOST = 100
TABLE = LibraryDocument._meta.db_table

EARLIER = f"""
    WITH RECURSIVE line(id, place) AS (
        SELECT replaces_id, 1 FROM {TABLE} WHERE id = %s AND replaces_id IS NOT NULL
        UNION ALL
        SELECT older.replaces_id, line.place + 1 FROM {TABLE} older JOIN line ON older.id = line.id
        WHERE older.replaces_id IS NOT NULL AND line.place < {MOST}
    )
    SELECT document.* FROM {TABLE} document JOIN line ON document.id = line.id ORDER BY line.place
"""  # noqa: S608 - only the name of our own table
LATER = f"""
    WITH RECURSIVE line(id, place) AS (
        SELECT id, 1 FROM {TABLE} WHERE replaces_id = %s
        UNION ALL
        SELECT newer.id, line.place + 1 FROM {TABLE} newer JOIN line ON newer.replaces_id = line.id
        WHERE line.place < {MOST}
    )
    SELECT document.* FROM {TABLE} document JOIN line ON document.id = line.id ORDER BY line.place DESC
"""  # noqa: S608 - only the name of our own table


def earlier_than(document: LibraryDocument) -> list[LibraryDocument]:
    """The documents that `document` replaced, newest first."""
    return list(LibraryDocument.objects.raw(EARLIER, [document.pk])) if document.replaces_id else []


def public_successor(document: LibraryDocument) -> LibraryDocument | None:
    """The newest one that replaced `document`, directly or through others, and is public; None without one."""
    return next((one for one in LibraryDocument.objects.raw(LATER, [document.pk]) if one.live), None)
