"""JSON of unknown origin: bounded in depth, free of NaN and of numbers without end."""

from __future__ import annotations

import json
import re
from typing import Any

from .exchange import NESTING

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class NotJson(ValueError):
    """The text is not JSON that may be read; ``line`` is where it stops being so, from 1, or 0."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def load(text: str, *, depth: int = NESTING) -> Any:
    """The value that `text` says. Raises ``NotJson``."""
    _check_depth(text, depth)
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, line=error.lineno) from error


def _check_depth(text: str, limit: int) -> None:
    level = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        first = found[0][0]
        if first in "[{":
            level += 1
            if level > limit:
                raise NotJson("nested too deep", line=text.count("\n", 0, found.start()) + 1)
        elif first in "]}":
            level -= 1


def _refuse(name: str) -> Any:
    raise NotJson(f"{name} is not a number")


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise NotJson("a number without end")
    return int(digits)
