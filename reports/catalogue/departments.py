"""Progress by dirección, with the line that it took over the last months."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..filters import WORD_OF_STATE
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, REQUIREMENT, SCOPE
from ..framework.report import NUMBER, Findings, Report, ReportColumn, Rows
from ..progress import COMPLETED, STATES, Tally, percent_of, plain, progress, tallies_by_office, tally
from ..tallies import trend
from ..words import state_word
from .people import counted, figure


class DepartmentsReport(Report):
    slug = "avance-por-direccion"
    title = gettext_lazy("Progress by department")
    answers = gettext_lazy("How many people of each department are in which state, and is it getting better?")
    icon = "chart"
    order = 30
    filters = (DEPARTMENT, SCOPE, REQUIREMENT, COURSE, CUT_OFF)
    default_order = "faltan"
    is_descending = True
    identifying = 1

    def columns(self, asked: Asked) -> list[ReportColumn]:
        by_state = [
            ReportColumn(
                WORD_OF_STATE[state],
                state_word(state),
                lambda one, state=state: one.of(state),
                12,
                kind=NUMBER,
                sort=lambda one, state=state: one.of(state),
                url=lambda one, state=state: people_url(asked, one, WORD_OF_STATE[state]),
            )
            for state in STATES
        ]
        return [
            ReportColumn(
                "direccion",
                _("Department"),
                label_of,
                40,
                sort=lambda one: (one.pk is None, plain(one.label)),
                is_heading=True,
                url=lambda one: people_url(asked, one, ""),
            ),
            ReportColumn(
                "plantilla", _("Active roll"), lambda one: one.total, 12, kind=NUMBER, sort=lambda one: one.total
            ),
            ReportColumn(
                "faltan",
                state_word("missing"),
                lambda one: one.missing,
                12,
                kind=NUMBER,
                sort=lambda one: one.missing,
                url=lambda one: people_url(asked, one, "faltan"),
            ),
            *by_state,
            ReportColumn(
                "porcentaje",
                _("Share completed (%)"),
                lambda one: one.percent,
                12,
                kind=NUMBER,
                sort=lambda one: one.percent or 0,
            ),
        ]

    def findings(self, asked: Asked) -> Findings:
        organisation = asked.choices.organisation
        everybody = progress(subject=asked.subject(), organisation=organisation, day=asked.day)
        scope = asked.in_scope(everybody)
        whole = tally(scope)
        totals = {"direccion": _("Total"), "plantilla": whole.total, "faltan": whole.missing}
        totals |= {WORD_OF_STATE[state]: whole.of(state) for state in STATES}
        totals["porcentaje"] = percent_of(whole.of(COMPLETED), whole.total)
        return Findings(
            rows=Rows(sorted(tallies_by_office(scope), key=lambda one: (one.pk is None, plain(one.label)))),
            denominator=counted(whole.total),
            figures=[
                figure(state_word("missing"), whole.missing, whole.total, state="overdue"),
                figure(state_word(COMPLETED), whole.of(COMPLETED), whole.total, state=COMPLETED),
            ],
            totals=totals,
            chart=trend(asked),
            why_empty=(
                _("Nobody is on the active roll"),
                _("The report counts people who have been hired and have not left. Enter them under Roster first."),
            ),
        )


def label_of(one: Tally) -> str:
    return one.label or _("Without appointment")


def people_url(asked: Asked, one: Tally, state: str) -> str:
    """The people behind a figure: who is missing in its own report, the others in the progress of training."""
    if one.pk is None:
        return ""
    words = {"direccion": one.pk, "alcance": "propia", "estado": state}
    words |= {"curso": asked.get("curso"), "requisito": asked.get("requisito")}
    if asked.day < asked.today:
        words["corte"] = asked.day.isoformat()
    query = "&".join(f"{name}={value}" for name, value in words.items() if value)
    return f"{reverse('reports_admin:progress')}?{query}"
