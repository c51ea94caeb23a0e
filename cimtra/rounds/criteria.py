"""What a round looks at and how each of it stands: the ground on which scores are worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from ..models import Aspect, AspectScore, Block, BlockScore, Capture, Inapplicability, Origin, Outcome, Round, Variable

#: What tells one criterion from another: the aspect, and the variable where the aspect has any.
Key = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A variable, or the aspect itself (`variable` None) where none is known. `points` are official ones or None."""

    aspect_id: int
    variable: Variable | None
    outcome: str
    points: Decimal | None

    @property
    def key(self) -> Key:
        return self.aspect_id, self.variable.pk if self.variable else None

    @property
    def is_proposal(self) -> bool:
        return self.variable is not None and self.variable.origin == Origin.PROPOSAL

    @property
    def applies(self) -> bool:
        return self.outcome != Outcome.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class AspectLine:
    """An aspect with its criteria. `published` are the points that the collective gave it, out of how many."""

    aspect: Aspect
    criteria: tuple[Criterion, ...]
    published: tuple[Decimal, Decimal | None] | None = None

    def with_met(self, keys: Set[Key]) -> AspectLine:
        """The same, were these criteria met; what does not apply stays as it is."""
        criteria = tuple(
            replace(one, outcome=Outcome.MET.value) if one.key in keys and one.applies else one for one in self.criteria
        )
        return replace(self, criteria=criteria)


@dataclass(frozen=True, slots=True)
class BlockLine:
    block: Block
    aspects: tuple[AspectLine, ...]
    published: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a round looks at, in the order of the instrument."""

    is_official: bool
    blocks: tuple[BlockLine, ...]
    published: Decimal | None = None

    def with_met(self, keys: Set[Key]) -> Sheet:
        """The same, were these criteria met."""
        blocks = tuple(
            replace(block, aspects=tuple(line.with_met(keys) for line in block.aspects)) for block in self.blocks
        )
        return replace(self, blocks=blocks)


def sheets_of(rounds: Iterable[Round]) -> dict[int, Sheet]:
    """How each of the rounds stands now, by its id. Seven queries at most, whatever the number of rounds."""
    rounds = list(rounds)
    if not rounds:
        return {}
    parts = _Parts.of(rounds)
    return {evaluation.pk: parts.sheet(evaluation) for evaluation in rounds}


def official_points(variable: Variable) -> Decimal | None:
    """Points that somebody typed beside a proposal are nobody's points."""
    return variable.points if variable.origin == Origin.OFFICIAL else None


@dataclass(frozen=True)
class _Parts:
    """The rows that the sheets of several rounds are made of."""

    blocks: Mapping[int, list[Block]]
    aspects: Mapping[int, list[Aspect]]
    variables: Mapping[int, list[Variable]]
    outcomes: Mapping[int, dict[Key, str]]
    inapplicabilities: Mapping[int, list[Inapplicability]]
    block_scores: Mapping[tuple[int, int], Decimal]
    aspect_scores: Mapping[tuple[int, int], tuple[Decimal, Decimal | None]]

    @classmethod
    def of(cls, rounds: list[Round]) -> _Parts:
        instruments = {one.instrument_id for one in rounds}
        official = [one.pk for one in rounds if one.is_official]
        internal = [one.pk for one in rounds if not one.is_official]
        blocks, aspects, variables, notes = (defaultdict(list) for _ in range(4))
        found = Block.objects.filter(field__instrument__in=instruments).select_related("field")
        for block in found.order_by("field__number", "number"):
            blocks[block.field.instrument_id].append(block)
        for aspect in Aspect.objects.filter(instrument__in=instruments).order_by("number"):
            aspects[aspect.block_id].append(aspect)
        for variable in Variable.objects.filter(aspect__instrument__in=instruments).order_by("sort_order", "pk"):
            variables[variable.aspect_id].append(variable)
        outcomes: dict[int, dict[Key, str]] = defaultdict(dict)
        if internal:
            captures = Capture.objects.filter(round__in=internal)
            for round_id, aspect_id, variable_id, outcome in captures.values_list(
                "round_id", "aspect_id", "variable_id", "outcome"
            ):
                outcomes[round_id][aspect_id, variable_id] = outcome
            for note in Inapplicability.objects.filter(aspect__instrument__in=instruments):
                notes[note.aspect_id].append(note)
        block_scores, aspect_scores = {}, {}
        if official:
            for one in BlockScore.objects.filter(round__in=official):
                block_scores[one.round_id, one.block_id] = one.score
            for one in AspectScore.objects.filter(round__in=official):
                aspect_scores[one.round_id, one.aspect_id] = (one.points, one.possible)
        return cls(blocks, aspects, variables, outcomes, notes, block_scores, aspect_scores)

    def sheet(self, evaluation: Round) -> Sheet:
        blocks = tuple(
            BlockLine(
                block,
                tuple(self._line(evaluation, aspect) for aspect in self.aspects.get(block.pk, ())),
                self.block_scores.get((evaluation.pk, block.pk)),
            )
            for block in self.blocks.get(evaluation.instrument_id, ())
        )
        return Sheet(evaluation.is_official, blocks, evaluation.official_score if evaluation.is_official else None)

    def _line(self, evaluation: Round, aspect: Aspect) -> AspectLine:
        if evaluation.is_official:
            return AspectLine(aspect, (), self.aspect_scores.get((evaluation.pk, aspect.pk)))
        whole, some = self._not_applicable(evaluation, aspect)
        outcomes = self.outcomes.get(evaluation.pk, {})

        def criterion(variable: Variable | None) -> Criterion:
            pk = variable.pk if variable else None
            outcome = outcomes.get((aspect.pk, pk), Outcome.UNSEEN)
            if whole or pk in some:
                outcome = Outcome.NOT_APPLICABLE
            return Criterion(aspect.pk, variable, str(outcome), official_points(variable) if variable else None)

        return AspectLine(aspect, tuple(map(criterion, self.variables.get(aspect.pk) or [None])))

    def _not_applicable(self, evaluation: Round, aspect: Aspect) -> tuple[bool, set[int]]:
        """Whether the whole aspect asked nothing on the cut-off day, and which of its variables did not."""
        day = evaluation.cutoff_on
        notes = [
            note
            for note in self.inapplicabilities.get(aspect.pk, ())
            if note.starts_on <= day and (note.ends_on is None or day <= note.ends_on)
        ]
        return any(note.variable_id is None for note in notes), {note.variable_id for note in notes} - {None}
