"""A version as the content of a file: what is read again from it says the same."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import yaml
from django.db import models

from ..models import Instrument, Origin, lines_of
from .contents import parent_of, rows_of


def content_of(instrument: Instrument) -> dict[str, Any]:
    """The version in the shape of the packaged YAML file; six queries."""
    below: dict[str, list[tuple[str, models.Model]]] = defaultdict(list)
    for key, row in rows_of(instrument).items():
        kind = key.partition(":")[0]
        below[f"{kind}s of {parent_of(kind, row)}"].append((key, row))
    fields = [row for _key, row in below["fields of instrument"]]
    return {
        "schema_version": 1,
        "disclaimer": instrument.disclaimer,
        "instrument": _head(instrument),
        "fields": [_field(row) for row in fields],
        "blocks": [
            {
                **_block(row, field.code),
                "aspects": [_aspect(one, key, below) for key, one in below[f"aspects of {place}"]],
            }
            for field in fields
            for place, row in below[f"blocks of field:{field.code}"]
        ],
    }


def yaml_of(content: dict[str, Any]) -> bytes:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120).encode()


def plain_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _head(instrument: Instrument) -> dict[str, Any]:
    evidence = instrument.evidence
    return {
        "code": instrument.code,
        "name": instrument.name,
        "owner": instrument.owner,
        "origin": str(instrument.origin),
        "version": {
            "id": instrument.version,
            "label": instrument.label,
            "first_evidence": evidence.get("first_seen", ""),
            "first_evidence_source": evidence.get("first_seen_source", ""),
            "last_evidence": evidence.get("last_seen", ""),
            "last_evidence_source": evidence.get("last_seen_source", ""),
            "variables_count": evidence.get("variables_count", {}),
        },
        "scale": {
            "min": plain_number(instrument.scale_min),
            "max": plain_number(instrument.scale_max),
            "unit": instrument.scale_unit,
            "sources": evidence.get("scale_sources", []),
        },
        "points": evidence.get("points", {}),
        "points_known": instrument.points_known,
        "pass_mark": evidence.get("pass_mark", {}),
    }


def _field(row) -> dict[str, Any]:
    return {
        "number": row.number,
        "code": row.code,
        "title": row.title,
        "note": row.note,
        "sources": lines_of(row.sources),
    }


def _block(row, field_code: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "roman": row.roman,
        "code": row.code,
        "title": row.title,
        "field": field_code,
        "responsible_areas": row.area_lines,
        "training_topics": row.topic_lines,
    }


def _aspect(row, key: str, below: dict[str, list]) -> dict[str, Any]:
    return {
        "number": row.number,
        "code": row.code,
        "title": row.title,
        "update_frequency": {
            "value": row.frequency,
            "inferred": row.frequency_inferred,
            "note": row.frequency_note,
        },
        "evidence_kinds": row.evidence_kinds,
        "open_format": row.open_format,
        "open_format_inferred": row.open_format_inferred,
        "points": plain_number(row.points),
        "responsible_areas_hint": row.area_lines,
        "areas_inferred": row.areas_inferred,
        "sources": row.source_lines,
        "notes": row.notes,
        "subitems": [_variable(one) for _key, one in below[f"variables of {key}"]],
        "legal_refs": [
            {"key": one.key, "ref": one.text, "source": one.source} for _key, one in below[f"laws of {key}"]
        ],
    }


def _variable(row) -> dict[str, Any]:
    return {
        "key": row.key,
        "number": row.number,
        "number_inferred": row.number_inferred,
        "title": row.title,
        "points": plain_number(row.points),
        "origin": row.origin,
        "inferred": row.origin != Origin.OFFICIAL,
        "source": row.source,
    }
