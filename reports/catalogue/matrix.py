"""The matrix of compliance: one row per person, one column per requirement or course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courses.api import CoursePage, TrainingRequirement

from .. import asof
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, REQUIREMENT, SCOPE, SEARCH, Choice
from ..framework.report import DATE, NUMBER, STATE, Findings, Report, ReportColumn, Rows
from ..progress import Person, percent_of
from ..standing import Rulebook, Standing, standings
from ..states import ACCREDITED, MISSING, state_label
from ..subjects import Subject, cells
from ..words import short_day
from .people import counted, matches, person_columns, scope_of

BY_REQUIREMENT, BY_COURSE = "requirements", "courses"
TOGETHER, APART = "together", "apart"


@dataclass(slots=True)
class Line:
    """A person with the standing in each subject, by its key."""

    person: Person
    cells: dict[str, tuple[str, dt.date | None]]

    @property
    def asked_for(self) -> int:
        return sum(1 for state, _day in self.cells.values() if state in ACCREDITED or state in MISSING)

    @property
    def met(self) -> int:
        return sum(1 for state, _day in self.cells.values() if state in ACCREDITED)

    @property
    def percent(self) -> int | None:
        return percent_of(self.met, self.asked_for)


class MatrixReport(Report):
    slug = "matriz-de-cumplimiento"
    title = gettext_lazy("Matrix of compliance")
    answers = gettext_lazy("Which requirements or courses has each person met, and which not?")
    icon = "list"
    order = 20
    per_page = 25
    filters = (
        Choice(
            "por",
            gettext_lazy("Columns for"),
            lambda choices: {
                "requisitos": (BY_REQUIREMENT, _("Requirements")),
                "cursos": (BY_COURSE, _("Courses")),
            },
            default=lambda today: BY_REQUIREMENT,
            is_narrowing=False,
        ),
        Choice(
            "celdas",
            gettext_lazy("State and date"),
            lambda choices: {"juntas": (TOGETHER, _("In one cell")), "aparte": (APART, _("In two columns"))},
            default=lambda today: TOGETHER,
            is_narrowing=False,
        ),
        DEPARTMENT,
        SCOPE,
        REQUIREMENT,
        COURSE,
        SEARCH,
        CUT_OFF,
    )
    default_order = "nombre"

    def columns(self, asked: Asked) -> list[ReportColumn]:
        own = person_columns(lambda row: row.person if isinstance(row, Line) else row)
        found = [column for column in own if column.key != "area"]
        for subject in subjects_of(asked):
            found += subject_columns(subject, is_apart=asked.get("celdas") == APART)
        return [
            *found,
            ReportColumn("pide", _("Asked of the person"), lambda row: row.asked_for, 12, kind=NUMBER),
            ReportColumn("cumple", _("Met"), lambda row: row.met, 11, kind=NUMBER),
            ReportColumn("porcentaje", _("Met (%)"), lambda row: row.percent, 15, kind=NUMBER),
        ]

    def findings(self, asked: Asked) -> Findings:
        scope = scope_of(asked)
        people = [person for person in scope if matches(asked, person)]
        subjects = subjects_of(asked)
        return Findings(
            rows=Rows(people, loader(asked, subjects)),
            denominator=counted(len(scope)),
            why_empty=(
                _("Nobody is on the active roll"),
                _("The report counts people who have been hired and have not left. Enter them under Roster first."),
            ),
        )


def subjects_of(asked: Asked) -> list[Subject]:
    """The columns asked for: requirements in force, or courses in which anybody is enrolled by that day."""
    if not hasattr(asked, "_subjects"):
        asked._subjects = _courses(asked) if asked.get("por") == BY_COURSE else _requirements(asked)
    return asked._subjects


def _requirements(asked: Asked) -> list[Subject]:
    found = TrainingRequirement.objects.filter(is_active=True).order_by("code").prefetch_related("courses")
    if code := asked.get("requisito"):
        found = found.filter(code=code)
    if course := asked.get("curso"):
        found = found.filter(courses=course)
    return [
        Subject(
            key=f"r{one.pk}",
            label=f"{one.code} · {one.title}",
            course_ids=frozenset(course.pk for course in one.courses.all()),
            requirement_id=one.pk,
        )
        for one in found
    ]


def _courses(asked: Asked) -> list[Subject]:
    enrolments = asof.enrolments(asked.day).filter(course=OuterRef("pk"))
    found = CoursePage.objects.filter(Exists(enrolments)).order_by("title", "pk")
    ids = asked.subject().course_ids
    if asked.get("curso") or asked.get("requisito"):
        found = CoursePage.objects.filter(pk__in=ids).order_by("title", "pk")
    return [Subject(f"c{pk}", title, frozenset({pk})) for pk, title in found.values_list("pk", "title")]


def subject_columns(subject: Subject, *, is_apart: bool) -> list[ReportColumn]:
    language = get_language()

    def state(row: Line) -> str:
        return row.cells[subject.key][0]

    def day(row: Line) -> dt.date | None:
        return row.cells[subject.key][1]

    @cache
    def said(state: str, day: dt.date | None) -> str:
        return " · ".join(part for part in (state_label(state), short_day(day, language)) if part)

    def together(row: Line) -> str:
        return said(*row.cells[subject.key])

    if not is_apart:
        return [ReportColumn(subject.key, subject.label, together, 26, kind=STATE, state=state)]
    return [
        ReportColumn(subject.key, subject.label, lambda row: state_label(state(row)), 16, kind=STATE, state=state),
        ReportColumn(f"{subject.key}-fecha", _("%(subject)s: date") % {"subject": subject.label}, day, 13, kind=DATE),
    ]


def loader(asked: Asked, subjects: Sequence[Subject]) -> Callable[[Sequence[Person]], list[Line]]:
    """Makes rows of some hundred people at a time; the rulebook is read once for all of them."""
    course_ids = frozenset().union(*(subject.course_ids for subject in subjects)) if subjects else frozenset()
    wanted = [subject for subject in subjects if subject.requirement_id]
    book: list[Rulebook] = []

    def load(people: Sequence[Person]) -> list[Line]:
        if not book:
            book.append(Rulebook.on(asked.day))
        rows = standings(
            asked.day,
            people=[person.pk for person in people],
            course_ids=None if wanted else course_ids,
            rulebook=book[0],
        )
        of_person: dict[int, list[Standing]] = {person.pk: [] for person in people}
        for row in rows:
            of_person[row.employee_id].append(row)
        return [Line(person, cells(person.pk, of_person[person.pk], subjects, book[0])) for person in people]

    return load
