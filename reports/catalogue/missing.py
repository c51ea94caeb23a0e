"""Who is missing: one row per person and course that somebody asks for and that is not completed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.api import Duty

from .. import asof, standing
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, REQUIREMENT, SCOPE, SEARCH, Choice
from ..framework.report import DATE, NUMBER, STATE, Findings, Report, ReportColumn, Rows
from ..naming import named_then
from ..progress import Person, progress
from ..standing import Rulebook, Standing
from ..states import ADDRESS_WORDS, MISSING, ORDER, PLACE, state_label
from .people import counted, figure, matches, person_columns

LAST = dt.date.max
SHOWN_STATES = [state for state in ORDER if state in MISSING]


@dataclass(slots=True)
class Pending:
    """A duty that is not met, with whatever a letter to the person would say."""

    person: Person
    standing: Standing
    course: str
    requirement: str
    reason: str
    day: dt.date

    @property
    def days_late(self) -> int | None:
        due = self.standing.due_on
        return (self.day - due).days if due and due < self.day else None


class MissingReport(Report):
    slug = "quien-falta"
    title = gettext_lazy("Who is missing")
    answers = gettext_lazy("Who still has to complete what, since when, by when and why?")
    icon = "flag"
    order = 10
    filters = (
        DEPARTMENT,
        SCOPE,
        REQUIREMENT,
        COURSE,
        Choice(
            "estado",
            gettext_lazy("State"),
            lambda choices: {ADDRESS_WORDS[state]: (state, state_label(state)) for state in SHOWN_STATES},
            empty=gettext_lazy("Any"),
        ),
        SEARCH,
        CUT_OFF,
    )
    default_order = "estado"

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            *person_columns(lambda row: row.person),
            ReportColumn("curso", _("Course"), lambda row: row.course, 34, sort=lambda row: row.course.casefold()),
            ReportColumn("requisito", _("Requirement"), lambda row: row.requirement, 14, is_shown=False),
            ReportColumn(
                "estado",
                _("State"),
                lambda row: state_label(row.standing.state),
                16,
                kind=STATE,
                state=lambda row: row.standing.state,
                sort=lambda row: (PLACE[row.standing.state], row.standing.due_on or LAST),
            ),
            ReportColumn(
                "asignada",
                _("Assigned on"),
                lambda row: row.standing.enrolled_on,
                13,
                kind=DATE,
                sort=lambda row: row.standing.enrolled_on,
                is_shown=False,
            ),
            ReportColumn(
                "limite",
                _("Due on"),
                lambda row: row.standing.due_on,
                13,
                kind=DATE,
                sort=lambda row: row.standing.due_on or LAST,
            ),
            ReportColumn(
                "retraso",
                _("Days late"),
                lambda row: row.days_late,
                9,
                kind=NUMBER,
                sort=lambda row: row.days_late or 0,
            ),
            ReportColumn("motivo", _("Why"), lambda row: row.reason, 44, is_shown=False),
        ]

    def findings(self, asked: Asked) -> Findings:
        subject = asked.subject()
        people = progress(subject=subject, organisation=asked.choices.organisation, day=asked.day)
        scope = {person.pk: person for person in asked.in_scope(named_then(people, asked.day))}
        pending = self._pending(asked, scope)
        rows = [one for one in pending if not asked.get("estado") or one.standing.state == asked.get("estado")]
        rows = [one for one in rows if matches(asked, one.person, one.course)]
        place = {pk: number for number, pk in enumerate(scope)}
        rows.sort(key=lambda one: (place[one.person.pk], one.course.casefold()))
        missing = len({one.person.pk for one in pending})
        states = Counter(one.standing.state for one in pending)
        duties = sum(person.duties for person in scope.values())
        return Findings(
            rows=Rows(rows),
            denominator=counted(len(scope)),
            figures=[
                figure(_("People missing"), missing, len(scope), state="overdue"),
                figure(_("Duties not met"), len(pending), duties, state="pending"),
                *(
                    figure(
                        state_label(state),
                        states[state],
                        len(pending),
                        state=state,
                        url=f"?{asked.as_query(estado=ADDRESS_WORDS[state])}",
                    )
                    for state in SHOWN_STATES
                    if states[state]
                ),
            ],
            why_empty=(
                _("Nobody is missing"),
                _("Everybody in this scope has completed what was asked of them, is exempt, or was asked for nothing."),
            ),
        )

    @staticmethod
    def _pending(asked: Asked, scope: dict[int, Person]) -> list[Pending]:
        subject, choices = asked.subject(), asked.choices
        courses = subject.course_ids if subject.course_ids or subject.any_is_enough else None
        book = Rulebook.on(asked.day)
        found = [
            one
            for one in standing.missing(asked.day, course_ids=courses, rulebook=book)
            # Any course of a requirement is enough: who has completed another one is not missing.
            if one.employee_id in scope and not (subject.any_is_enough and scope[one.employee_id].state == "completed")
        ]
        reasons = reasons_of(found, asked.day) if "motivo" in asked.chosen else {}
        return [
            Pending(
                person=scope[one.employee_id],
                standing=one,
                course=choices.courses.get(one.course_id, ""),
                requirement=book.requirements[one.requirement_id].code if one.requirement_id else "",
                reason=reasons.get(one.enrolment_id, ""),
                day=asked.day,
            )
            for one in found
        ]


def reasons_of(standings: list[Standing], day: dt.date) -> dict[int, str]:
    """For each enrolment id, why the duties in force on `day` reached the person; one query."""
    wanted = {one.enrolment_id for one in standings}
    found: dict[int, list[str]] = defaultdict(list)
    rows = asof.duties_in_force(Duty.objects.all(), day).order_by("pk").values_list("enrolment_id", "reason")
    for enrolment_id, reason in rows.iterator(chunk_size=2000):
        if enrolment_id in wanted and reason not in found[enrolment_id]:
            found[enrolment_id].append(reason)
    return {pk: " ".join(reasons) for pk, reasons in found.items()}
