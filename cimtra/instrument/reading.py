"""From an uploaded or packaged YAML file to its content; whatever is wrong with it is told in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import InvalidOperation
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import EvidenceKind, Frequency, Origin
from .contents import MODELS, entries_of, label_of

LARGEST_YAML = 1024 * 1024
MOST_PROBLEMS = 100
# What stands where: a type, a group of fields, or a list of such. Whatever else a file brings is not read.
NUMBER = int | float | str
VARIABLE = {
    **dict.fromkeys(("key", "title", "source"), str),
    "number": NUMBER,
    "points": NUMBER,
    "origin": str,
    "inferred": bool,
    "number_inferred": bool,
}
ASPECT = {
    "number": int,
    "code": str,
    "title": str,
    "points": NUMBER,
    "notes": str,
    "block_note": str,
    "update_frequency": {"value": str, "inferred": bool, "note": str},
    "evidence_kinds": [str],
    "responsible_areas_hint": [str],
    "sources": [str],
    **dict.fromkeys(("open_format", "open_format_inferred", "areas_inferred"), bool),
    "subitems": [VARIABLE],
    "suggested_checks": [{"text": str}],
    "legal_refs": [{"key": str, "ref": str, "source": str}],
}
BLOCK = {
    "number": int,
    "roman": str,
    "code": str,
    "title": str,
    "field": str,
    "responsible_areas": [str],
    "training_topics": [str],
    "aspects": [ASPECT],
}
SHAPE = {
    "disclaimer": str,
    "instrument": {
        "code": str,
        "name": str,
        "owner": str,
        "origin": str,
        "points_known": bool,
        "version": {
            "id": NUMBER,
            "label": str,
            "aspects_count": int,
            "variables_count": {},
            **dict.fromkeys(("first_evidence", "first_evidence_source", "last_evidence", "last_evidence_source"), str),
        },
        "scale": {"min": NUMBER, "max": NUMBER, "unit": str, "sources": [str]},
        "points": {"known": bool},
        "pass_mark": {},
    },
    "fields": [
        {"number": int, "code": str, "title": str, "note": str, "conflict_source": str, "sources": [str]},
    ],
    "blocks": [BLOCK],
}


class InstrumentFileError(Exception):
    """The file cannot be loaded; the message says where and why, one line for each problem."""

    @property
    def problems(self) -> list[str]:
        return str(self).splitlines()


class _PlainLoader(yaml.SafeLoader):
    """YAML without references, a few lines of which could unfold to gigabytes; days stay texts as they are written."""

    yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(_("References (*name) are not taken."))
        return super().compose_node(parent, index)


def content_of_yaml(data: bytes, *, name: str) -> dict[str, Any]:
    """The content of a YAML file, checked; raises InstrumentFileError."""
    if len(data) > LARGEST_YAML:
        raise InstrumentFileError(_("The file «%(name)s» is larger than 1 MB.") % {"name": name})
    try:
        # _PlainLoader is a SafeLoader: it makes texts, numbers, lists and dictionaries only.
        content = yaml.load(data.decode("utf-8-sig"), Loader=_PlainLoader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise InstrumentFileError(_("The file «%(name)s» is not text in UTF-8.") % {"name": name}) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InstrumentFileError(
            _("The file %(path)s is not valid YAML: %(error)s") % {"path": name, "error": error}
        ) from error
    return checked(content)


def checked(content: Any) -> dict[str, Any]:
    """`content` itself when it has no problems; raises InstrumentFileError with all of them."""
    problems = list(dict.fromkeys(problems_in(content)))
    if problems:
        told = problems[:MOST_PROBLEMS]
        if len(problems) > MOST_PROBLEMS:
            told.append(_("…and %(number)d more.") % {"number": len(problems) - MOST_PROBLEMS})
        raise InstrumentFileError("\n".join(told))
    return content


def problems_in(content: Any) -> Iterator[str]:
    """Everything that is wrong with the file, so that it is mended in one go."""
    if not isinstance(content, dict) or not all(content.get(part) for part in ("instrument", "fields", "blocks")):
        yield _("The file needs the parts «instrument», «fields» and «blocks».")
        return
    # Each look trusts what the ones before it have found in order.
    for look in (lambda told: _misshapen(told, SHAPE, ""), _lacking):
        problems = [*look(content)]
        yield from problems
        if problems:
            return
    yield from _problems_of_order(content)
    yield from _unfit(content)


def _misshapen(value: Any, shape: Any, place: str) -> Iterator[str]:
    """Where something else stands than `shape` expects. Whatever may be missing may be empty as well."""
    if value is None:
        return
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield _("«%(place)s» must be a group of fields.") % {"place": place}
            return
        for name, inner in shape.items():
            yield from _misshapen(value.get(name), inner, f"{place}.{name}" if place else name)
    elif isinstance(shape, list):
        if not isinstance(value, list) or None in value:
            yield _("«%(place)s» must be a list.") % {"place": place}
            return
        for order, one in enumerate(value, start=1):
            yield from _misshapen(one, shape[0], f"{place}.{order}")
    elif not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool):
        words = {"place": place, "value": str(value)[:60], "kind": _kind_in_words(shape)}
        yield _("«%(place)s» must be %(kind)s, and not «%(value)s».") % words


def _kind_in_words(shape: Any) -> str:
    if shape is bool:
        return pgettext("kind of value", "yes or no")
    return pgettext("kind of value", "a whole number") if shape is int else pgettext("kind of value", "a text")


def _problems_of_order(content: dict[str, Any]) -> Iterator[str]:
    """Blocks without field, aspects twice, and a file that does not bring what it announces."""
    fields = {entry.get("code") for entry in content["fields"]}
    numbers: Counter[int] = Counter()
    for block in content["blocks"]:
        if block.get("field") not in fields:
            yield _("Block %(block)s names a field that is not in the file.") % {"block": block.get("roman")}
        for aspect in block.get("aspects") or []:
            numbers[aspect["number"]] += 1
            yield from problems_in_aspect(aspect)
    for number in (number for number, times in numbers.items() if times > 1):
        yield _("Aspect %(number)s appears twice.") % {"number": number}
    announced = content["instrument"]["version"].get("aspects_count")
    if announced is not None and announced != len(numbers):
        yield _("The file announces %(announced)s aspects and brings %(found)d.") % {
            "announced": announced,
            "found": len(numbers),
        }
    for part in ("fields", "blocks"):
        for name in ("code", "number"):
            yield from _twice(part, name, [row.get(name) for row in content[part]])


def _twice(part: str, name: str, values: Iterable[Any]) -> Iterator[str]:
    for value, times in Counter(map(str, values)).items():
        if times > 1:
            yield _("In «%(part)s», «%(name)s» %(value)s appears more than once.") % {
                "part": part,
                "name": name,
                "value": value,
            }


def problems_in_aspect(aspect: dict[str, Any]) -> Iterator[str]:
    number = aspect["number"]
    if aspect["update_frequency"].get("value") not in Frequency.values:
        yield _("Aspect %(number)s has an unknown frequency.") % {"number": number}
    unknown = set(aspect.get("evidence_kinds") or []) - set(EvidenceKind.values)
    if unknown:
        yield _("Aspect %(number)s has unknown kinds of evidence: %(kinds)s.") % {
            "number": number,
            "kinds": ", ".join(sorted(unknown)),
        }
    items = aspect.get("subitems") or []
    for item in items:
        official = not item.get("inferred", True) or item.get("origin") == Origin.OFFICIAL
        if official and not item.get("source"):
            yield _("A variable of aspect %(number)s is called official but names no source.") % {"number": number}
    for name in ("number", "key"):
        named = [str(item[name]) for item in items if item.get(name)]
        yield from _twice(_("variables of aspect %(number)s") % {"number": number}, name, named)


def _lacking(content: dict[str, Any]) -> Iterator[str]:
    head = content["instrument"]
    required = [
        (_("Data of the version"), head, ("code", "name")),
        (_("Data of the version"), head.get("version") or {}, ("id", "label")),
        *(
            (_("Field %(number)s") % {"number": row.get("number")}, row, ("code", "number", "title"))
            for row in content["fields"]
        ),
        *(
            (_("Block %(number)s") % {"number": row.get("number")}, row, ("code", "number", "roman", "title", "field"))
            for row in content["blocks"]
        ),
    ]
    for block in content["blocks"]:
        for aspect in block.get("aspects") or []:
            place = _("Aspect %(number)s") % {"number": aspect.get("number")}
            required += [(place, aspect, ("number", "title", "update_frequency"))]
            required += [(place, item, ("title",)) for item in aspect.get("subitems") or []]
            required += [(place, item, ("text",)) for item in aspect.get("suggested_checks") or []]
            required += [(place, item, ("ref",)) for item in aspect.get("legal_refs") or []]
    for place, row, names in required:
        for name in names:
            if row.get(name) in (None, ""):
                yield _("%(place)s: «%(name)s» is missing.") % {"place": place, "name": name}


def _unfit(content: dict[str, Any]) -> Iterator[str]:
    """What the fields of the models would refuse: texts too long, numbers out of range, unknown choices."""
    try:
        entries = entries_of(content)
    except InvalidOperation:
        yield _("A number of the file cannot be read as one.")
        return
    for entry in entries.values():
        model = MODELS[entry.kind]
        row = model(**entry.values, **entry.identity)
        # An unknown frequency was told by the number of its aspect already.
        given = {*entry.values, *entry.identity} - {"frequency"}
        others = [one.name for one in model._meta.fields if one.name not in given]
        try:
            row.clean_fields(exclude=others)
        except ValidationError as error:
            place = label_of(entry.kind, entry.values, entry.key)
            for name, messages in error.message_dict.items():
                label = model._meta.get_field(name).verbose_name
                yield f"{place[:120]}: {label}: {' '.join(messages)}"
