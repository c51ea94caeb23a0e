"""What was asked of a report: filters, columns, order, page and day, as they stand in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import asof
from ..filters import Choices
from ..progress import EVERY_DUTY, Person, Subject, plain
from .filters import CUT_OFF, Unknown, not_a_value
from .report import Report, ReportColumn

COLUMNS, ORDER, PAGE = "columnas", "orden", "pagina"


@dataclass
class Asked:
    """A question to `report` that holds: each value is a known one. `ignored` tells what was asked for in vain."""

    report: Report
    choices: Choices
    now: dt.datetime
    values: dict[str, Any] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    order: str = ""
    descending: bool = False
    page: int = 1

    @classmethod
    def read(cls, report: Report, query: QueryDict, *, now: dt.datetime | None = None) -> Asked:
        asked = cls(report=report, choices=Choices.load(), now=now or timezone.now())
        asked._read_filters(query)
        asked._read_columns(query)
        asked._read_order(query.get(ORDER, "").strip())
        page = query.get(PAGE, "1")
        asked.page = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return asked

    def _read_filters(self, query: QueryDict) -> None:
        for one in self.report.filters:
            raw = query.get(one.name, "").strip()
            self.values[one.name] = one.default(self.today)
            if not raw:
                continue
            try:
                self.values[one.name] = one.read(raw, self.choices, self.today)
            except Unknown as unknown:
                self.ignored.append(str(unknown))
        if self.get("curso") and self.get("requisito"):
            self.ignored.append(_("The requirement was left out: the report is about one course or one requirement."))
            self.values["requisito"] = None

    def _read_columns(self, query: QueryDict) -> None:
        known = {column.key for column in self.all_columns}
        wanted = [key for raw in query.getlist(COLUMNS) for key in raw.split(",") if key]
        for key in wanted:
            if key not in known:
                self.ignored.append(str(not_a_value(key, _("Columns"))))
        wanted = [key for key in wanted if key in known]
        self.chosen = list(dict.fromkeys(wanted)) or self.usual_columns

    def _read_order(self, raw: str) -> None:
        self.order, self.descending = self.report.default_order, self.report.is_descending
        if not raw:
            return
        key = raw.removeprefix("-")
        if any(column.key == key and column.sort for column in self.all_columns):
            self.order, self.descending = key, raw.startswith("-")
        else:
            self.ignored.append(str(not_a_value(raw, _("Order"))))

    def get(self, name: str) -> Any:
        return self.values.get(name)

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def day(self) -> dt.date:
        """The day that the report is about: the one asked for, or today."""
        return self.get(CUT_OFF.name) or self.today

    @property
    def cut_off(self) -> dt.datetime:
        """The moment up to which things are known: the end of a past day, or now."""
        if self.day < self.today:
            return asof.end_of(self.day) - dt.timedelta(minutes=1)
        return self.now

    @property
    def told_as_today(self) -> str:
        """What the report of a past day tells as it is today; empty for a report of today."""
        return str(self.report.told_as_today) if self.day < self.today else ""

    @cached_property
    def all_columns(self) -> list[ReportColumn]:
        return self.report.columns(self)

    @property
    def usual_columns(self) -> list[str]:
        return [column.key for column in self.all_columns if column.is_shown]

    @property
    def columns(self) -> list[ReportColumn]:
        """The chosen columns, in the order of the report: a list of ticks tells which, not in what order."""
        return [column for column in self.all_columns if column.key in self.chosen]

    @property
    def ordering(self) -> ReportColumn | None:
        return next((column for column in self.all_columns if column.key == self.order), None)

    def subject(self) -> Subject:
        if course := self.get("curso"):
            return Subject(course_ids=(course,))
        if code := self.get("requisito"):
            return Subject(course_ids=self.choices.courses_of[code], any_is_enough=True)
        return EVERY_DUTY

    def departments(self) -> set[int] | None:
        """The departments asked for, with their branches; None means all of them."""
        department, organisation = self.get("direccion"), self.choices.organisation
        if department is None:
            return None
        if self.get("alcance"):
            return organisation.of_office(department)
        return organisation.with_branches(department)

    def in_scope(self, persons: list[Person]) -> list[Person]:
        departments = self.departments()
        if departments is None:
            return persons
        return [person for person in persons if person.department_id in departments]

    def has_words(self, *texts: str) -> bool:
        """Whether every word searched for is in `texts`, whatever the accents."""
        words = plain(self.get("buscar") or "").split()
        text = plain(" ".join(texts)) if words else ""
        return all(word in text for word in words)

    def as_query(self, **changes: Any) -> str:
        """The question as an address, without what is at its default; `changes` are put over it, as words."""
        values = {}
        for one in self.report.filters:
            value = self.values[one.name]
            values[one.name] = "" if value == one.default(self.today) else one.word(value, self.choices)
        values[COLUMNS] = "" if self.chosen == self.usual_columns else ",".join(self.chosen)
        values[ORDER] = "" if self._has_usual_order else f"{'-' if self.descending else ''}{self.order}"
        values[PAGE] = ""
        query = QueryDict(mutable=True)
        for name, value in {**values, **changes}.items():
            if value not in ("", None):
                query[name] = str(value)
        return query.urlencode(safe=",")

    @property
    def _has_usual_order(self) -> bool:
        return (self.order, self.descending) == (self.report.default_order, self.report.is_descending)

    def order_query(self, key: str) -> str:
        return self.as_query(**{ORDER: f"-{key}" if self.order == key and not self.descending else key})

    def hidden_fields(self) -> list[tuple[str, str]]:
        return list(QueryDict(self.as_query()).items())

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What a form of filters leaves as it is: columns and order."""
        return [(name, value) for name, value in self.hidden_fields() if name in (COLUMNS, ORDER)]

    @property
    def kept_filters(self) -> list[tuple[str, str]]:
        """What a form of columns leaves as it is: everything else."""
        return [(name, value) for name, value in self.hidden_fields() if name != COLUMNS]

    @property
    def is_narrowed(self) -> bool:
        return any(one.is_narrowing and self.values[one.name] != one.default(self.today) for one in self.report.filters)

    def in_words(self) -> list[tuple[str, str]]:
        """Every filter and the order as people say them, for the page, the criteria of files and the register."""
        said = [
            (str(one.label), one.say(self.values[one.name], self.choices))
            for one in self.report.filters
            if one.name != CUT_OFF.name
        ]
        if column := self.ordering:
            order = _("%(order)s, descending") % {"order": column.label} if self.descending else column.label
            said.append((_("Order"), order))
        return said
