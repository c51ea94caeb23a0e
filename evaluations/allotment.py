"""Sharing questions out among the lines of a blueprint, each question to one line: pure, no database.

Lines may overlap in any way, so serving them one after the other can strand a line that could have been served. The
allotment is therefore a maximum bipartite matching, made by augmenting paths: a line that finds nothing free takes a
question from another line, which takes one elsewhere, and so on (C. Berge, «Two theorems in graph theory», 1957).
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence


class Allotment:
    """What each line has been given. A question that was given out may change lines and is never taken back."""

    def __init__(self, wanted: Sequence[int]) -> None:
        self.wanted = list(wanted)
        #: The questions of each line, in the order in which they came.
        self.given: list[list[int]] = [[] for _line in wanted]
        #: For a line left short: the lines, itself included, that compete for the same questions.
        self.rivals: dict[int, list[int]] = {}
        self._holder: dict[int, int] = {}

    def missing(self, line: int) -> int:
        return self.wanted[line] - len(self.given[line])

    def fill(self, pools: Sequence[Sequence[int]], *, chance: random.Random) -> None:
        """Serve the lines from their pools, the smallest first, until none can be served further.

        Each line takes uniformly among what is free in its pool. Where pools are apart, or one lies within another,
        all complete allotments are equally likely. Where they overlap in part, all complete ones remain possible, but
        those in which the larger pool keeps more of what both share are somewhat less likely.
        """
        shuffled = [chance.sample(list(pool), len(pool)) for pool in pools]
        for line in sorted(range(len(pools)), key=lambda line: len(pools[line])):
            while self.missing(line) > 0 and self._extend(line, shuffled):
                self.rivals.pop(line, None)

    def _extend(self, start: int, pools: Sequence[Sequence[int]]) -> bool:
        """Give the line one question more, or note who competes with it when that is impossible."""
        #: By which line, and for which question, each line would be asked to give something up.
        asked_by: dict[int, tuple[int, int] | None] = {start: None}
        waiting = deque([start])
        while waiting:
            line = waiting.popleft()
            for question in pools[line]:
                holder = self._holder.get(question)
                if holder is None:
                    self._pass_on(line, question, asked_by)
                    return True
                if holder not in asked_by:
                    asked_by[holder] = (line, question)
                    waiting.append(holder)
        self.rivals[start] = sorted(asked_by)
        return False

    def _pass_on(self, line: int, question: int, asked_by: dict[int, tuple[int, int] | None]) -> None:
        self._give(line, question)
        while (request := asked_by[line]) is not None:
            other, wanted = request
            self.given[line].remove(wanted)
            self._give(other, wanted)
            line = other

    def _give(self, line: int, question: int) -> None:
        self._holder[question] = line
        self.given[line].append(question)
