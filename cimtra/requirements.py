"""The starter set of training requirements: legal basis, audience, and the aspects they help to prepare."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from django.db import transaction

from courses.api import TrainingRequirement

from .loading import DATA
from .models import Aspect, AspectRequirement, LoadedRow, Origin
from .shelf import Receipt, Shelf

STARTER_FILE = DATA / "requirements.yaml"
SHELF = "starter-requirements"


@cache
def starter_file() -> dict[str, Any]:
    return yaml.safe_load(STARTER_FILE.read_text(encoding="utf-8"))


def starter_audiences() -> dict[str, dict[str, Any]]:
    """For each starter requirement: whether everybody takes it, and otherwise which kinds of area."""
    return {
        entry["code"]: {"everyone": entry["everyone"], "area_types": list(entry["area_types"])}
        for entry in starter_file()["requirements"]
    }


@transaction.atomic
def load_training_requirements() -> Receipt:
    """Create the starter requirements and tie them to the aspects of the instrument in force; edited rows stay."""
    content = starter_file()
    receipt = Receipt()
    shelf = Shelf(SHELF, receipt)
    for entry in content["requirements"]:
        notes = [entry["description"], content["block_note"] if entry.get("block") else "", content["validity_note"]]
        requirement = shelf.put(
            f"requirement:{entry['code']}",
            TrainingRequirement,
            {"code": entry["code"]},
            {
                "title": entry["title"],
                "description": " ".join(note.strip() for note in notes if note),
                "basis": entry["basis"],
                "basis_kind": "law",
                "validity_months": 12,
                "audience_note": entry["audience_note"],
                "area_types": ",".join(entry["area_types"]),
            },
        )
        if requirement is not None:
            link_aspects(shelf, content["instrument"], requirement, entry)
    shelf.close()
    return receipt


def link_aspects(shelf: Shelf, instrument: str, requirement: TrainingRequirement, entry: dict[str, Any]) -> None:
    aspects = Aspect.objects.filter(instrument__code=instrument, instrument__is_current=True)
    if entry.get("block"):
        aspects = aspects.filter(block__code=entry["block"])
    else:
        aspects = aspects.filter(number__in=entry.get("aspects", []))
    for aspect in aspects.select_related("instrument"):
        shelf.put(
            f"link:{aspect.instrument.version}:{entry['code']}:{aspect.number}",
            AspectRequirement,
            {"aspect": aspect, "requirement": requirement},
            {"origin": Origin.PROPOSAL},
        )


@transaction.atomic
def link_requirements(courses: dict[str, Any]) -> int:
    """Let the starter courses (slug → page) satisfy their requirements; says how many links were made.

    A link that an editor has taken away is not made again.
    """
    made = 0
    done = set(LoadedRow.objects.filter(source=SHELF, key__startswith="course:").values_list("key", flat=True))
    requirements = {row.code: row for row in TrainingRequirement.objects.all()}
    for entry in starter_file()["requirements"]:
        key = f"course:{entry['code']}:{entry['course']}"
        course, requirement = courses.get(entry["course"]), requirements.get(entry["code"])
        if course is None or requirement is None or key in done:
            continue
        requirement.courses.add(course)
        LoadedRow.objects.create(source=SHELF, key=key, fingerprint="")
        made += 1
    return made
