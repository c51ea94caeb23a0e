"""A small instrument: two blocks of three aspects, the first with two variables, one of them official."""

from __future__ import annotations

import datetime as dt

from cimtra.models import (
    Aspect,
    AspectResponsible,
    Block,
    Field,
    Frequency,
    Inapplicability,
    Institution,
    Instrument,
    Origin,
    Variable,
)

LONG_AGO = dt.date(2019, 1, 1)


def small_instrument(*, code="mini", version="mini-6", is_current=True, blocks=2, aspects=3) -> Instrument:
    instrument = Instrument.objects.create(
        code=code, version=version, name="Instrumento pequeño", label=f"Versión {version}", is_current=is_current
    )
    field = Field.objects.create(instrument=instrument, number=1, code="informacion", title="Información")
    number = 0
    for place in range(1, blocks + 1):
        block = Block.objects.create(
            field=field, number=place, roman="I" * place, code=f"bloque-{place}", title=f"Bloque {place}"
        )
        for _again in range(aspects):
            number += 1
            aspect = Aspect.objects.create(
                block=block, number=number, title=f"Aspecto de prueba {number}", frequency=Frequency.QUARTERLY
            )
            Variable.objects.create(
                aspect=aspect,
                key=f"of-{number}.1",
                number=f"{number}.1",
                title=f"Se publica {number}",
                origin=Origin.OFFICIAL,
                source="https://ejemplo.gob.mx/fuente",
            )
            Variable.objects.create(aspect=aspect, key=f"propia-{number}", title=f"Se entiende {number}", sort_order=1)
    return instrument


def aspect_of(instrument: Instrument, number: int) -> Aspect:
    return instrument.aspects.get(number=number)


def responsible(aspect, department, *, is_main=True, starts_on=LONG_AGO, ends_on=None) -> AspectResponsible:
    return AspectResponsible.objects.create(
        aspect=aspect, department=department, is_main=is_main, starts_on=starts_on, ends_on=ends_on
    )


def inapplicable(aspect, *, variable=None, note="El municipio no tiene rastro.", starts_on=LONG_AGO, ends_on=None):
    return Inapplicability.objects.create(
        aspect=aspect, variable=variable, note=note, starts_on=starts_on, ends_on=ends_on
    )


def institution(name, *, role=Institution.Role.GUARANTOR, starts_on=LONG_AGO, ends_on=None) -> Institution:
    return Institution.objects.create(role=role, name=name, starts_on=starts_on, ends_on=ends_on)
