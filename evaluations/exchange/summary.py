"""The outcome of an import in words and as a file: the same on the screen, in the terminal and in the receipt."""

from __future__ import annotations

from django.utils.translation import gettext as _

from people.api import Column, xlsx_file

from .planning import Plan
from .results import people_of

ACTIONS = ("created", "updated", "unchanged", "refused")


def summary_of(planned: Plan) -> dict:
    """What ``QuestionImport.outcome`` would say; nothing is written."""
    reading = planned.reading
    outcome = {
        **planned.counts,
        "refusals": planned.refusals,
        "set_aside": [{"where": str(one.where), "title": one.title, "reason": one.reason} for one in reading.set_aside],
        "remarks": list(reading.remarks),
        "notes": [{"title": one.title, "notes": list(one.notes)} for one in planned.questions if one.notes],
        "quizzes": [{"title": quiz.title, "questions": len(quiz.questions)} for quiz in reading.quizzes],
    }
    if reading.history:
        known = people_of(reading.history)
        found = sum((sitting.username, sitting.email) in known for sitting in reading.history)
        outcome["results"] = {
            "read": len(reading.history),
            "found": found,
            "not_found": len(reading.history) - found,
        }
    return outcome


def labels() -> dict[str, str]:
    return {
        "created": _("New questions"),
        "updated": _("With changes"),
        "unchanged": _("As they were"),
        "refused": _("Refused"),
    }


def as_text(outcome: dict) -> str:
    """The outcome for a terminal."""
    lines = [_("Read: %(count)d") % {"count": outcome["read"]}]
    lines += [f"  {labels()[action]}: {outcome[action]}" for action in ACTIONS]
    for one in outcome["refusals"]:
        lines.append(f"- {one['where']}: {one['reason']}" + (f" «{one['excerpt']}»" if one["excerpt"] else ""))
    lines += [f"- {one['where']}: {one['reason']}" for one in outcome["set_aside"]]
    lines += [f"· {one['title']}: {' '.join(one['notes'])}" for one in outcome["notes"]]
    lines += [f"· {remark}" for remark in outcome["remarks"]]
    if "results" in outcome:
        lines.append(
            _("Results of people: %(read)d read, %(found)d of people on the roster, %(missing)d of nobody known")
            % {
                "read": outcome["results"]["read"],
                "found": outcome["results"]["found"],
                "missing": outcome["results"]["not_found"],
            }
        )
    return "\n".join(lines)


def refusals_file(outcome: dict, *, file_name: str) -> bytes:
    """The refused ones with their reasons as a workbook."""
    columns = [
        Column(_("Where"), lambda row: row["where"], 20),
        Column(_("Question"), lambda row: row["title"], 40),
        Column(_("Why it was refused"), lambda row: row["reason"], 70),
        Column(_("Text"), lambda row: row.get("excerpt", ""), 70),
    ]
    return xlsx_file(
        title=_("Refused questions"),
        columns=columns,
        rows=[*outcome["refusals"], *outcome["set_aside"]],
        criteria_title=_("Import"),
        criteria=[(_("File"), file_name), (_("Read"), outcome["read"]), (_("Refused"), outcome["refused"])],
        author="Aula Clara",
    )
