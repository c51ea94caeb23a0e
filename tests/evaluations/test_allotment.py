import itertools
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluations.allotment import Allotment

LINES = st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(0, 6))), min_size=1, max_size=4)


def allotted(lines, *, seed=1):
    allotment = Allotment([count for count, _pool in lines])
    allotment.fill([sorted(pool) for _count, pool in lines], chance=random.Random(seed))
    return allotment


def most_that_can_be_given(lines):
    """The bound of Hall's theorem: for each choice of lines, what they miss at best."""
    wanted = sum(count for count, _pool in lines)
    shortest = 0
    for size in range(1, len(lines) + 1):
        for some in itertools.combinations(lines, size):
            pool = set().union(*(pool for _count, pool in some))
            shortest = max(shortest, sum(count for count, _pool in some) - len(pool))
    return wanted - shortest


@given(lines=LINES, seed=st.integers(0, 2**63 - 1))
def test_as_much_is_given_as_can_be_and_nothing_twice(lines, seed):
    given_out = allotted(lines, seed=seed).given
    assert sum(map(len, given_out)) == most_that_can_be_given(lines)
    everything = list(itertools.chain(*given_out))
    assert len(everything) == len(set(everything))
    for (count, pool), questions in zip(lines, given_out, strict=True):
        assert len(questions) <= count
        assert set(questions) <= pool


@given(lines=LINES, seed=st.integers(0, 2**63 - 1))
def test_the_same_chance_gives_the_same(lines, seed):
    assert allotted(lines, seed=seed).given == allotted(lines, seed=seed).given


@given(lines=LINES, seed=st.integers(0, 2**63 - 1))
def test_what_was_given_stays_given_when_the_pools_grow(lines, seed):
    allotment = allotted(lines, seed=seed)
    before = set(itertools.chain(*allotment.given))
    allotment.fill([sorted(pool | {7, 8}) for _count, pool in lines], chance=random.Random(seed))
    assert before <= set(itertools.chain(*allotment.given))


def test_a_line_that_finds_nothing_free_takes_from_one_that_can_do_without():
    lines = [(2, {1, 2}), (1, {2, 3}), (1, {3, 4})]
    for seed in range(20):
        assert [len(given_out) for given_out in allotted(lines, seed=seed).given] == [2, 1, 1]


def test_the_lines_that_compete_for_too_few_are_named():
    allotment = allotted([(2, {1, 2, 3}), (2, {1, 2, 3}), (1, {9})])
    (short,) = (line for line in range(3) if allotment.missing(line))
    assert allotment.rivals[short] == [0, 1]


def test_every_complete_allotment_of_nested_lines_is_equally_likely():
    lines = [(1, {1, 2}), (1, {1, 2, 3})]
    counts = Counter(tuple(map(tuple, allotted(lines, seed=seed).given)) for seed in range(4000))
    assert len(counts) == 4
    assert all(850 < count < 1150 for count in counts.values())


def test_every_complete_allotment_of_overlapping_lines_can_happen():
    lines = [(1, {1, 2}), (1, {2, 3})]
    counts = Counter(tuple(map(tuple, allotted(lines, seed=seed).given)) for seed in range(200))
    assert set(counts) == {((1,), (2,)), ((1,), (3,)), ((2,), (3,))}
