import io
import re
from decimal import Decimal

import pytest
from openpyxl import Workbook

from cimtra.indicators.acts import EditedMeanwhile, record_reading
from cimtra.indicators.columns import sheet_columns
from cimtra.indicators.lists import rows_of
from cimtra.indicators.sheets import UnreadableSheet, apply_sheet, compare, number_of, read_sheet
from cimtra.models import Indicator, IndicatorReading
from people.api import table_file
from tests.cimtra.indicators.indicators_factories import IndicatorFactory, IndicatorReadingFactory, YearPlanFactory

pytestmark = pytest.mark.django_db

LABELS = {column.key: column.label for column in sheet_columns()}


def sheet(*rows):
    """A workbook with these rows, each {key of the column: what is in the cell}."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    book = Workbook()
    book.active.append([str(LABELS[key]) for key in keys])
    for row in rows:
        book.active.append([row.get(key) for key in keys])
    file = io.BytesIO()
    book.save(file)
    return read_sheet(file.getvalue(), file_name="poa.xlsx")


def apply(plan, read, editions=None):
    known = {one.read.values.get("name"): one.editions for one in compare(plan, read)}
    return apply_sheet(plan=plan, read=read, editions=known if editions is None else editions, by=None)


def test_a_sheet_makes_indicators_with_their_quarters():
    plan = YearPlanFactory()
    read = sheet(
        {
            "name": "Quejas",
            "unit": "quejas",
            "target": "1,200.50",
            "direction": str(Indicator.Direction.DOWN.label),
            "accumulates": str(Indicator.Sum.LAST.label),
            "planned1": 10,
            "reached1": 12.5,
            "evaluation1": "Hubo lluvias",
        }
    )

    assert apply(plan, read) == 1

    indicator = plan.indicators.get()
    assert (indicator.target, indicator.direction, indicator.accumulates) == (Decimal("1200.50"), "down", "last")
    assert list(indicator.readings.values_list("quarter", "planned", "reached", "evaluation")) == [
        (1, 10, Decimal("12.5"), "Hubo lluvias")
    ]


def test_what_goes_out_comes_in_again_and_changes_nothing():
    plan = YearPlanFactory()
    indicator = IndicatorFactory(plan=plan, target=Decimal("12.5"), formula="a ÷ b")
    IndicatorReadingFactory(indicator=indicator, planned=3, reached=0, evaluation="Nada todavía")
    (row,) = rows_of([plan])
    columns = [column.as_sheet_column() for column in sheet_columns()]

    for kind in ("xlsx", "csv"):
        file = table_file(kind, title="POA", columns=columns, rows=row.rows, criteria=[], author="")
        (one,) = compare(plan, read_sheet(file, file_name=f"poa.{kind}"))

        assert (one.is_new, one.changes, one.read.problems) == (False, [], [])


def test_a_comparison_tells_each_change_before_and_after():
    plan = YearPlanFactory()
    IndicatorReadingFactory(indicator=IndicatorFactory(plan=plan, name="Obras", target=40), planned=10, reached=8)

    (one,) = compare(plan, sheet({"name": "obras", "target": 50, "reached1": 9}))

    assert one.changes == [(LABELS["target"], "40", "50"), (LABELS["reached1"], "8", "9")]


def test_indicators_that_the_sheet_lacks_stay():
    plan = YearPlanFactory()
    IndicatorFactory(plan=plan, name="Otro")

    apply(plan, sheet({"name": "Obras", "unit": "obras", "target": 40}))

    assert set(plan.indicators.values_list("name", flat=True)) == {"Otro", "Obras"}


def test_rows_with_problems_are_told_and_left_out():
    plan = YearPlanFactory()
    read = sheet(
        {"name": "Bien", "unit": "u", "target": 4, "direction": None},
        {"name": "", "unit": "u", "target": 4},
        {"name": "Sin meta", "unit": "u", "target": None},
        {"name": "Letras", "unit": "u", "target": "muchas"},
        {"name": "Negativa", "unit": "u", "target": -4},
        {"name": "Sentido", "unit": "u", "target": 4, "direction": "de lado"},
        {"name": "bien", "unit": "u", "target": 4},
    )

    assert [bool(one.problems) for one in read] == [False, True, True, True, True, True, True]
    assert apply(plan, read) == 1
    assert plan.indicators.get().name == "Bien"


def test_a_sheet_writes_nothing_where_somebody_wrote_after_the_preview():
    plan = YearPlanFactory()
    indicator = IndicatorFactory(plan=plan, name="Obras", target=40)
    read = sheet({"name": "Obras", "target": 60, "reached1": 9})
    editions = {one.read.values["name"]: one.editions for one in compare(plan, read)}
    record_reading(indicator=indicator, quarter=1, by=None, edition=0, reached=Decimal(7))

    with pytest.raises(EditedMeanwhile):
        apply(plan, read, editions)

    indicator.refresh_from_db()
    assert (indicator.target, IndicatorReading.objects.get().reached) == (40, 7)


def test_a_sheet_without_the_columns_says_which():
    book = Workbook()
    book.active.append(["Nombre", "Cuánto"])
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(UnreadableSheet):
        read_sheet(file.getvalue(), file_name="poa.xlsx")


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200.50", "1200.50"), ("1 200", "1200"), ("85 %", "85"), ("85", "85"), ("0", "0"), ("", None)],
)
def test_numbers_are_read_as_mexico_writes_them(text, number):
    assert number_of(text) == (number and Decimal(number))


@pytest.mark.parametrize("text", ["1,5", "1.200,50", "-3", "tres", "1e9", "NaN", "9" * 15])
def test_what_could_mean_another_number_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        number_of(text)
