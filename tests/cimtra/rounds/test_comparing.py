import datetime as dt
from decimal import Decimal

import pytest

from cimtra.models import Outcome
from cimtra.rounds.comparing import CannotCompare, compare
from cimtra.rounds.making import close_round
from tests.cimtra.rounds.rounds_factories import instrument, internal_round, official_round
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_earlier_stands_first_and_each_change_is_told():
    mini = instrument(blocks=1, aspects=3)
    late = internal_round(mini, "mm", "nm", "mx", name="Marzo")
    early = internal_round(mini, "mx", "nn", "mm", name="Enero", cutoff_on=dt.date(2026, 1, 31))
    found = compare(late, early)
    assert (found.first, found.second) == (early, late)
    # 3 of 4 before, 4 of 5 after.
    assert found.change == Decimal("5.00")
    assert not found.is_mixed
    (block,) = found.blocks
    assert [one.change for one in block.aspects] == [Decimal("50.00"), None, Decimal("-50.00")]
    changed = [(was.outcome, now.outcome) for one in block.aspects for was, now in one.changed]
    assert changed == [
        (Outcome.NOT_MET, Outcome.MET),
        (Outcome.NOT_APPLICABLE, Outcome.MET),
        (Outcome.MET, Outcome.NOT_MET),
    ]


def test_a_closed_one_is_compared_as_it_was_closed():
    mini = instrument(blocks=1, aspects=1)
    early = internal_round(mini, "xx", name="Enero", cutoff_on=dt.date(2026, 1, 31))
    early = close_round(evaluation=early, by=UserFactory())
    found = compare(early, internal_round(mini, "mx"))
    assert (found.before.total, found.after.total, found.change) == (0, 50, 50)
    assert len(found.blocks[0].aspects[0].changed) == 1


def test_what_was_published_beside_an_estimate_is_told():
    mini = instrument()
    found = compare(official_round(mini, score=60), internal_round(mini))
    assert found.is_mixed


def test_two_versions_are_never_compared():
    one, other = instrument(), instrument(version="otra", is_current=False)
    with pytest.raises(CannotCompare):
        compare(internal_round(one), internal_round(other, name="Otra"))


def test_a_round_is_not_compared_with_itself():
    found = internal_round(instrument())
    with pytest.raises(CannotCompare):
        compare(found, found)
