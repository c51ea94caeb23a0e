"""The row that holds an answer, written in one statement: the highest number wins, whoever comes first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from .models import Answer

# One statement and no look before it: between a look and a write another save could come in, and each save of a town
# that takes a quiz at once would cost a query more.
INSERT = """
INSERT INTO evaluations_answer (attempt_question_id, selected, seq, received_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (attempt_question_id) DO UPDATE SET selected = excluded.selected, received_at = excluded.received_at,
"""
UNLESS_NEWER = "seq = excluded.seq WHERE excluded.seq >= evaluations_answer.seq RETURNING seq"
AS_THE_NEWEST = """
seq = CASE WHEN evaluations_answer.seq >= excluded.seq THEN evaluations_answer.seq + 1 ELSE excluded.seq END
RETURNING seq
"""


def store(
    *, attempt_question_id: int, selected: Any, seq: int | None, floor: int, received_at: dt.datetime
) -> int | None:
    """Write an answer, its number being `seq`, or with None the next one from `floor` on.

    Returns the number, or None when a higher one is stored and nothing was written. SQLite and PostgreSQL.
    """
    values = {"selected": selected, "seq": max(1, floor) if seq is None else seq, "received_at": received_at}
    prepared = [Answer._meta.get_field(name).get_db_prep_save(value, connection) for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(INSERT + (AS_THE_NEWEST if seq is None else UNLESS_NEWER), [attempt_question_id, *prepared])
        row = cursor.fetchone()
    return None if row is None else row[0]
