import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from courses.models import LessonPage
from people.plugins import minutely_acts, nightly_acts
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_an_author_scheduled_is_published_when_its_time_comes():
    course = factories.course_page(lessons=1)
    (lesson,) = factories.lessons_of(course)
    lesson.title = "Título programado"
    lesson.go_live_at = timezone.now() + dt.timedelta(minutes=5)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    call_command("run_schedule", "--once")
    assert LessonPage.objects.get().title != "Título programado"
    lesson.go_live_at = timezone.now() - dt.timedelta(minutes=5)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    call_command("run_schedule", "--once")
    assert LessonPage.objects.get().title == "Título programado"


@pytest.fixture
def calls():
    """Two acts of each kind, the first of which fails."""
    done = []

    def fails():
        done.append("fails")
        raise ValueError

    def works():
        done.append("works")

    for registry in (minutely_acts, nightly_acts):
        registry.register(fails)
        registry.register(works)
    yield done
    for registry in (minutely_acts, nightly_acts):
        registry.unregister(fails)
        registry.unregister(works)


def test_an_act_that_fails_does_not_keep_the_others_from_their_turn(calls, caplog):
    with time_machine.travel(dt.datetime(2026, 3, 2, 2, 30, tzinfo=timezone.get_current_timezone())):
        call_command("run_schedule", "--once")
    assert calls == ["fails", "works"]
    assert "fails failed" in caplog.text


def test_a_night_that_was_missed_is_made_up_for_in_the_morning(calls):
    with time_machine.travel(dt.datetime(2026, 3, 2, 10, 0, tzinfo=timezone.get_current_timezone())):
        call_command("run_schedule", "--once")
    assert calls == ["fails", "works"] * 2
