"""What the figures of a question advise its author to look at, as codes; ``words`` says them in sentences.

Sources of the thresholds:

* facility and discrimination: Moodle, «Quiz report statistics» (https://docs.moodle.org/en/Quiz_report_statistics),
  whose tables call a facility up to 5 «extremely difficult, or something wrong with the question», up to 20
  «difficult», from 95 «extremely easy», a discrimination below 0 «probably invalid» and below 20 «very weak»; Ebel and
  Frisbie, *Essentials of Educational Measurement* (1991), likewise reject questions below .20;
* efficiency: the same page gives it as the way to judge very easy and very hard questions, which can differ little;
* distractors: Haladyna and Downing, «How many options is enough for a multiple-choice test item?», *Educational and
  Psychological Measurement* 53 (1993): one works if at least 5 % choose it, and those who do know less;
* few attempts: the standard error of a correlation near nought is some 1 ÷ √(n − 1). Below 30 attempts it is more than
  .18, as much as the whole range of «very weak»; below 10 more than .33, and no advice is given at all. For the same
  reason a negative discrimination is called so when chance alone would bring one as low in a twentieth of all cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from ..item_statistics import ItemStatistics
from .responses import ResponseRow, ResponseTable

SILENT_BELOW = 10
FEW_ATTEMPTS = 30
NOBODY_RIGHT = 5
TOO_HARD = 20
HARD = 35
VERY_EASY = 90
TOO_EASY = 95
WEAK_DISCRIMINATION = 20
GOOD_EFFICIENCY = 50
WORKING_DISTRACTOR = 5
#: Standard errors below nought that chance exceeds one time in twenty.
BY_CHANCE = 1.645
#: Of the best third, before their choice says something.
SEVERAL = 5


class Advice(StrEnum):
    """From what needs looking at first to what is merely worth knowing."""

    KEY_SUSPECT = "key_suspect"
    NEGATIVE_DISCRIMINATION = "negative_discrimination"
    DISTRACTOR_DRAWS_THE_BEST = "distractor_draws_the_best"
    TOO_HARD = "too_hard"
    DOES_NOT_DISCRIMINATE = "does_not_discriminate"
    DISTRACTOR_UNUSED = "distractor_unused"
    TOO_EASY = "too_easy"
    FEW_ATTEMPTS = "few_attempts"


ORDER = {code: place for place, code in enumerate(Advice)}
#: What should be mended, against what is a hint.
SERIOUS = frozenset({Advice.KEY_SUSPECT, Advice.NEGATIVE_DISCRIMINATION, Advice.DISTRACTOR_DRAWS_THE_BEST})
HINTS = frozenset({Advice.TOO_EASY, Advice.FEW_ATTEMPTS})


def advice_on(item: ItemStatistics, tables: Sequence[ResponseTable] = ()) -> tuple[Advice, ...]:
    """The advice on a question, the most urgent first. ``tables`` are the distractors of each of its versions."""
    found = {Advice.FEW_ATTEMPTS} if item.n < FEW_ATTEMPTS else set()
    if item.n >= SILENT_BELOW and item.facility is not None:
        found |= _on_facility(item) | _on_discrimination(item) | _on_distractors(item, tables)
        if is_key_suspect(item, tables):
            found.add(Advice.KEY_SUSPECT)
    return tuple(sorted(found, key=ORDER.__getitem__))


def is_key_suspect(item: ItemStatistics, tables: Sequence[ResponseTable]) -> bool:
    """Hardly anybody is right, or few are and not those who know, or the best prefer another option to the key."""
    if item.facility <= NOBODY_RIGHT:
        return True
    if item.facility < HARD and works_backwards(item):
        return True
    return any(prefer_another(table) for table in tables)


def works_backwards(item: ItemStatistics) -> bool:
    """Whether those who do better in the rest do worse here, by more than chance explains."""
    if item.discrimination_index is None or item.n < SILENT_BELOW:
        return False
    return item.discrimination_index < -100 * BY_CHANCE / math.sqrt(item.n - 1)


def prefer_another(table: ResponseTable) -> bool:
    """Whether more of the best third chose a wrong option than the only right one."""
    right = [row for row in table.rows if row.is_right]
    if len(right) != 1:
        return False
    return any(row.top_count >= max(SEVERAL, right[0].top_count + 1) for row in table.distractors)


def draws_the_best(row: ResponseRow) -> bool:
    """Whether a wrong option attracts those who know rather than those who do not."""
    if row.top_share is None or row.bottom_share is None:
        return False
    return row.top_count >= SEVERAL and row.share >= WORKING_DISTRACTOR and row.top_share > row.bottom_share


def is_unused(row: ResponseRow) -> bool:
    return row.share < WORKING_DISTRACTOR


def _on_facility(item: ItemStatistics) -> set[Advice]:
    if item.facility >= TOO_EASY:
        return {Advice.TOO_EASY}
    return {Advice.TOO_HARD} if item.facility <= TOO_HARD else set()


def _on_discrimination(item: ItemStatistics) -> set[Advice]:
    if item.discrimination_index is None or item.facility >= TOO_EASY:
        return set()
    if works_backwards(item):
        return {Advice.NEGATIVE_DISCRIMINATION}
    is_weak = (
        item.discrimination_index < WEAK_DISCRIMINATION and (item.discriminative_efficiency or 0) < GOOD_EFFICIENCY
    )
    return {Advice.DOES_NOT_DISCRIMINATE} if is_weak else set()


def _on_distractors(item: ItemStatistics, tables: Sequence[ResponseTable]) -> set[Advice]:
    rows = [row for table in tables for row in table.distractors]
    found = {Advice.DISTRACTOR_DRAWS_THE_BEST} if any(draws_the_best(row) for row in rows) else set()
    # Where nearly everybody is right nobody is left to choose anything else.
    if item.n >= FEW_ATTEMPTS and item.facility < VERY_EASY and any(is_unused(row) for row in rows):
        found.add(Advice.DISTRACTOR_UNUSED)
    return found
