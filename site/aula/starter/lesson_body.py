"""From the file of a lesson to the blocks of its page."""

import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from courses.api import LessonPage

from .markup import to_html

# Fixed, so that a block keeps its id (people's reading position hangs on it) when the lesson is loaded anew.
BLOCK_IDS = uuid.UUID("6d1b0f0e-6f0b-4d0e-9a54-0d7f8b7f3c11")


def lesson_body(lesson: dict[str, Any]) -> str:
    """The body of `lesson` as JSON for its StreamField, in the order in which it is read."""
    blocks = [_prose_block(block) for block in lesson["body"]]
    blocks += [
        ("case", lesson["case"]),
        ("do_this", {"actions": lesson["do_this"]}),
        ("common_errors", {"errors": lesson["common_errors"]}),
        ("check_question", lesson["check_question"]),
        ("summary", {"points": lesson["summary"]}),
        ("legal_references", {"references": lesson["legal_references"]}),
    ]
    if lesson["sources"]:
        blocks.append(("sources", {"sources": lesson["sources"]}))
    raw = [
        {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCK_IDS, f"{lesson['code']}:{place}"))}
        for place, (kind, value) in enumerate(blocks)
    ]
    return json.dumps(_as_stored(raw), cls=DjangoJSONEncoder)


def _prose_block(block: dict[str, Any]) -> tuple[str, Any]:
    ((kind, value),) = block.items()
    return PROSE[kind](value) if kind in PROSE else (kind, value)


def _table(value: dict[str, Any]) -> tuple[str, Any]:
    return "table", {
        "caption": value["caption"],
        "table": {
            "columns": [{"type": "text", "heading": heading} for heading in value["header"]],
            "rows": [{"values": row} for row in value["rows"]],
            "caption": "",
        },
    }


PROSE = {
    "text": lambda value: ("rich_text", to_html(value["body"], heading=value["heading"])),
    "area_example": lambda value: ("area_example", {"area": value["area"], "text": to_html(value["text"])}),
    "warning": lambda value: ("warning", {"text": to_html(value)}),
    "table": _table,
}


def _as_stored(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`raw` checked by the blocks themselves and in exactly the form in which they would save it."""
    block = LessonPage._meta.get_field("body").stream_block
    return block.get_prep_value(block.clean(block.to_python(raw)))
