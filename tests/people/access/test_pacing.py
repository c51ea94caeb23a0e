import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from people.access.guessing import Wait
from people.access.pacing import Bucket, give_back, pour
from people.models import GuessCounter

pytestmark = pytest.mark.django_db
BUCKET = Bucket("prueba", size=3, seconds=30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_it_takes_so_many_tries_and_then_one_waits():
    assert [pour(BUCKET, "una") for _ in range(3)] == [1, 2, 3]
    with pytest.raises(Wait) as told:
        pour(BUCKET, "una")
    assert told.value.seconds == 30


def test_it_drips_so_the_door_always_opens_again(clock):
    for _ in range(3):
        pour(BUCKET, "una")
    clock.shift(dt.timedelta(seconds=29))
    with pytest.raises(Wait) as told:
        pour(BUCKET, "una")
    assert told.value.seconds == 1
    clock.shift(dt.timedelta(seconds=1))
    assert pour(BUCKET, "una") == 3


def test_knocking_while_one_waits_makes_it_no_longer(clock):
    for _ in range(3):
        pour(BUCKET, "una")
    for _ in range(50):
        with pytest.raises(Wait):
            pour(BUCKET, "una")
    clock.shift(dt.timedelta(seconds=30))
    assert pour(BUCKET, "una") == 3


def test_each_has_a_bucket_of_its_own():
    for _ in range(3):
        pour(BUCKET, "una")
    assert pour(BUCKET, "otra") == 1
    assert pour(Bucket("otra prueba", size=3, seconds=30), "una") == 1


def test_one_that_may_overflow_is_let_through_a_full_bucket():
    for _ in range(3):
        pour(BUCKET, "una")
    assert pour(BUCKET, "una", may_overflow=True) == 3
    with pytest.raises(Wait):
        pour(BUCKET, "una")


def test_what_is_given_back_was_never_poured():
    for _ in range(3):
        pour(BUCKET, "una")
    give_back(BUCKET, "una")
    assert pour(BUCKET, "una") == 3
    give_back(BUCKET, "nadie")


def test_after_a_long_time_it_is_empty(clock):
    for _ in range(3):
        pour(BUCKET, "una")
    clock.shift(dt.timedelta(days=1))
    assert pour(BUCKET, "una") == 1


def test_the_table_tells_neither_who_nor_what():
    pour(BUCKET, "198.51.100.7")
    assert len(bytes.fromhex(GuessCounter.objects.get().key)) == 32
