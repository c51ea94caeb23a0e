"""The objects of a ``dumpdata`` file as tables, found by primary key or natural key, their fields of known types."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import nested
from .exchange import PART_CHARACTERS, Refusal, Unreadable, UnreadableFile, Where, excerpt_of

#: The models that are read, each with the fields of a natural key by which others may point at it.
MODELS: dict[str, tuple[str, ...]] = {
    "auth.user": ("username",),
    "quiz.category": ("category",),
    "quiz.subcategory": ("sub_category",),
    "quiz.quiz": ("url",),
    "quiz.question": (),
    "multichoice.mcquestion": (),
    "multichoice.answer": (),
    "true_false.tf_question": (),
    "essay.essay_question": (),
    "quiz.sitting": (),
    "quiz.progress": (),
}
USER = "auth.user"


@dataclass(frozen=True)
class Row:
    """One object of the dump. Its readers raise ``Unreadable`` where a field is not what the model promises."""

    model: str
    #: The primary key, or the natural one where the dump has no other.
    key: str
    fields: Mapping[str, Any]

    @property
    def where(self) -> Where:
        said = json.dumps(dict(list(self.fields.items())[:8]), ensure_ascii=False, default=str)
        return Where(element=f"{self.model} {self.key}", excerpt=excerpt_of(said))

    def text(self, name: str) -> str:
        """A text; empty where the field is missing or null."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Unreadable(_("Its field «%(name)s» is not a text.") % {"name": name})
        return value.replace("\r\n", "\n").replace("\x00", "").strip()

    def truth(self, name: str, default: bool | None = None) -> bool:
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise Unreadable(_("Its field «%(name)s» is neither true nor false.") % {"name": name})
        return value

    def whole(self, name: str, *, highest: int, default: int | None = None) -> int:
        value = self.fields.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
            raise Unreadable(
                _("Its field «%(name)s» is not a whole number from 0 to %(highest)d.")
                % {"name": name, "highest": highest}
            )
        return value

    def moment(self, name: str) -> datetime | None:
        """A moment with its time zone; the site's where the dump has none."""
        said = self.text(name)
        if not said:
            return None
        try:
            moment = parse_datetime(said[:40])
        except ValueError:
            moment = None
        if moment is None:
            raise Unreadable(_("Its field «%(name)s» is not a date and time.") % {"name": name})
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def references(self, name: str) -> list[str]:
        """Keys of the objects that a many-to-many field points at."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unreadable(_("Its field «%(name)s» is not a list.") % {"name": name})
        return [key for key in map(key_of, value) if key is not None]


@dataclass
class Tables:
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {model: {} for model in MODELS})
    natural: dict[tuple[str, str], Row] = field(default_factory=dict)
    set_aside: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def of(self, model: str) -> Iterable[Row]:
        return self.rows[model].values()

    def find(self, model: str, reference: Any) -> Row | None:
        """The object that a field points at, by its primary key or, where that is a list, its natural one."""
        key = key_of(reference)
        if key is None:
            return None
        if isinstance(reference, list):
            return self.natural.get((model, key))
        return self.rows[model].get(key)


def key_of(reference: Any) -> str | None:
    """A primary or natural key as text; None where there is none, or nothing that could be one."""
    if isinstance(reference, list):
        parts = [key_of(part) for part in reference]
        return " · ".join(part for part in parts if part is not None) or None if len(parts) <= 5 else None
    if isinstance(reference, bool) or not isinstance(reference, int | str):
        return None
    return str(reference)[:150] or None


def tables_of(text: str) -> Tables:
    """The tables of a dump. Raises ``UnreadableFile`` when it is none; an odd object is set aside."""
    try:
        objects = nested.load(text)
    except nested.NotJson as error:
        raise UnreadableFile(
            _("Line %(line)d is not JSON that can be read: make the file again with «manage.py dumpdata».")
            % {"line": max(error.line, 1)}
        ) from error
    if not isinstance(objects, list):
        raise UnreadableFile(_("The file is not the list of objects that «manage.py dumpdata» writes."))
    tables = Tables()
    passed_over: Counter[str] = Counter()
    for number, value in enumerate(objects, start=1):
        model = _model_of(value)
        if model is None:
            tables.set_aside.append(
                Refusal(_place(number, value), _("This is not an object of «manage.py dumpdata»: it names no model."))
            )
        elif model not in MODELS:
            passed_over[model] += 1
        else:
            _add(tables, model, number, value)
    if not any(tables.rows[model] for model in MODELS if model != USER) and not tables.set_aside:
        raise UnreadableFile(_("The file holds no questions of django-quiz-app."))
    tables.remarks += [
        ngettext(
            "%(count)d object of «%(model)s» was passed over: it is not part of the quizzes.",
            "%(count)d objects of «%(model)s» were passed over: they are not part of the quizzes.",
            count,
        )
        % {"count": count, "model": excerpt_of(model)}
        for model, count in sorted(passed_over.items())[:50]
    ]
    return tables


def _model_of(value: Any) -> str | None:
    if not isinstance(value, dict) or not isinstance(value.get("model"), str):
        return None
    model = value["model"].lower()
    # A project may have its own model of users; its name still says so.
    return USER if model.endswith(".user") else model


def _add(tables: Tables, model: str, number: int, value: dict) -> None:
    fields = value.get("fields")
    if not isinstance(fields, dict):
        tables.set_aside.append(Refusal(_place(number, value), _("It has no fields.")))
        return
    natural = key_of([fields.get(name) for name in MODELS[model]])
    key = key_of(value.get("pk")) or natural
    if key is None:
        tables.set_aside.append(Refusal(_place(number, value), _("It has no primary key, so nothing can point at it.")))
        return
    if key in tables.rows[model]:
        tables.set_aside.append(
            Refusal(_place(number, value), _("Another object of this kind has the same primary key."))
        )
        return
    row = Row(model=model, key=key, fields=fields)
    tables.rows[model][key] = row
    if natural is not None:
        tables.natural.setdefault((model, natural), row)


def _place(number: int, value: Any) -> Where:
    said = json.dumps(value, ensure_ascii=False)[:PART_CHARACTERS]
    return Where(element=_("object %(number)d") % {"number": number}, excerpt=excerpt_of(said))
