"""Words, dates and drawings that every template uses."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template

from aula.icons import ICONS
from aula.templatetags import aula_ui

NOON_IN_MEXICO = dt.datetime(2026, 3, 3, 18, 0, tzinfo=dt.UTC)


def test_a_day_is_written_as_people_here_write_it():
    assert aula_ui.day(dt.date(2026, 3, 3)) == "3 de marzo de 2026"


def test_a_moment_is_told_in_the_time_of_the_municipality():
    assert aula_ui.moment(dt.datetime(2026, 3, 4, 1, 5, tzinfo=dt.UTC)) == "3 de marzo de 2026, 19:05 h"


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (0, "Vence hoy", "warn"),
        (1, "Vence mañana", "warn"),
        (3, "Vence en 3 días", "warn"),
        (30, "Vence en 30 días", "neutral"),
        (90, "Vence el 1 de junio de 2026", "neutral"),
        (-1, "Venció ayer", "bad"),
        (-2, "Venció hace 2 días", "bad"),
    ],
)
def test_a_due_day_is_told_in_words(days, words, tone):
    with time_machine.travel(NOON_IN_MEXICO, tick=False):
        due = dt.date(2026, 3, 3) + dt.timedelta(days=days)
        assert (aula_ui.due_in_words(due), aula_ui.due_tone(due)) == (words, tone)


def test_without_a_due_day_nothing_is_said():
    assert aula_ui.due_in_words(None) == ""


def test_amounts_have_no_needless_decimals():
    assert [aula_ui.hours(Decimal("6.0")), aula_ui.hours(Decimal("2.5")), aula_ui.percentage(1240)] == [
        "6\N{NO-BREAK SPACE}h",
        "2.5\N{NO-BREAK SPACE}h",
        "1,240\N{NO-BREAK SPACE}%",
    ]


def test_minutes_become_hours_when_they_are_many():
    assert [aula_ui.minutes_label(value) for value in (None, 7, 60, 80)] == [
        "",
        "7\N{NO-BREAK SPACE}min",
        "1\N{NO-BREAK SPACE}h",
        "1\N{NO-BREAK SPACE}h 20\N{NO-BREAK SPACE}min",
    ]


def test_many_steps_have_no_kernels():
    assert aula_ui.kernels(1, 3) == [True, False, False]
    assert aula_ui.kernels(1, 25) == []


def test_each_state_has_a_word_a_drawing_and_a_tone():
    for name, state in aula_ui.STATES.items():
        assert state.label, name
        assert state.icon in ICONS, name
        assert state.tone in {"ok", "info", "warn", "bad", "neutral"}, name


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in aula_ui.icon("check")
    assert 'aria-label="Hecho &amp; leído"' in aula_ui.icon("check", "Hecho & leído")


def test_an_unknown_icon_does_not_break_the_page():
    assert aula_ui.icon("no-such-drawing").startswith("<svg")


def test_the_menu_marks_the_page_and_what_lies_below_it(rf):
    template = Template("{% nav_link '/cursos/' 'Cursos' %}")
    marks = [template.render(Context({"request": rf.get(path)})) for path in ("/cursos/", "/cursos/gasto/", "/")]
    assert ['aria-current="page"' in marks[0], 'aria-current="true"' in marks[1], "aria-current" in marks[2]] == [
        True,
        True,
        False,
    ]
