"""The columns of the board, alike in every file: counts only, no person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from people.api import Column

from .board import Line
from .look import score_kind, urgency_look


def columns() -> list[Column]:
    return [Column(label, value, width) for _key, label, value, width in described()]


def described() -> list[tuple[str, str, Any, int]]:
    """(key of the address, heading, value of a Line, width) in their order."""

    def training(name: str):
        return lambda line: getattr(line.training, name)

    return [
        ("aspecto", _("Aspect"), lambda line: line.aspect.number, 9),
        ("titulo", _("Title"), lambda line: line.aspect.title, 50),
        ("bloque", _("Block"), lambda line: str(line.aspect.block), 34),
        ("urgencia", _("What is urgent"), lambda line: urgency_look(line.urgency)["label"], 34),
        ("responden", _("Departments that answer"), departments_words, 44),
        ("personas", _("People in them"), training("people"), 11),
        ("acreditadas", _("Have the training"), training("accredited"), 13),
        ("faltan", _("Lack the training"), training("missing"), 13),
        ("exentas", _("Exempt"), training("exempt"), 11),
        ("sin-asignar", _("Nobody asked them"), training("not_asked"), 13),
        ("porcentaje", _("Trained, of those asked (%)"), training("percent"), 15),
        ("obligaciones", _("Obligations"), lambda line: line.deliveries.total, 13),
        ("al-corriente", _("Obligations up to date"), lambda line: line.deliveries.current, 13),
        ("abiertas", _("Observations open"), lambda line: line.findings.open, 14),
        ("vencidas", _("Observations overdue"), lambda line: line.findings.overdue, 14),
        ("calificacion", _("Last score (0 to 100)"), lambda line: float(line.score.value) if line.score else None, 14),
        ("que-es", _("What the score is"), lambda line: score_kind(line.score) if line.score else "", 26),
        ("evaluacion", _("Evaluation"), lambda line: line.score.round.name if line.score else "", 34),
        ("pierde", _("Points of the total lost (estimate)"), lambda line: _number(line.lost), 16),
        ("nota", _("Why it does not apply"), lambda line: line.note, 50),
    ]


def departments_words(line: Line) -> str:
    return "; ".join(one.name for one in line.departments)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
