"""The sections of a pack, in their order: each takes a Scope and gives a Section."""

from __future__ import annotations

from collections.abc import Callable

from ..parts import Section
from ..scope import Scope
from . import deliveries, evaluations, findings, notices, responsible, rule, training

SECTIONS: tuple[Callable[[Scope], Section], ...] = (
    rule.section,
    responsible.section,
    training.section,
    deliveries.section,
    findings.section,
    evaluations.section,
    notices.section,
)
