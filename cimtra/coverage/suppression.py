"""Small groups are not told to the public, nor what would let anybody work them out from the rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from reports.api import SMALLEST_CELL


@dataclass(frozen=True, slots=True)
class Group:
    """`part` of the `total` people of a group have something, such as their training."""

    key: Hashable
    total: int
    part: int

    def __add__(self, other: Group) -> Group:
        return Group(None, self.total + other.total, self.part + other.part)

    @property
    def is_small(self) -> bool:
        """The group, those who have it or those who have it not are fewer than SMALLEST_CELL, and not nobody."""
        return any(0 < number < SMALLEST_CELL for number in (self.total, self.part, self.total - self.part))


@dataclass(frozen=True, slots=True)
class Suppression:
    """The keys of the groups that are not told, and whether the sum of all may be."""

    hidden: frozenset[Hashable]
    tells_whole: bool


def suppress(groups: Iterable[Group]) -> Suppression:
    """What of `groups` and of their sum may be published side by side.

    A hidden group could be worked out as the sum less the others. So at least two are hidden, and more, the smallest
    first, until those that are hidden hold together enough people of either kind; where not even all of them do, the
    sum is not told either. Then nobody who knows how many work in each group learns how a hidden one stands.
    """
    groups = [one for one in groups if one.total]
    hidden = [one for one in groups if one.is_small]
    others = sorted(
        (one for one in groups if not one.is_small), key=lambda one: (one.total, str(one.key)), reverse=True
    )
    while hidden and others and not _conceal_each_other(hidden):
        hidden.append(others.pop())
    tells_whole = not _sum(groups).is_small and (not hidden or _conceal_each_other(hidden))
    return Suppression(frozenset(one.key for one in hidden), tells_whole)


def _conceal_each_other(hidden: list[Group]) -> bool:
    together = _sum(hidden)
    return len(hidden) > 1 and not together.is_small and 0 < together.part < together.total


def _sum(groups: list[Group]) -> Group:
    return sum(groups, Group(None, 0, 0))
