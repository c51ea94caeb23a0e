"""Programmes, their indicators and readings."""

import factory
from factory.django import DjangoModelFactory

from cimtra.models import Indicator, IndicatorReading, YearPlan
from tests.factories import DepartmentFactory


class YearPlanFactory(DjangoModelFactory):
    class Meta:
        model = YearPlan

    department = factory.SubFactory(DepartmentFactory)
    year = 2026


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    plan = factory.SubFactory(YearPlanFactory)
    name = factory.Sequence(lambda n: f"Indicador {n}")
    unit = "obras"
    target = 40


class IndicatorReadingFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorReading

    indicator = factory.SubFactory(IndicatorFactory)
    quarter = 1
    edition = 1
