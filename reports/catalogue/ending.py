"""What has run out, and what runs out within 30, 60 or 90 days: completions that expire, duties that are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, REQUIREMENT, SCOPE, SEARCH, Choice
from ..framework.report import DATE, NUMBER, STATE, Findings, Report, ReportColumn, Rows
from ..progress import Person
from ..standing import Standing, standings
from ..states import ACCREDITED, state_label
from .people import counted, figure, matches, person_columns, scope_of

PERIODS = (30, 60, 90)
VALIDITY, DUE = "validity", "due"
RUN_OUT, LATER = "run_out", "later"


@dataclass(slots=True)
class Ending:
    """A completion that ends, or a duty whose day comes. `band` is 30, 60 or 90, or RUN_OUT."""

    person: Person
    standing: Standing
    course: str
    what: str
    ends_on: dt.date
    days: int
    band: str

    @property
    def state(self) -> str:
        return self.standing.state


class EndingReport(Report):
    slug = "vencidos-y-por-vencer"
    title = gettext_lazy("Expired and about to expire")
    answers = gettext_lazy("What has run out, and what runs out in the next 30, 60 and 90 days?")
    icon = "clock"
    order = 40
    filters = (
        Choice(
            "plazo",
            gettext_lazy("When"),
            lambda choices: {
                "vencido": (RUN_OUT, _("Already run out")),
                "30": ("30", _("Within 30 days")),
                "60": ("60", _("In 31 to 60 days")),
                "90": ("90", _("In 61 to 90 days")),
            },
            empty=gettext_lazy("Run out and up to 90 days"),
        ),
        Choice(
            "que",
            gettext_lazy("What ends"),
            lambda choices: {
                "vigencia": (VALIDITY, what_label(VALIDITY)),
                "plazo": (DUE, what_label(DUE)),
            },
            empty=gettext_lazy("Both"),
        ),
        DEPARTMENT,
        SCOPE,
        REQUIREMENT,
        COURSE,
        SEARCH,
        CUT_OFF,
    )
    default_order = "termina"

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            *person_columns(lambda row: row.person),
            ReportColumn("curso", _("Course"), lambda row: row.course, 34, sort=lambda row: row.course.casefold()),
            ReportColumn("que", _("What ends"), lambda row: what_label(row.what), 20, sort=lambda row: row.what),
            ReportColumn("termina", _("Ends on"), lambda row: row.ends_on, 13, kind=DATE, sort=lambda row: row.ends_on),
            ReportColumn("dias", _("Days left"), lambda row: row.days, 9, kind=NUMBER, sort=lambda row: row.days),
            ReportColumn(
                "estado",
                _("State"),
                lambda row: state_label(row.state),
                16,
                kind=STATE,
                state=lambda row: row.state,
                sort=lambda row: (row.state, row.ends_on),
            ),
            ReportColumn(
                "acreditada",
                _("Completed on"),
                lambda row: row.standing.completed_on,
                13,
                kind=DATE,
                is_shown=False,
            ),
        ]

    def findings(self, asked: Asked) -> Findings:
        scope = {person.pk: person for person in scope_of(asked)}
        found = sorted(endings(asked, scope), key=lambda one: (one.ends_on, one.person.name))
        if what := asked.get("que"):
            found = [one for one in found if one.what == what]
        rows = [
            one for one in found if asked.get("plazo") in (None, one.band) and matches(asked, one.person, one.course)
        ]
        bands = {RUN_OUT: ("vencido", "expired")} | {str(days): (str(days), "expiring") for days in PERIODS}
        labels = {
            RUN_OUT: _("Already run out"),
            "30": _("Within 30 days"),
            "60": _("In 31 to 60 days"),
            "90": _("In 61 to 90 days"),
        }
        return Findings(
            rows=Rows(rows),
            denominator=counted(len(scope)),
            figures=[
                figure(
                    labels[band],
                    sum(1 for one in found if one.band == band),
                    len(found),
                    state=state,
                    url=f"?{asked.as_query(plazo=word)}",
                )
                for band, (word, state) in bands.items()
            ],
            why_empty=(
                _("Nothing has run out and nothing runs out in the next 90 days"),
                _("Completions without an end and duties without a day do not appear here."),
            ),
        )


def what_label(what: str) -> str:
    return {VALIDITY: _("Validity"), DUE: _("Day by which it is due")}[what]


def endings(asked: Asked, scope: dict[int, Person]) -> Iterable[Ending]:
    subject = asked.subject()
    courses = subject.course_ids if subject.course_ids or subject.any_is_enough else None
    for one in standings(asked.day, course_ids=courses):
        person = scope.get(one.employee_id)
        if person is None:
            continue
        what, ends_on = what_ends(one)
        if ends_on is None:
            continue
        days = (ends_on - asked.day).days
        band = band_of(days)
        if band != LATER:
            yield Ending(person, one, asked.choices.courses.get(one.course_id, ""), what, ends_on, days, band)


def what_ends(one: Standing) -> tuple[str, dt.date | None]:
    """The end of a completion that somebody asks for or that still counts, else the day of an open duty."""
    if one.completed_on and one.valid_until and (one.state in ACCREDITED or one.is_missing):
        return VALIDITY, one.valid_until
    if one.is_missing:
        return DUE, one.due_on
    return DUE, None


def band_of(days: int) -> str:
    """A completion counts, and a duty may be met, on the last day itself: it has run out the day after."""
    if days < 0:
        return RUN_OUT
    return next((str(period) for period in PERIODS if days <= period), LATER)
