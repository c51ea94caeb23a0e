"""Which answers people gave to one version of a question, and who gave them: those who do well or badly in the quiz."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

#: With fewer attempts a third would be a person or two.
SMALLEST_THIRDS = 9
#: An answer in somebody's own words is quoted when this many gave it: until then it may tell who wrote it.
SMALLEST_QUOTE = 2


@dataclass(frozen=True)
class Given:
    """What one person answered to the question."""

    #: In which attempt.
    attempt: int
    #: The part of its mark that the answer earned, 0 to 1.
    fraction: Fraction
    #: (id, text) of each response; empty when it was left blank.
    responses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Thirds:
    """The attempts with the best and with the worst scores of the quiz; empty where they cannot be told apart."""

    top: Set[int] = frozenset()
    bottom: Set[int] = frozenset()

    @classmethod
    def of(cls, scores: Mapping[int, float]) -> Thirds:
        """A third each, together with those who have the same score as its last."""
        ordered = sorted(scores.values())
        size = len(ordered) // 3
        if len(ordered) < SMALLEST_THIRDS or ordered[size - 1] >= ordered[-size]:
            return cls()
        return cls(
            top=frozenset(attempt for attempt, score in scores.items() if score >= ordered[-size]),
            bottom=frozenset(attempt for attempt, score in scores.items() if score <= ordered[size - 1]),
        )


@dataclass(frozen=True)
class ResponseRow:
    """One line of the table of distractors. Shares are percentages of those who were asked."""

    id: str
    text: str
    count: int
    share: float
    #: The share among the best and among the worst third; None where there are no thirds.
    top_share: float | None
    bottom_share: float | None
    top_count: int
    #: The mean score in the quiz of those who gave it, out of 100; None when nobody did.
    mean_score: float | None
    #: The mean part of the mark that their answers to this question earned, out of 100.
    mean_mark: float | None
    #: None where the table cannot tell: a pair or a gap is one part of an answer among others.
    is_right: bool | None = None


@dataclass(frozen=True)
class ResponseTable:
    rows: tuple[ResponseRow, ...] = ()
    #: The rows are the options of the author; else they are what people wrote, paired or ordered.
    has_options: bool = False

    @property
    def distractors(self) -> list[ResponseRow]:
        """The wrong options."""
        return [row for row in self.rows if self.has_options and row.id and not row.is_right]


@dataclass
class _Tally:
    text: str
    attempts: list[int] = field(default_factory=list)
    fractions: list[Fraction] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """The options of a version answered by choosing: all are listed, chosen or not."""

    texts: Mapping[str, str]
    right: Set[str]


def response_table(
    given: Sequence[Given],
    *,
    scores: Mapping[int, float],
    thirds: Thirds,
    choices: Choices | None = None,
    blank: str = "",
    others: str = "",
) -> ResponseTable:
    """A row per option in its order, or per response from the commonest; then those told once, then the blank ones.

    ``blank`` and ``others`` are the texts of these last rows.
    """
    tallies = {pk: _Tally(text) for pk, text in choices.texts.items()} if choices else {}
    rare, empty = _Tally(others), _Tally(blank)
    for one in given:
        for pk, text in one.responses or [("", "")]:
            tally = tallies.setdefault(pk, _Tally(text)) if one.responses else empty
            tally.attempts.append(one.attempt)
            tally.fractions.append(one.fraction)
    asked = _Asked([one.attempt for one in given], scores, thirds)
    if choices:
        rows = [asked.row(pk, tally, is_right=pk in choices.right) for pk, tally in tallies.items()]
    else:
        rows = _written(tallies, asked, rare, is_single=all(len(one.responses) <= 1 for one in given))
    if empty.attempts:
        rows.append(asked.row("", empty, is_right=False))
    return ResponseTable(rows=tuple(rows), has_options=choices is not None)


def _written(tallies: dict[str, _Tally], asked: _Asked, rare: _Tally, *, is_single: bool) -> list[ResponseRow]:
    """Answers in people's own words: an answer that is one response was right if it earned the whole mark."""
    common = []
    for pk, tally in tallies.items():
        if len(tally.attempts) >= SMALLEST_QUOTE:
            common.append((pk, tally))
        else:
            rare.attempts += tally.attempts
            rare.fractions += tally.fractions
    common.sort(key=lambda pair: (-len(pair[1].attempts), pair[1].text))
    rows = [
        asked.row(pk, tally, is_right=all(part == 1 for part in tally.fractions) if is_single else None)
        for pk, tally in common
    ]
    if rare.attempts:
        rows.append(asked.row("", rare))
    return rows


class _Asked:
    """Those who were asked one version: what every share is a share of."""

    def __init__(self, attempts: Iterable[int], scores: Mapping[int, float], thirds: Thirds) -> None:
        self.attempts = set(attempts)
        self.scores = scores
        self.top = self.attempts & thirds.top
        self.bottom = self.attempts & thirds.bottom

    def row(self, pk: str, tally: _Tally, *, is_right: bool | None = None) -> ResponseRow:
        who = set(tally.attempts)
        return ResponseRow(
            id=pk,
            text=tally.text,
            count=len(who),
            share=_share(who, self.attempts) or 0.0,
            top_share=_share(who & self.top, self.top),
            bottom_share=_share(who & self.bottom, self.bottom),
            top_count=len(who & self.top),
            mean_score=_mean([self.scores[attempt] for attempt in who]),
            mean_mark=_mean([100 * float(part) for part in tally.fractions]),
            is_right=is_right,
        )


def _share(part: Set[int], whole: Set[int]) -> float | None:
    return 100 * len(part) / len(whole) if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
