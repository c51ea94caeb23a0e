"""Small instruments and rounds for tests: each aspect is told by the letters of its criteria.

«m» met, «x» not met, «n» does not apply, «u» not reviewed yet.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cimtra.models import (
    Aspect,
    Block,
    Capture,
    CaptureEntry,
    Field,
    Frequency,
    Instrument,
    Origin,
    Outcome,
    Round,
    Variable,
)

CUTOFF = dt.date(2026, 3, 31)
LETTERS = {
    "m": Outcome.MET,
    "x": Outcome.NOT_MET,
    "n": Outcome.NOT_APPLICABLE,
    "u": Outcome.UNSEEN,
}
ROMAN = ("I", "II", "III", "IV")


def instrument(*, blocks=2, aspects=3, variables=2, version="mini", is_current=True) -> Instrument:
    """`blocks` × `aspects`, each aspect with that many variables: the first official, the others proposals."""
    made = Instrument.objects.create(
        code="mini", version=version, name="Instrumento de prueba", label=f"Versión {version}", is_current=is_current
    )
    field = Field.objects.create(instrument=made, number=1, code="campo", title="Campo")
    for place in range(blocks):
        block = Block.objects.create(
            field=field, number=place + 1, roman=ROMAN[place], code=f"b{place + 1}", title=f"Bloque {place + 1}"
        )
        for again in range(aspects):
            number = place * aspects + again + 1
            aspect = Aspect.objects.create(
                block=block, number=number, title=f"Aspecto {number}", frequency=Frequency.QUARTERLY
            )
            Variable.objects.bulk_create(_variable(aspect, one + 1) for one in range(variables))
    return made


def _variable(aspect: Aspect, place: int) -> Variable:
    return Variable(
        aspect=aspect,
        key=f"v{place}",
        number=f"{aspect.number}.{place}",
        title=f"Variable {aspect.number}.{place}",
        sort_order=place,
        origin=Origin.OFFICIAL if place == 1 else Origin.PROPOSAL,
        source="https://ejemplo.mx/fuente" if place == 1 else "",
    )


def internal_round(of: Instrument, *letters: str, name="Autoevaluación", cutoff_on=CUTOFF) -> Round:
    """An open self-assessment; the letters are those of the aspects in their order, one per variable."""
    made = Round.objects.create(name=name, instrument=of, cutoff_on=cutoff_on, kind=Round.Kind.INTERNAL)
    aspects = of.aspects.order_by("number").prefetch_related("variables")
    captures = []
    for aspect, marks in zip(aspects, letters or [""] * len(aspects), strict=True):
        variables = list(aspect.variables.order_by("sort_order", "pk")) or [None]
        outcomes = [LETTERS[mark] for mark in marks] or [Outcome.UNSEEN] * len(variables)
        captures += [
            Capture(
                round=made,
                aspect=aspect,
                variable=variable,
                outcome=outcome,
                note="No existe aquí." if outcome == Outcome.NOT_APPLICABLE else "",
                edition=0 if outcome == Outcome.UNSEEN else 1,
            )
            for variable, outcome in zip(variables, outcomes, strict=True)
        ]
    Capture.objects.bulk_create(captures)
    CaptureEntry.objects.bulk_create(
        CaptureEntry(capture=one, edition=1, outcome=one.outcome, note=one.note) for one in captures if one.edition
    )
    return made


def official_round(of: Instrument, *, score=None, name="Evaluación de agosto", cutoff_on=CUTOFF, **values) -> Round:
    return Round.objects.create(
        name=name,
        instrument=of,
        cutoff_on=cutoff_on,
        kind=Round.Kind.OFFICIAL,
        official_score=None if score is None else Decimal(score),
        **values,
    )
