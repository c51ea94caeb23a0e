from decimal import Decimal

import pytest

from cimtra.indicators.acts import CannotRemove, EditedMeanwhile, record_reading, remove_indicator
from cimtra.indicators.lists import rows_of
from cimtra.models import Indicator, IndicatorReading, YearPlan
from tests.cimtra.indicators.indicators_factories import IndicatorFactory, IndicatorReadingFactory, YearPlanFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def record(indicator, edition, **written):
    return record_reading(indicator=indicator, quarter=1, by=None, edition=edition, **written)


def test_every_writing_is_kept():
    indicator, by = IndicatorFactory(), UserFactory()
    record_reading(indicator=indicator, quarter=2, by=by, edition=0, planned=Decimal(10))

    reading = record_reading(indicator=indicator, quarter=2, by=by, edition=1, reached=Decimal(7), evaluation="Faltó")

    assert (reading.planned, reading.reached, reading.edition) == (10, 7, 2)
    kept = reading.entries.values_list("edition", "planned", "reached", "evaluation", "written_by")
    assert list(kept) == [(1, 10, None, "", by.pk), (2, 10, 7, "Faltó", by.pk)]


def test_the_same_words_again_change_nothing():
    indicator = IndicatorFactory()
    record(indicator, 0, reached=Decimal("3.50"))

    reading = record(indicator, 0, reached=Decimal("3.5"), evaluation="")

    assert (reading.edition, reading.entries.count()) == (1, 1)


def test_nobody_writes_over_what_they_have_not_seen():
    indicator = IndicatorFactory()
    record(indicator, 0, reached=Decimal(5), evaluation="De la dirección")

    with pytest.raises(EditedMeanwhile) as meanwhile:
        record(indicator, 0, reached=Decimal(6))

    assert meanwhile.value.current.evaluation == "De la dirección"
    assert IndicatorReading.objects.get().reached == 5


def test_zero_is_not_nothing():
    indicator = IndicatorFactory()

    assert record(indicator, 0, reached=Decimal(0)).edition == 1
    assert record(indicator, 1, reached=None).edition == 2


def test_an_indicator_that_was_reported_on_stays():
    reported, bare = IndicatorReadingFactory(reached=1).indicator, IndicatorFactory()

    with pytest.raises(CannotRemove):
        remove_indicator(indicator=reported)
    remove_indicator(indicator=bare)
    assert Indicator.objects.get() == reported


def test_a_programme_counts_who_reported_and_evaluated_each_quarter():
    plan = YearPlanFactory()
    one, other = IndicatorFactory(plan=plan, target=10), IndicatorFactory(plan=plan, target=10)
    IndicatorReadingFactory(indicator=one, quarter=1, reached=5, evaluation="Bien")
    IndicatorReadingFactory(indicator=other, quarter=1, reached=50, evaluation="Muy bien")
    IndicatorReadingFactory(indicator=one, quarter=2, reached=2)

    (row,) = rows_of([plan])

    assert row.reported == {1: 2, 2: 1, 3: 0, 4: 0}
    assert row.is_evaluated == {1: True, 2: False, 3: False, 4: False}
    # 70 % and 500 %, which counts as 100.
    assert row.share == Decimal("85.0")


def test_many_programmes_cost_as_many_queries_as_one(django_assert_num_queries):
    for _ in range(4):
        for indicator in IndicatorFactory.create_batch(3, plan=YearPlanFactory()):
            IndicatorReadingFactory(indicator=indicator, reached=1)

    with django_assert_num_queries(3):
        assert len(rows_of(YearPlan.objects.select_related("department"))) == 4
