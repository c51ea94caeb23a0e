import datetime as dt
from decimal import Decimal

import pytest

from certificates.wording import aspect_line, hours_text, period_text

from .factories import aspect_lines


def test_periods_repeat_neither_month_nor_year():
    day = dt.date(2026, 3, 28)
    assert period_text(day, day) == "el 28 de marzo de 2026"
    assert period_text(dt.date(2026, 3, 3), day) == "del 3 al 28 de marzo de 2026"
    assert period_text(dt.date(2026, 2, 3), day) == "del 3 de febrero al 28 de marzo de 2026"
    assert period_text(dt.date(2025, 12, 3), day) == "del 3 de diciembre de 2025 al 28 de marzo de 2026"


@pytest.mark.parametrize(
    ("hours", "said"),
    [("1.0", "1\N{NO-BREAK SPACE}hora"), ("1.5", "1.5\N{NO-BREAK SPACE}horas"), ("20.0", "20\N{NO-BREAK SPACE}horas")],
)
def test_hours_are_said_without_needless_zeros(hours, said):
    assert hours_text(Decimal(hours)) == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ""),
        (aspect_lines(44), "44. Título del aspecto 44"),
        (aspect_lines(17, 18), "17 y 18"),
        (aspect_lines(17, 18, 19, 44), "17 a 19 y 44"),
        (aspect_lines(1, 2, 3) + aspect_lines(9, 11, 12, 13), "1 a 3, 9 y 11 a 13"),
        ([{"label": "Reglamento interior, art. 3", "origin": "internal"}], "Reglamento interior, art. 3"),
    ],
)
def test_aspects_are_said_in_one_short_line(lines, said):
    assert aspect_line(lines) == said
