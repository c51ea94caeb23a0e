import datetime as dt

import pytest

from cimtra.monitoring.quarters import quarters_in

THIRD = [dt.date(2026, 7, 1)]
NAMED = [
    "Tercer trimestre de 2026",
    "TERCER TRIMESTRE 2026",
    "3er. Trim. 2026",
    "3º trimestre del ejercicio fiscal 2026",
    "3T-2026",
    "T3 2026",
    "III Trimestre 2026",
    "trimestre 3 de 2026",
    "2026 / Tercer trimestre",
    "/2026/tercer-trimestre/informe.xlsx",
    "julio–septiembre 2026",
    "julio, agosto y septiembre de 2026",
    "Del 1 de julio al 30 de septiembre de 2026",
    "1° de julio de 2026 a 30 de septiembre de 2026",
    "Fecha de inicio: 01/07/2026 · Fecha de término: 30/09/2026",
    "2026-07-01 · 2026-09-30",
    "jul - sep 2026",
]


@pytest.mark.parametrize("text", NAMED)
def test_each_way_to_write_it_names_the_third_quarter(text):
    assert quarters_in(text) == (THIRD, [])


@pytest.mark.parametrize(
    "text",
    ["", "Septiembre de 2026", "Trimestre", "Ejercicio 2026", "01/07/2026", "El 3 de julio de 2026", "31/02/2026"],
)
def test_less_than_a_quarter_names_none(text):
    assert quarters_in(text) == ([], [])


def test_a_range_names_every_quarter_that_lies_in_it():
    assert [day.month for day in quarters_in("enero a diciembre de 2025")[0]] == [1, 4, 7, 10]
    assert quarters_in("octubre 2025 a marzo 2026")[0] == [dt.date(2025, 10, 1), dt.date(2026, 1, 1)]


def test_a_year_belongs_to_one_quarter():
    named, possible = quarters_in("Segundo trimestre 2025. Tercer trimestre 2026.")
    assert (named, possible) == ([dt.date(2025, 4, 1), dt.date(2026, 7, 1)], [])


def test_a_year_that_stands_elsewhere_makes_a_quarter_possible_and_no_more():
    named, possible = quarters_in("Ejercicio 2026. Aquí se publican los informes. Tercer trimestre")
    assert (named, possible) == ([], THIRD)


def test_words_without_end_cost_no_time():
    assert quarters_in("enero " * 70_000) == ([], [])
    assert quarters_in("3 trimestre de del el la " * 20_000)[0] == []
