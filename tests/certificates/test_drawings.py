import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import drawings, storing
from certificates.models import Certificate, Drawing
from certificates.repairing import repair
from people.plugins import minutely_acts
from tests.factories import course_page

from .factories import certificate
from .life_factories import with_file, withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails(monkeypatch):
    """Drawing fails; returns how often it was tried."""
    tries = []

    def fail(document):
        tries.append(document.folio)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing, "render", fail)
    return tries


def later(**ago):
    """As if time had passed: all leases and waits lie further back."""
    for drawing in Drawing.objects.all():
        moved = {name: getattr(drawing, name) for name in ("leased_until", "next_try_at")}
        Drawing.objects.filter(pk=drawing.pk).update(
            **{name: moment and moment - dt.timedelta(**ago) for name, moment in moved.items()}
        )


def jobs():
    return DBTaskResult.objects.count()


def test_a_certificate_waits_for_its_file_from_the_moment_of_issue():
    made = certificate()
    assert Drawing.objects.get().certificate == made
    assert jobs() == 1
    assert drawings.enqueue_due in minutely_acts


def test_the_file_ends_the_waiting():
    made = certificate()
    assert drawings.make(made.pk)
    assert not Drawing.objects.exists()
    assert not drawings.make(made.pk)


def test_one_worker_at_a_time(monkeypatch):
    made = certificate()
    assert drawings.take(made.pk)
    assert drawings.take(made.pk) is None
    monkeypatch.setattr(storing, "render", lambda document: pytest.fail("somebody else is at it"))
    assert not drawings.make(made.pk)


def test_a_lease_that_ran_out_is_free_again():
    made = certificate()
    first = drawings.take(made.pk)
    later(minutes=4)
    second = drawings.take(made.pk)
    assert (first.tries, second.tries) == (1, 2)


def test_a_failure_is_told_and_tried_again_later(fails):
    made = certificate()
    assert not drawings.make(made.pk)
    drawing = Drawing.objects.get()
    assert "No space left" in drawing.last_error
    assert drawing.leased_until is None
    assert drawing.given_up_at is None
    assert drawing.next_try_at > timezone.now()


def test_the_waits_grow_and_come_to_an_end(fails):
    made = certificate()
    waits = []
    for _try in range(drawings.MOST_TRIES):
        drawings.make(made.pk)
        waits.append(round((Drawing.objects.get().next_try_at - timezone.now()).total_seconds() / 60))
        later(days=1)
    assert waits == [1, 2, 5, 15, 60, 180, 360, 360]
    assert Drawing.objects.get().given_up_at
    drawings.make(made.pk)
    assert len(fails) == drawings.MOST_TRIES
    assert drawings.enqueue_due() == 0
    assert repair().queued == []


def test_a_sheet_that_takes_its_worker_along_comes_to_an_end_too():
    made = certificate()
    for _try in range(drawings.MOST_TRIES):
        assert drawings.take(made.pk)
        later(minutes=10)
    assert drawings.enqueue_due() == 0
    assert Drawing.objects.get().given_up_at


def test_the_clock_asks_for_what_is_due_and_only_once():
    made = certificate()
    assert drawings.enqueue_due() == 0
    later(minutes=6)
    assert drawings.enqueue_due() == 0, "its job still waits in the queue"
    DBTaskResult.objects.all().delete()
    later(minutes=6)
    assert drawings.enqueue_due() == 1
    assert drawings.enqueue_due() == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [made.pk]


def test_more_that_are_due_cost_no_more_queries(django_assert_num_queries):
    course = course_page(lessons=1)
    for _i in range(3):
        certificate(course=course)
    later(minutes=6)
    # Their jobs wait in the queue: each that had none would be one row more.
    with django_assert_num_queries(3):
        assert drawings.enqueue_due() == 0


def test_somebody_may_have_it_tried_again(fails, monkeypatch):
    made = certificate()
    for _try in range(drawings.MOST_TRIES):
        drawings.make(made.pk)
        later(days=1)
    monkeypatch.undo()
    DBTaskResult.objects.all().delete()
    assert drawings.try_again(made)
    assert jobs() == 1
    assert drawings.make(made.pk)
    assert Certificate.objects.get().has_file
    assert not drawings.try_again(made)


def test_trying_again_does_not_disturb_whoever_is_at_it():
    made = certificate()
    held = drawings.take(made.pk)
    assert not drawings.try_again(made)
    assert Drawing.objects.get().leased_until == held.leased_until


def test_whoever_is_late_does_not_end_anothers_try():
    made = certificate()
    first = drawings.take(made.pk)
    later(minutes=4)
    second = drawings.take(made.pk)
    drawings.put_off(first, OSError("late"))
    assert Drawing.objects.get().leased_until == second.leased_until


def test_nothing_waits_where_the_file_is_there_or_the_name_is_withheld():
    made = with_file()
    Drawing.objects.create(certificate=made, next_try_at=timezone.now())
    assert drawings.take(made.pk) is None
    assert not Drawing.objects.exists()
    gone = withheld()
    Drawing.objects.create(certificate=gone, next_try_at=timezone.now())
    assert not drawings.try_again(gone)
    assert not drawings.make(gone.pk)
    assert not Drawing.objects.exists()


def test_a_certificate_of_before_that_has_no_file_is_made_too():
    made = certificate()
    Drawing.objects.all().delete()
    DBTaskResult.objects.all().delete()
    assert repair().queued == [made.folio]
    assert drawings.make(made.pk)
