"""What a report is narrowed to, read from the address bar: known values count, others are told and left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from courses.api import CoursePage, TrainingRequirement

from .progress import EVERY_DUTY, STATES, Organisation, Person, Subject, plain
from .words import state_word

# The words of the address bar are Spanish, like every address of the site.
STATE_WORDS = {
    "atrasada": "overdue",
    "vencida": "expired",
    "sin-empezar": "not_started",
    "en-curso": "in_progress",
    "acreditada": "completed",
    "exenta": "exempt",
    "sin-asignacion": "not_required",
    "faltan": "missing",
}
WORD_OF_STATE = {state: word for word, state in STATE_WORDS.items()}
SEVERITY = {state: place for place, state in enumerate(STATES)}
LAST = "9999-12-31"

SORTS: dict[str, Callable[[Person], Any]] = {
    "faltan": lambda person: (SEVERITY[person.state], str(person.next_due or LAST)),
    "nombre": lambda person: plain(person.name),
    "numero": lambda person: person.number,
    "direccion": lambda person: (not person.department, plain(person.department)),
    "puesto": lambda person: (not person.post, plain(person.post)),
    "limite": lambda person: str(person.next_due or LAST),
    "acreditacion": lambda person: str(person.last_completed or ""),
    "acreditados": lambda person: (person.completed, -person.duties),
}
DEFAULT_SORT = "faltan"
KNOWN = ("direccion", "alcance", "curso", "requisito", "estado", "buscar", "corte", "orden", "pagina")
LONGEST_SEARCH = 80


@dataclass
class Choices:
    """Everything that may be chosen: department tree, courses and requirements, in four queries."""

    organisation: Organisation
    courses: dict[int, str]
    requirements: dict[str, str]
    courses_of: dict[str, tuple[int, ...]]

    @classmethod
    def load(cls) -> Choices:
        courses_of: dict[str, tuple[int, ...]] = {}
        requirements: dict[str, str] = {}
        rows = TrainingRequirement.objects.order_by("code").values_list("code", "title", "courses")
        for code, title, course in rows:
            requirements[code] = title
            courses_of[code] = courses_of.get(code, ()) + ((course,) if course else ())
        return cls(
            organisation=Organisation(),
            courses=dict(CoursePage.objects.order_by("title").values_list("pk", "title")),
            requirements=requirements,
            courses_of=courses_of,
        )


@dataclass
class Filters:
    """A narrowing that holds: each value is one of the choices. `ignored` names what was asked for and is not known."""

    department: int | None = None
    only_itself: bool = False
    course: int | None = None
    requirement: str = ""
    state: str = ""
    text: str = ""
    past_day: dt.date | None = None
    order: str = DEFAULT_SORT
    descending: bool = False
    page: int = 1
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, asked: QueryDict, choices: Choices) -> Filters:
        found = cls()
        departments = {str(pk): pk for pk in choices.organisation.names}
        found.department = found._pick(asked, "direccion", departments)
        found.only_itself = bool(found._pick(asked, "alcance", {"propia": True})) and found.department is not None
        found.course = found._pick(asked, "curso", {str(pk): pk for pk in choices.courses})
        found.requirement = found._pick(asked, "requisito", {code: code for code in choices.requirements}) or ""
        if found.course and found.requirement:
            found.ignored.append(_("The requirement was left out: the report is about one course or one requirement."))
            found.requirement = ""
        found.state = found._pick(asked, "estado", STATE_WORDS) or ""
        found.text = " ".join(asked.get("buscar", "").replace("\x00", "").split())[:LONGEST_SEARCH]
        found.past_day = found._read_day(asked.get("corte", "").strip())
        order = asked.get("orden", "")
        found.order = (
            found._pick(asked, "orden", {sign + key: key for key in SORTS for sign in ("", "-")}) or DEFAULT_SORT
        )
        found.descending = order == f"-{found.order}"
        page = asked.get("pagina", "1")
        found.page = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return found

    def _pick(self, asked: QueryDict, name: str, known: dict[str, Any]) -> Any:
        value = asked.get(name, "").strip()
        if not value:
            return None
        if value not in known:
            self.ignored.append(
                _("«%(value)s» is not a value of «%(filter)s», so it was left out.")
                % {"value": value[:40], "filter": label_of(name)}
            )
            return None
        return known[value]

    def _read_day(self, value: str) -> dt.date | None:
        """A day that is over; today needs no cut-off, and a day to come has no report."""
        try:
            day = parse_date(value) if value.isascii() and len(value) == 10 else None
        except ValueError:
            day = None
        if value and (day is None or day > timezone.localdate()):
            self.ignored.append(
                _("«%(value)s» is not a value of «%(filter)s», so it was left out.")
                % {"value": value[:40], "filter": label_of("corte")}
            )
        return day if day and day < timezone.localdate() else None

    def subject(self, choices: Choices) -> Subject:
        if self.course:
            return Subject(course_ids=(self.course,))
        if self.requirement:
            return Subject(course_ids=choices.courses_of[self.requirement], any_is_enough=True)
        return EVERY_DUTY

    def departments(self, organisation: Organisation) -> set[int] | None:
        if self.department is None:
            return None
        if self.only_itself:
            return organisation.of_office(self.department)
        return organisation.with_branches(self.department)

    def as_query(self, **changes: Any) -> str:
        """The narrowing as an address, without what is at its default; `changes` are put over it."""
        values = {
            "direccion": self.department or "",
            "alcance": "propia" if self.only_itself else "",
            "curso": self.course or "",
            "requisito": self.requirement,
            "estado": WORD_OF_STATE.get(self.state, ""),
            "buscar": self.text,
            "corte": self.past_day.isoformat() if self.past_day else "",
            "orden": "" if self.order == DEFAULT_SORT and not self.descending else self._order_word(),
            "pagina": "",
            **changes,
        }
        query = QueryDict(mutable=True)
        for name in KNOWN:
            if values[name] not in ("", None):
                query[name] = str(values[name])
        return query.urlencode()

    def _order_word(self) -> str:
        return f"-{self.order}" if self.descending else self.order

    def order_query(self, key: str) -> str:
        """The address that sorts by `key`, or turns the order round where it is sorted so already."""
        word = f"-{key}" if self.order == key and not self.descending else key
        return self.as_query(orden=word)

    def hidden_fields(self) -> list[tuple[str, str]]:
        return list(QueryDict(self.as_query()).items())

    def in_words(self, choices: Choices) -> list[tuple[str, str]]:
        """Every criterion as people say it, for the sheet «Criterios» and for the page."""
        department = choices.organisation.names.get(self.department, _("All"))
        if self.department and not self.only_itself:
            department = _("%(department)s, with its branches") % {"department": department}
        return [
            (label_of("direccion"), department),
            (label_of("curso"), choices.courses.get(self.course, _("All duties"))),
            (label_of("requisito"), self._requirement_in_words(choices)),
            (label_of("estado"), state_word(self.state) if self.state else _("Any")),
            (label_of("buscar"), self.text or _("Nothing")),
            (label_of("orden"), self._order_in_words()),
        ]

    def _order_in_words(self) -> str:
        label = order_label(self.order)
        return _("%(order)s, descending") % {"order": label} if self.descending else label

    def _requirement_in_words(self, choices: Choices) -> str:
        if not self.requirement:
            return _("Any")
        return f"{self.requirement} · {choices.requirements[self.requirement]}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.department or self.course or self.requirement or self.state or self.text or self.past_day)

    def in_scope(self, persons: Iterable[Person], organisation: Organisation) -> list[Person]:
        """The people of the department that was asked for: the denominator of every figure on the page."""
        departments = self.departments(organisation)
        if departments is None:
            return list(persons)
        return [person for person in persons if person.department_id in departments]

    def rows(self, persons: Iterable[Person]) -> list[Person]:
        """Those of `persons` in the state and with the words that were asked for, in the order asked for."""
        words = plain(self.text).split()
        chosen = [
            person for person in persons if self._has_state(person) and (not words or self._has_words(person, words))
        ]
        # Sorting is stable, both ways, and the people come by name: equals stay in order of name.
        return sorted(chosen, key=SORTS[self.order], reverse=self.descending)

    def _has_state(self, person: Person) -> bool:
        if self.state == "missing":
            return person.is_missing
        return not self.state or person.state == self.state

    @staticmethod
    def _has_words(person: Person, words: list[str]) -> bool:
        text = plain(f"{person.number} {person.name} {person.department} {person.post}")
        return all(word in text for word in words)


def label_of(name: str) -> str:
    return {
        "direccion": _("Department"),
        "alcance": _("Scope"),
        "curso": _("Course"),
        "requisito": _("Requirement"),
        "estado": _("State"),
        "buscar": _("Search"),
        "corte": _("As of"),
        "orden": _("Order"),
    }[name]


def order_label(key: str) -> str:
    return {
        "faltan": _("Who is missing, first"),
        "nombre": _("Name"),
        "numero": _("Employee number"),
        "direccion": _("Department"),
        "puesto": _("Post"),
        "limite": _("Next due date"),
        "acreditacion": _("Last completion"),
        "acreditados": _("Completed"),
    }[key]
