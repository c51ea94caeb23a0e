import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.renewal.states import ACCREDITED, Facts, RenewalState, Terms, renewal_state, turning_days

TERMS = Terms(expiring_days=90, window_days=60, grace_days=15)
DONE = Facts(completed_on=dt.date(2025, 2, 12), valid_until=dt.date(2026, 2, 11))
OPEN = Facts(assigned_on=dt.date(2025, 1, 10), due_on=dt.date(2025, 3, 1))
STATES = RenewalState


def state(facts, *day, terms=TERMS):
    return renewal_state(dt.date(*day), facts, terms).state


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2025, 2, 11), STATES.NOT_REQUIRED),
        ((2025, 2, 12), STATES.COMPLETED),
        ((2025, 11, 12), STATES.COMPLETED),
        ((2025, 11, 13), STATES.EXPIRING),
        ((2025, 12, 12), STATES.EXPIRING),
        ((2025, 12, 13), STATES.IN_WINDOW),
        ((2026, 2, 11), STATES.IN_WINDOW),
        ((2026, 2, 12), STATES.IN_GRACE),
        ((2026, 2, 26), STATES.IN_GRACE),
        ((2026, 2, 27), STATES.EXPIRED),
        ((2036, 1, 1), STATES.EXPIRED),
    ],
)
def test_a_completion_ages_day_by_day(day, expected):
    assert state(DONE, *day) == expected


def test_without_an_end_a_completion_counts_for_ever():
    assert state(Facts(completed_on=dt.date(2000, 1, 1)), 2099, 1, 1) == STATES.COMPLETED


@pytest.mark.parametrize(
    ("facts", "day", "expected", "is_overdue"),
    [
        (Facts(), (2025, 1, 10), STATES.NOT_REQUIRED, False),
        (OPEN, (2025, 1, 9), STATES.NOT_REQUIRED, False),
        (OPEN, (2025, 1, 10), STATES.ASSIGNED, False),
        (OPEN, (2025, 3, 1), STATES.ASSIGNED, False),
        (OPEN, (2025, 3, 2), STATES.ASSIGNED, True),
        (Facts(assigned_on=OPEN.assigned_on, started_on=dt.date(2025, 2, 1)), (2025, 1, 31), STATES.ASSIGNED, False),
        (Facts(assigned_on=OPEN.assigned_on, started_on=dt.date(2025, 2, 1)), (2025, 2, 1), STATES.IN_PROGRESS, False),
        (Facts(assigned_on=OPEN.assigned_on, due_on=OPEN.due_on, is_exempt=True), (2025, 3, 2), STATES.EXEMPT, False),
        (
            Facts(assigned_on=OPEN.assigned_on, due_on=OPEN.due_on, released_on=dt.date(2025, 2, 1)),
            (2025, 3, 2),
            STATES.RELEASED,
            False,
        ),
    ],
)
def test_before_any_completion_the_open_cycle_decides(facts, day, expected, is_overdue):
    found = renewal_state(dt.date(*day), facts, TERMS)
    assert (found.state, found.is_overdue) == (expected, is_overdue)


def test_overdue_is_shown_in_place_of_an_open_state():
    assert renewal_state(dt.date(2025, 3, 2), OPEN, TERMS).shown == "overdue"
    assert renewal_state(dt.date(2025, 3, 1), OPEN, TERMS).shown == "assigned"


def test_an_exempt_person_is_not_accredited_but_a_completion_in_force_stays_one():
    exempt = Facts(completed_on=DONE.completed_on, valid_until=DONE.valid_until, is_exempt=True)
    assert state(exempt, 2026, 2, 11) == STATES.IN_WINDOW
    assert state(exempt, 2026, 2, 12) == STATES.EXEMPT
    assert STATES.EXEMPT not in ACCREDITED
    assert STATES.IN_GRACE not in ACCREDITED


def test_the_renewal_under_way_is_told_beside_the_state():
    renewing = Facts(
        completed_on=DONE.completed_on,
        valid_until=DONE.valid_until,
        assigned_on=dt.date(2025, 12, 13),
        started_on=dt.date(2026, 1, 5),
        due_on=dt.date(2026, 2, 11),
    )
    assert renewal_state(dt.date(2025, 12, 12), renewing, TERMS).renewal is None
    assert renewal_state(dt.date(2025, 12, 13), renewing, TERMS).renewal == STATES.ASSIGNED
    late = renewal_state(dt.date(2026, 2, 12), renewing, TERMS)
    assert (late.state, late.renewal, late.is_overdue) == (STATES.IN_GRACE, STATES.IN_PROGRESS, True)


def test_a_window_wider_than_the_validity_opens_halfway_and_not_at_once():
    completed = dt.date(2026, 1, 1)
    _expiring, window_from, _grace = turning_days(completed, dt.date(2026, 1, 31), Terms(window_days=60))
    assert window_from == dt.date(2026, 1, 16)


def test_what_happens_later_is_not_known_on_an_earlier_day():
    before = Facts(assigned_on=OPEN.assigned_on, due_on=OPEN.due_on)
    after = Facts(**{name: getattr(DONE, name) for name in ("completed_on", "valid_until")})
    both = Facts(
        assigned_on=before.assigned_on,
        due_on=before.due_on,
        completed_on=after.completed_on,
        valid_until=after.valid_until,
    )
    assert renewal_state(dt.date(2025, 2, 1), both, TERMS) == renewal_state(dt.date(2025, 2, 1), before, TERMS)


days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
ORDER = [STATES.NOT_REQUIRED, STATES.COMPLETED, STATES.EXPIRING, STATES.IN_WINDOW, STATES.IN_GRACE, STATES.EXPIRED]


@given(
    completed_on=days,
    length=st.integers(0, 1500),
    terms=st.builds(Terms, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400)),
)
def test_the_states_of_a_completion_follow_one_another_without_gap_or_return(completed_on, length, terms):
    facts = Facts(completed_on=completed_on, valid_until=completed_on + dt.timedelta(days=length))
    first = completed_on - dt.timedelta(days=2)
    found = [
        renewal_state(first + dt.timedelta(days=n), facts, terms).state for n in range(length + terms.grace_days + 6)
    ]
    places = [ORDER.index(state) for state in found]
    assert places == sorted(places)
    assert (found[0], found[-1]) == (STATES.NOT_REQUIRED, STATES.EXPIRED)
    accredited = [n for n, state in enumerate(found) if state in ACCREDITED]
    assert len(accredited) == length + 1
    assert found.count(STATES.IN_GRACE) == terms.grace_days


@given(
    facts=st.builds(
        Facts,
        completed_on=st.none() | days,
        valid_until=st.none() | days,
        assigned_on=st.none() | days,
        started_on=st.none() | days,
        due_on=st.none() | days,
        released_on=st.none() | days,
        is_exempt=st.booleans(),
    ),
    day=days,
)
def test_whatever_the_facts_every_day_has_exactly_one_state(facts, day):
    found = renewal_state(day, facts, TERMS)
    assert found.state in STATES
    assert found == renewal_state(day, facts, TERMS)
    assert not (found.is_overdue and (found.is_accredited or facts.is_exempt))
