"""Loads a version of the instrument from YAML, as often as one likes, never over an editor's changes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction
from django.utils.translation import gettext as _

from .models import (
    Aspect,
    Block,
    EvidenceKind,
    Field,
    Frequency,
    Instrument,
    LegalReference,
    LoadedRow,
    Origin,
    Variable,
)

DATA = Path(__file__).resolve().parent / "data"
DEFAULT_FILE = DATA / "cimtra-municipal-45.yaml"


class InstrumentFileError(Exception):
    """The file cannot be loaded; the message says where and why."""


@dataclass
class Receipt:
    """What a load did; `kept` names the rows that an editor has changed or deleted."""

    counts: Counter = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return self.counts["created"] + self.counts["updated"]


def fingerprint(values: dict[str, Any]) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        if isinstance(value, Decimal):
            return str(value.normalize())
        return str(value)

    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


class Shelf:
    """Writes rows of one source and remembers each as written, so that a later load sees which were touched."""

    def __init__(self, source: str, receipt: Receipt):
        self.source = source
        self.receipt = receipt
        self.known = dict(LoadedRow.objects.filter(source=source).values_list("key", "fingerprint"))
        self.fresh: dict[str, str] = {}

    def put(
        self,
        key: str,
        model: type[models.Model],
        lookup: dict[str, Any],
        values: dict[str, Any],
        initial: dict[str, Any] | None = None,
    ):
        """Return the row for `lookup` with `values`, or as an editor left it; None where an editor deleted it.

        `initial` is written to a new row only: the order of a list belongs to the editor afterwards.
        """
        row = model._default_manager.filter(**lookup).first()
        wanted = fingerprint(values)
        if row is None:
            if key in self.known:
                self._keep(key)
                return None
            row = model._default_manager.create(**lookup, **values, **(initial or {}))
            self._remember(key, wanted, "created")
            return row
        present = fingerprint({name: getattr(row, name) for name in values})
        if present == wanted:
            self._remember(key, wanted, "unchanged")
        elif self.known.get(key) == present:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            self._remember(key, wanted, "updated")
        else:
            self._keep(key)
        return row

    def _remember(self, key: str, value: str, outcome: str) -> None:
        if self.known.get(key) != value:
            self.fresh[key] = value
        self.receipt.counts[outcome] += 1

    def close(self) -> None:
        """Store what was remembered, in one statement."""
        LoadedRow.objects.bulk_create(
            [LoadedRow(source=self.source, key=key, fingerprint=value) for key, value in self.fresh.items()],
            update_conflicts=True,
            unique_fields=["source", "key"],
            update_fields=["fingerprint"],
        )

    def _keep(self, key: str) -> None:
        self.receipt.counts["kept"] += 1
        self.receipt.kept.append(key)


def read(path: Path) -> dict[str, Any]:
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
    """Everything that is wrong with the file, so that it is mended in one go."""
    if not isinstance(content, dict) or not {"instrument", "fields", "blocks"} <= content.keys():
        yield _("The file needs the parts «instrument», «fields» and «blocks».")
        return
    fields = {entry.get("code") for entry in content["fields"]}
    seen: set[int] = set()
    for block in content["blocks"]:
        if block.get("field") not in fields:
            yield _("Block %(block)s names a field that is not in the file.") % {"block": block.get("roman")}
        for aspect in block.get("aspects", []):
            number = aspect.get("number")
            if not isinstance(number, int) or not aspect.get("title"):
                yield _("An aspect of block %(block)s lacks its number or title.") % {"block": block.get("roman")}
                continue
            if number in seen:
                yield _("Aspect %(number)s appears twice.") % {"number": number}
            seen.add(number)
            yield from problems_in_aspect(aspect)
    announced = content["instrument"].get("version", {}).get("aspects_count")
    if announced is not None and announced != len(seen):
        yield _("The file announces %(announced)d aspects and brings %(found)d.") % {
            "announced": announced,
            "found": len(seen),
        }


def problems_in_aspect(aspect: dict[str, Any]) -> Iterator[str]:
    number = aspect["number"]
    if aspect.get("update_frequency", {}).get("value") not in Frequency.values:
        yield _("Aspect %(number)s has an unknown frequency.") % {"number": number}
    unknown = set(aspect.get("evidence_kinds", [])) - set(EvidenceKind.values)
    if unknown:
        yield _("Aspect %(number)s has unknown kinds of evidence: %(kinds)s.") % {
            "number": number,
            "kinds": ", ".join(sorted(unknown)),
        }
    for item in aspect.get("subitems", []):
        if not item.get("inferred", True) and not item.get("source"):
            yield _("A variable of aspect %(number)s is called official but names no source.") % {"number": number}


@transaction.atomic
def load_instrument(path: Path | str = DEFAULT_FILE) -> Receipt:
    """Bring the instrument of the file `path` into the database."""
    content = read(Path(path))
    receipt = Receipt()
    head, version = content["instrument"], content["instrument"]["version"]
    shelf = Shelf(f"{head['code']}/{version['id']}", receipt)
    instrument = shelf.put(
        "instrument", Instrument, {"code": head["code"], "version": version["id"]}, instrument_values(content)
    )
    if instrument is not None:
        load_contents(shelf, instrument, content)
    shelf.close()
    return receipt


def load_contents(shelf: Shelf, instrument: Instrument, content: dict[str, Any]) -> None:
    if not Instrument.objects.filter(code=instrument.code, is_current=True).exists():
        instrument.is_current = True
        instrument.save(update_fields=["is_current"])
    for entry in content["fields"]:
        shelf.put(
            f"field:{entry['code']}",
            Field,
            {"instrument": instrument, "code": entry["code"]},
            {
                "number": entry["number"],
                "title": entry["title"],
                "note": entry.get("note", ""),
                "sources": "\n".join([*entry.get("sources", []), *filter(None, [entry.get("conflict_source")])]),
            },
        )
    fields = {row.code: row for row in instrument.fields.all()}
    for entry in content["blocks"]:
        if entry["field"] in fields:
            load_block(shelf, fields[entry["field"]], entry)


def instrument_values(content: dict[str, Any]) -> dict[str, Any]:
    head, version = content["instrument"], content["instrument"]["version"]
    scale = head.get("scale", {})
    return {
        "name": head["name"],
        "label": version["label"],
        "owner": head.get("owner", ""),
        "disclaimer": content.get("disclaimer", ""),
        "scale_min": Decimal(scale.get("min", 0)),
        "scale_max": Decimal(scale.get("max", 100)),
        "scale_unit": scale.get("unit", ""),
        "points_known": bool(head.get("points", {}).get("known")),
        # A catalogue put together from public material stays a proposal as a whole until the owner confirms it.
        "origin": Origin.PROPOSAL,
        "evidence": {
            "first_seen": version.get("first_evidence", ""),
            "first_seen_source": version.get("first_evidence_source", ""),
            "last_seen": version.get("last_evidence", ""),
            "last_seen_source": version.get("last_evidence_source", ""),
            "variables_count": version.get("variables_count", {}),
            "scale_sources": scale.get("sources", []),
            "pass_mark": head.get("pass_mark", {}),
            "points": head.get("points", {}),
        },
    }


def load_block(shelf: Shelf, parent: Field, entry: dict[str, Any]) -> None:
    block = shelf.put(
        f"block:{entry['code']}",
        Block,
        {"field": parent, "code": entry["code"]},
        {
            "number": entry["number"],
            "roman": entry["roman"],
            "title": entry["title"],
            "responsible_areas": "\n".join(entry.get("responsible_areas", [])),
            "training_topics": "\n".join(entry.get("training_topics", [])),
        },
    )
    if block is None:
        return
    for aspect in entry["aspects"]:
        load_aspect(shelf, block, aspect)


def load_aspect(shelf: Shelf, block: Block, entry: dict[str, Any]) -> None:
    frequency = entry["update_frequency"]
    points = entry.get("points")
    aspect = shelf.put(
        f"aspect:{entry['number']}",
        Aspect,
        {"instrument_id": block.field.instrument_id, "number": entry["number"]},
        {
            "block": block,
            "code": entry.get("code", ""),
            "title": entry["title"],
            "frequency": frequency["value"],
            "frequency_inferred": frequency.get("inferred", True),
            "frequency_note": frequency.get("note", ""),
            "open_format": bool(entry.get("open_format")),
            "open_format_inferred": entry.get("open_format_inferred", True),
            "evidence_kinds": entry.get("evidence_kinds", []),
            "points": None if points is None else Decimal(str(points)),
            "responsible_areas": "\n".join(entry.get("responsible_areas_hint", [])),
            "sources": "\n".join(entry.get("sources", [])),
            "notes": "\n\n".join(filter(None, [entry.get("notes"), entry.get("block_note")])),
        },
    )
    if aspect is None:
        return
    for order, (key, values) in enumerate(variables_of(entry)):
        shelf.put(
            f"variable:{entry['number']}:{key}",
            Variable,
            {"aspect": aspect, "key": key},
            values,
            initial={"sort_order": order},
        )
    for order, reference in enumerate(entry.get("legal_refs", [])):
        key = short_key(reference["ref"])
        shelf.put(
            f"law:{entry['number']}:{key}",
            LegalReference,
            {"aspect": aspect, "key": key},
            {"text": reference["ref"], "source": reference.get("source", "")},
            initial={"sort_order": order},
        )


def variables_of(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in entry.get("subitems", []):
        stated = not item.get("inferred", True)
        points = item.get("points")
        number = item.get("number") or ""
        yield (
            f"of-{number}" if number else short_key(item["title"]),
            {
                "number": number,
                "number_inferred": bool(item.get("number_inferred")),
                "title": item["title"],
                "points": None if points is None else Decimal(str(points)),
                "origin": Origin.OFFICIAL if stated else Origin.PROPOSAL,
                "source": item.get("source", ""),
            },
        )
    for check in entry.get("suggested_checks", []):
        yield (
            short_key(check["text"]),
            {
                "number": "",
                "number_inferred": False,
                "title": check["text"],
                "points": None,
                "origin": Origin.PROPOSAL,
                "source": "",
            },
        )


def short_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
