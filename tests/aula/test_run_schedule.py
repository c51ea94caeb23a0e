import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.models import LessonPage
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
