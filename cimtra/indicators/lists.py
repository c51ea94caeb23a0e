"""Programmes with their indicators and readings, for lists, pages and files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.api import Department

from ..models import Indicator, IndicatorReading, YearPlan
from .advance import QUARTERS, WHOLE, Advance, Figures, advance, mean

NEARLY = Decimal(80)


@dataclass(frozen=True, slots=True)
class Light:
    word: str
    icon: str
    tone: str


ON_COURSE = Light(_("As planned"), "check-circle", "ok")
NEAR = Light(_("Slightly behind"), "half", "warn")
BEHIND = Light(_("Behind"), "alert", "bad")
UNREPORTED = Light(_("Not reported yet"), "circle", "neutral")
UNPLANNED = Light(_("Reported, with no plan to compare with"), "info", "neutral")


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with its readings by quarter (None where there is none)."""

    indicator: Indicator
    readings: dict[int, IndicatorReading | None]
    advance: Advance

    @property
    def quarters(self) -> list[tuple[int, IndicatorReading | None]]:
        return [(quarter, self.readings[quarter]) for quarter in QUARTERS]

    @property
    def light(self) -> Light:
        """Against what was planned by then; at the end of the year, against the target."""
        if not self.advance.quarter:
            return UNREPORTED
        compared = self.advance.of_target if self.advance.quarter == QUARTERS[-1] else self.advance.of_planned
        if compared is None:
            return UNPLANNED
        return ON_COURSE if compared >= WHOLE else NEAR if compared >= NEARLY else BEHIND


@dataclass(frozen=True, slots=True)
class PlanRow:
    plan: YearPlan
    rows: list[IndicatorRow]

    @property
    def share(self) -> Decimal | None:
        """The mean share of the targets, each counted up to 100."""
        return mean(row.advance.capped for row in self.rows)

    @property
    def reported(self) -> dict[int, int]:
        """{quarter: how many of its indicators were reported in it}."""
        return {
            quarter: sum(
                (reading := row.readings[quarter]) is not None and reading.reached is not None for row in self.rows
            )
            for quarter in QUARTERS
        }

    @property
    def is_evaluated(self) -> dict[int, bool]:
        """{quarter: whether each indicator was reported and evaluated in words}."""
        return {
            quarter: bool(self.rows)
            and all((reading := row.readings[quarter]) is not None and reading.evaluation for row in self.rows)
            for quarter in QUARTERS
        }


def rows_of(plans: Iterable[YearPlan] | QuerySet[YearPlan]) -> list[PlanRow]:
    """Each plan with its indicators; two queries beside those for the plans, however many they are."""
    plans = list(plans)
    indicators = Indicator.objects.filter(plan__in=plans).prefetch_related("readings")
    found: dict[int, list[IndicatorRow]] = {}
    for indicator in indicators:
        found.setdefault(indicator.plan_id, []).append(row_of(indicator))
    return [PlanRow(plan, found.get(plan.pk, [])) for plan in plans]


def row_of(indicator: Indicator) -> IndicatorRow:
    readings = {reading.quarter: reading for reading in indicator.readings.all()}
    figures = {quarter: Figures(one.planned, one.reached) for quarter, one in readings.items()}
    return IndicatorRow(
        indicator, {quarter: readings.get(quarter) for quarter in QUARTERS}, advance(indicator, figures)
    )


def without_plan(year: int) -> QuerySet[Department]:
    """Departments in use, commissions and councils aside, that have no programme of that year."""
    seats = (Department.Kind.COMMISSION, Department.Kind.COUNCIL, Department.Kind.UNIT)
    planned = YearPlan.objects.filter(year=year).values("department")
    return Department.objects.filter(is_active=True).exclude(kind__in=seats).exclude(pk__in=planned).order_by("path")


def years(today: dt.date) -> list[int]:
    """The years with a programme, and this one and the next, the newest first."""
    known = set(YearPlan.objects.order_by().values_list("year", flat=True).distinct())
    return sorted({*known, today.year, today.year + 1}, reverse=True)
