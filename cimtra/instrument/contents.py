"""What a file says of a version, row by row, in the values of the models; and the same of a version that is here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ..models import Aspect, Block, Field, Instrument, LegalReference, Origin, Variable

MODELS: dict[str, type[models.Model]] = {
    "instrument": Instrument,
    "field": Field,
    "block": Block,
    "aspect": Aspect,
    "variable": Variable,
    "law": LegalReference,
}
# What a later load compares to see whether somebody has edited a row.
NAMES = {
    "instrument": (
        *("name", "label", "owner", "disclaimer", "scale_min", "scale_max", "scale_unit", "points_known"),
        *("origin", "evidence"),
    ),
    "field": ("number", "title", "note", "sources"),
    "block": ("number", "roman", "title", "responsible_areas", "training_topics"),
    "aspect": (
        *("code", "title", "frequency", "frequency_inferred", "frequency_note", "open_format"),
        *("open_format_inferred", "evidence_kinds", "points", "responsible_areas", "sources", "notes"),
    ),
    "variable": ("number", "number_inferred", "title", "points", "origin", "source"),
    "law": ("text", "source"),
}
# Said by some files only; followed where it is said.
OPTIONAL = {"aspect": ("areas_inferred",)}


@dataclass(slots=True)
class Entry:
    """One row: `key` as «aspect:5», `values` by the names of its model, `parent` the key of what it hangs on."""

    key: str
    values: dict[str, Any]
    parent: str = ""
    order: int = 0
    identity: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def aspect_number(self) -> int:
        """Of an aspect, variable or law."""
        return int(self.key.split(":")[1])


def label_of(kind: str, values: dict[str, Any], key: str) -> str:
    """What a row is called where people read of it."""
    if kind == "instrument":
        return _("Data of the version")
    if kind == "field":
        return _("Field «%(title)s»") % values
    if kind == "block":
        return _("Block %(roman)s · %(title)s") % values
    number = int(key.split(":")[1])
    if kind == "aspect":
        return _("Aspect %(number)d · %(title)s") % {"number": number, "title": values["title"]}
    text = f"{values['number']} {values['title']}".strip() if kind == "variable" else values["text"]
    sentence = (
        _("Aspect %(number)d, variable «%(text)s»") if kind == "variable" else _("Aspect %(number)d, law «%(text)s»")
    )
    return sentence % {"number": number, "text": text}


def short_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def source_of(code: str, version: str) -> str:
    """Under which name the rows of the packaged file are remembered."""
    return f"{code}/{version}"


def import_source_of(code: str, version: str) -> str:
    """The same of what people upload: for the packaged file that is an edit like any other."""
    return f"{code}/{version}/importada"


def number_of(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def entries_of(content: dict[str, Any]) -> dict[str, Entry]:
    """All rows of a file that has no problems, parents first."""
    found: dict[str, Entry] = {}
    for entry in _entries(content):
        found[entry.key] = entry
    return found


def _entries(content: dict[str, Any]) -> Iterator[Entry]:
    head = content["instrument"]
    identity = {"code": head["code"], "version": str(head["version"]["id"])}
    yield Entry("instrument", instrument_values(content), identity=identity)
    for place, entry in enumerate(content["fields"]):
        values = {
            "number": entry["number"],
            "title": entry["title"],
            "note": entry.get("note") or "",
            "sources": "\n".join([*(entry.get("sources") or []), *filter(None, [entry.get("conflict_source")])]),
        }
        yield Entry(f"field:{entry['code']}", values, "instrument", place, {"code": entry["code"]})
    for place, entry in enumerate(content["blocks"]):
        values = {
            "number": entry["number"],
            "roman": entry["roman"],
            "title": entry["title"],
            "responsible_areas": "\n".join(entry.get("responsible_areas") or []),
            "training_topics": "\n".join(entry.get("training_topics") or []),
        }
        key = f"block:{entry['code']}"
        yield Entry(key, values, f"field:{entry['field']}", place, {"code": entry["code"]})
        for aspect in entry.get("aspects") or []:
            yield from _aspect_entries(aspect, key)


def _aspect_entries(entry: dict[str, Any], block: str) -> Iterator[Entry]:
    key = f"aspect:{entry['number']}"
    yield Entry(key, aspect_values(entry), block, entry["number"], {"number": entry["number"]})
    for place, (own, values) in enumerate(variables_of(entry)):
        yield Entry(f"variable:{entry['number']}:{own}", values, key, place, {"key": own})
    for place, reference in enumerate(entry.get("legal_refs") or []):
        own = reference.get("key") or short_key(reference["ref"])
        values = {"text": reference["ref"], "source": reference.get("source") or ""}
        yield Entry(f"law:{entry['number']}:{own}", values, key, place, {"key": own})


def instrument_values(content: dict[str, Any]) -> dict[str, Any]:
    head, version = content["instrument"], content["instrument"]["version"]
    scale, points = head.get("scale") or {}, head.get("points") or {}
    return {
        "name": head["name"],
        "label": version["label"],
        "owner": head.get("owner") or "",
        "disclaimer": content.get("disclaimer") or "",
        "scale_min": number_of(scale.get("min", 0)),
        "scale_max": number_of(scale.get("max", 100)),
        "scale_unit": scale.get("unit") or "",
        "points_known": bool(head.get("points_known", points.get("known"))),
        # A catalogue put together from public material stays a proposal as a whole until the owner confirms it.
        "origin": head.get("origin") or Origin.PROPOSAL.value,
        "evidence": {
            "first_seen": version.get("first_evidence", ""),
            "first_seen_source": version.get("first_evidence_source", ""),
            "last_seen": version.get("last_evidence", ""),
            "last_seen_source": version.get("last_evidence_source", ""),
            "variables_count": version.get("variables_count", {}),
            "scale_sources": scale.get("sources", []),
            "pass_mark": head.get("pass_mark", {}),
            "points": points,
        },
    }


def aspect_values(entry: dict[str, Any]) -> dict[str, Any]:
    frequency = entry["update_frequency"]
    values = {
        "code": entry.get("code") or "",
        "title": entry["title"],
        "frequency": frequency.get("value", ""),
        "frequency_inferred": bool(frequency.get("inferred", True)),
        "frequency_note": frequency.get("note") or "",
        "open_format": bool(entry.get("open_format")),
        "open_format_inferred": bool(entry.get("open_format_inferred", True)),
        "evidence_kinds": entry.get("evidence_kinds") or [],
        "points": number_of(entry.get("points")),
        "responsible_areas": "\n".join(entry.get("responsible_areas_hint") or []),
        "sources": "\n".join(entry.get("sources") or []),
        "notes": "\n\n".join(filter(None, [entry.get("notes"), entry.get("block_note")])),
    }
    if "areas_inferred" in entry:
        values["areas_inferred"] = bool(entry["areas_inferred"])
    return values


def variables_of(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in entry.get("subitems") or []:
        number = str(item.get("number") or "")
        stated = Origin.PROPOSAL if item.get("inferred", True) else Origin.OFFICIAL
        yield (
            item.get("key") or (f"of-{number}" if number else short_key(item["title"])),
            {
                "number": number,
                "number_inferred": bool(item.get("number_inferred")),
                "title": item["title"],
                "points": number_of(item.get("points")),
                "origin": item.get("origin") or stated.value,
                "source": item.get("source") or "",
            },
        )
    for check in entry.get("suggested_checks") or []:
        yield (
            short_key(check["text"]),
            {
                "number": "",
                "number_inferred": False,
                "title": check["text"],
                "points": None,
                "origin": Origin.PROPOSAL.value,
                "source": "",
            },
        )


def rows_of(instrument: Instrument) -> dict[str, models.Model]:
    """The rows of a version that is here, by the same keys, parents first; six queries for any number of rows."""
    fields = Field.objects.filter(instrument=instrument)
    blocks = Block.objects.filter(field__instrument=instrument).select_related("field").order_by("number")
    aspects = Aspect.objects.filter(instrument=instrument).select_related("block").order_by("number")
    hanging = {"aspect__instrument": instrument}
    # The two databases put empty places at different ends.
    in_order = ("aspect__number", models.F("sort_order").asc(nulls_first=True), "pk")
    variables = Variable.objects.filter(**hanging).select_related("aspect").order_by(*in_order)
    laws = LegalReference.objects.filter(**hanging).select_related("aspect").order_by(*in_order)
    return {
        "instrument": instrument,
        **{f"field:{row.code}": row for row in fields.order_by("number")},
        **{f"block:{row.code}": row for row in blocks},
        **{f"aspect:{row.number}": row for row in aspects},
        **{f"variable:{row.aspect.number}:{row.key}": row for row in variables},
        **{f"law:{row.aspect.number}:{row.key}": row for row in laws},
    }


def values_of(kind: str, row: models.Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*NAMES[kind], *OPTIONAL.get(kind, ()))}


def parent_of(kind: str, row: models.Model) -> str:
    """The key of what a row of the database hangs on."""
    if kind == "field":
        return "instrument"
    if kind == "block":
        return f"field:{row.field.code}"
    if kind == "aspect":
        return f"block:{row.block.code}"
    return f"aspect:{row.aspect.number}" if kind in ("variable", "law") else ""
