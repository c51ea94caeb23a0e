"""The board among the reports of human resources: screen, XLSX, CSV, PDF and register come with it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.plugins import Choice, Figure, Findings, Report, ReportColumn, Rows

from ..models import Block
from .board import BOTH, URGENCY, Line, whole_board
from .columns import described
from .look import URGENCIES

NUMBERS = {
    *("aspecto", "personas", "acreditadas", "faltan", "exentas", "sin-asignar", "porcentaje"),
    *("obligaciones", "al-corriente", "abiertas", "vencidas", "calificacion", "pierde"),
}
#: The columns that a first look needs; the others can be chosen.
USUAL = {"aspecto", "titulo", "urgencia", "responden", "acreditadas", "faltan", "al-corriente", "abiertas", "que-es"}
USUAL |= {"calificacion", "pierde"}


def _urgencies(choices) -> dict[str, tuple[str, str]]:
    return {URGENCIES[one][3]: (one, URGENCIES[one][0]) for one in URGENCY}


def _blocks(choices) -> dict[str, tuple[int, str]]:
    rows = Block.objects.filter(field__instrument__is_current=True).order_by("field__number", "number")
    return {str(one.pk): (one.pk, str(one)) for one in rows}


class CoverageReport(Report):
    slug = "cobertura-cimtra"
    title = gettext_lazy("CIMTRA coverage")
    answers = gettext_lazy("Where does the municipality lose points, and are those who answer for it trained?")
    icon = "chart"
    order = 90
    filters = (
        Choice("urgencia", gettext_lazy("What is urgent"), _urgencies),
        Choice("bloque", gettext_lazy("Block"), _blocks),
    )
    identifying = 2

    def columns(self, asked) -> list[ReportColumn]:
        return [
            ReportColumn(
                key,
                label,
                value,
                width,
                kind="number" if key in NUMBERS else "text",
                sort=_sorting(value),
                is_heading=key == "titulo",
                is_shown=key in USUAL,
                url=_address if key == "titulo" else None,
            )
            for key, label, value, width in described()
        ]

    def findings(self, asked) -> Findings:
        found = whole_board(day=asked.today)
        lines = [line for line in found.lines if self._is_asked_for(asked, line)]
        applicable = sum(line.is_applicable for line in found.lines)
        both = len(found.of(BOTH))
        return Findings(
            rows=Rows(lines),
            denominator=ngettext(
                "%(number)d aspect of the instrument in force applies.",
                "%(number)d aspects of the instrument in force apply.",
                applicable,
            )
            % {"number": applicable},
            figures=[
                Figure(
                    label=str(URGENCIES[BOTH][0]),
                    number=both,
                    of=_("of %(total)d") % {"total": applicable},
                    state="overdue",
                    url=f"?urgencia={URGENCIES[BOTH][3]}",
                )
            ],
            why_empty=(
                _("There is no instrument in force"),
                _("Load a version under «Instrument» and put it in force; then its aspects stand here."),
            ),
        )

    @staticmethod
    def _is_asked_for(asked, line: Line) -> bool:
        urgency, block = asked.get("urgencia"), asked.get("bloque")
        return (not urgency or line.urgency == urgency) and (not block or line.aspect.block_id == block)


def _sorting(value):
    def key(line: Line) -> tuple:
        found = value(line)
        return (found is None or found == "", found if isinstance(found, str) else float(found or 0))

    return key


def _address(line: Line) -> str:
    return reverse("cimtra_coverage:aspect", args=[line.aspect.pk])
