"""Reads the file of a work plan and tells everything that is wrong with it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from ..loading import InstrumentFileError
from ..models import Obligation
from ..periods import quarter_of

NEEDED = {"code", "title", "starts_on", "ends_on", "objectives", "activities"}


def read_plan(path: Path) -> dict[str, Any]:
    """What the file holds; raises InstrumentFileError with a line for each mistake."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstrumentFileError(_("The file %(path)s cannot be read.") % {"path": path}) from error
    except yaml.YAMLError as error:
        raise InstrumentFileError(
            _("The file %(path)s is not valid YAML: %(error)s") % {"path": path, "error": error}
        ) from error
    problems = list(problems_in(content))
    if problems:
        raise InstrumentFileError("\n".join(problems))
    return content


def problems_in(content: Any) -> Iterator[str]:
    if not isinstance(content, dict) or not content.keys() >= NEEDED:
        yield _("A work plan needs the parts %(parts)s.") % {"parts": ", ".join(sorted(NEEDED))}
        return
    if not all(isinstance(content[name], dt.date) for name in ("starts_on", "ends_on")):
        yield _("The first and the last day of the plan must be dates such as 2020-02-15.")
    elif content["ends_on"] < content["starts_on"]:
        yield _("The plan ends before it begins.")
    for order, entry in enumerate(content["activities"], start=1):
        yield from problems_in_activity(order, entry, len(content["objectives"]))


def problems_in_activity(order: int, entry: dict[str, Any], objectives: int) -> Iterator[str]:
    number = {"number": order}
    if not entry.get("text"):
        yield _("Activity %(number)d says nothing.") % number
    if not all(1 <= objective <= objectives for objective in entry.get("objectives", [])):
        yield _("Activity %(number)d names an objective that the plan does not have.") % number
    unknown = set(entry.get("obligation_kinds", [])) - set(Obligation.Kind.values)
    if unknown:
        yield _("Activity %(number)d names unknown kinds of obligations: %(kinds)s.") % {
            **number,
            "kinds": ", ".join(sorted(unknown)),
        }
    if not all(isinstance(day, dt.date) and quarter_of(day).start == day for day in entry.get("quarters", [])):
        yield _("The quarters of activity %(number)d must be their first days, such as 2020-01-01.") % number
