"""Writes starter objects and remembers each as written, so that a later load touches nothing that people changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from ..models import StarterRecord


def fingerprint(values: dict[str, Any]) -> str:
    text = json.dumps(_without_ids(values), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_ids(value: Any) -> Any:
    """Block ids say nothing about the content, and Wagtail gives new ones now and then."""
    if isinstance(value, dict):
        return {key: _without_ids(child) for key, child in value.items() if key != "id"}
    if isinstance(value, list | tuple):
        return [_without_ids(child) for child in value]
    return value


class Shelf:
    """All that the loader has ever written, by key; `counts` tells what this load did."""

    def __init__(self):
        self.counts = Counter(created=0, updated=0, kept=0)
        self.written: list[Model] = []
        self.records = {record.key: record for record in StarterRecord.objects.prefetch_related("found")}

    @property
    def changes(self) -> int:
        return self.counts["created"] + self.counts["updated"]

    def put(
        self,
        key: str,
        values: dict[str, Any],
        *,
        find: Callable[[], Model | None],
        create: Callable[[], Model],
        read: Callable[[Model], dict[str, Any]],
        update: Callable[[Model], None],
    ) -> Model | None:
        """The object of `key` with `values`, or as an editor left it; None where an editor deleted it.

        `find` looks for an object that was there before the loader ever ran: it is used and never changed.
        """
        record = self.records.get(key)
        if record is None:
            return self._first_time(key, values, find, create)
        found, wanted = record.found, fingerprint(values)
        if found is None or record.fingerprint == wanted:
            return found
        if record.fingerprint != fingerprint(read(found)):
            self.counts["kept"] += 1
            return found
        update(found)
        record.fingerprint = wanted
        record.save(update_fields=["fingerprint"])
        self.counts["updated"] += 1
        self.written.append(found)
        return found

    def _first_time(self, key, values, find, create):
        found = find()
        if found is None:
            self.remember(key, create(), fingerprint(values))
            self.counts["created"] += 1
            return self.records[key].found
        self.remember(key, found, "")
        self.counts["kept"] += 1
        return found

    def remember(self, key: str, found: Model, mark: str = "") -> None:
        content_type = ContentType.objects.get_for_model(found)
        self.records[key] = StarterRecord.objects.create(
            key=key, fingerprint=mark, content_type=content_type, object_id=found.pk
        )
        self.records[key].found = found
        self.written.append(found)

    @contextmanager
    def one_reference_update(self):
        """Publishing saves a page thrice, and Wagtail notes what it refers to each time: here once, at the end."""
        first = len(self.written)
        with disable_reference_index_auto_update():
            yield
        for found in self.written[first:]:
            ReferenceIndex.create_or_update_for_object(found)

    def was_deleted(self, key: str) -> bool:
        return key in self.records and self.records[key].found is None

    def put_row(self, key: str, model: type[Model], lookup: dict[str, Any], values: dict[str, Any]) -> Model | None:
        """A plain row."""

        def update(row):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()

        return self.put(
            key,
            values,
            find=lambda: model._default_manager.filter(**lookup).first(),
            create=lambda: model._default_manager.create(**lookup, **values),
            read=lambda row: {name: getattr(row, name) for name in values},
            update=update,
        )

    def put_page(
        self, key: str, model: type[Page], parent: Page | None, slug: str, values: dict[str, Any]
    ) -> Page | None:
        """A published page below `parent`; None where it or its parent was deleted.

        A draft counts as an edit: publishing over it would bury the consultant's work.
        """
        if parent is None:
            return None

        def create():
            page = model(slug=slug, **values)
            parent.add_child(instance=page)
            page.save_revision(log_action=False).publish(log_action=False)
            return page

        def update(page):
            for name, value in values.items():
                setattr(page, name, value)
            revision = page.save_revision(log_action=False)
            if page.live:
                revision.publish(log_action=False)

        def find():
            page = parent.get_children().filter(slug=slug).first()
            return page.specific if page else None

        wanted = plain(model, values)
        return self.put(key, wanted, find=find, create=create, read=lambda page: stored(page, values), update=update)


def plain(model: type[Page], values: dict[str, Any]) -> dict[str, Any]:
    """`values` as the page would store them, so that they can be compared with `stored`."""
    return _fields_of(model(**values), values)


def stored(page: Page, names: Iterable[str]) -> dict[str, Any]:
    return _fields_of(page.get_latest_revision_as_object(), names)


def _fields_of(page: Page, names: Iterable[str]) -> dict[str, Any]:
    fields = {name: page._meta.get_field(name).value_to_string(page) for name in names}
    return {name: json.loads(text) if name == "body" and text[:1] == "[" else text for name, text in fields.items()}
