"""What is published of small groups: each case is held against somebody who adds and subtracts."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cimtra.coverage.suppression import Group, suppress


def groups(*pairs):
    return [Group(place, total, part) for place, (total, part) in enumerate(pairs)]


def test_large_groups_are_told_with_their_sum():
    found = suppress(groups((20, 10), (30, 8)))
    assert found.hidden == frozenset()
    assert found.tells_whole


def test_a_group_of_four_is_not_told_and_neither_is_the_smallest_of_the_others():
    found = suppress(groups((4, 2), (40, 20), (12, 6), (30, 15)))
    assert found.hidden == {0, 2}
    assert found.tells_whole


def test_a_few_who_lack_it_are_a_small_group_too():
    assert 0 in suppress(groups((20, 18), (30, 15), (25, 10))).hidden


def test_two_hidden_groups_that_are_all_accredited_draw_a_third_one_in():
    # Their sum is 9 of 9: whoever subtracts would know both.
    found = suppress(groups((4, 4), (5, 5), (30, 15), (40, 20)))
    assert found.hidden >= {0, 2}


def test_where_everything_is_small_not_even_the_sum_is_told():
    found = suppress(groups((3, 1), (2, 1)))
    assert found.hidden == {0, 1}
    assert not found.tells_whole


def test_an_empty_group_hides_nothing():
    found = suppress(groups((0, 0), (20, 10)))
    assert found.hidden == frozenset()


@given(
    st.lists(
        st.integers(1, 14).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total))),
        min_size=1,
        max_size=5,
    )
)
def test_nobody_who_knows_the_headcounts_can_work_out_a_hidden_group(pairs):
    rows = groups(*pairs)
    found = suppress(rows)
    hidden = [one for one in rows if one.key in found.hidden]
    assert all(one.key in found.hidden for one in rows if one.is_small)
    if not hidden or not found.tells_whole:
        return
    whole = sum(one.part for one in rows) - sum(one.part for one in rows if one.key not in found.hidden)
    possible = [guess for guess in itertools.product(*(range(one.total + 1) for one in hidden)) if sum(guess) == whole]
    for place in range(len(hidden)):
        assert len({guess[place] for guess in possible}) > 1
