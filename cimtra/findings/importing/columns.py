"""The columns of a sheet of findings, by the words that people use for them, and the template to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.api import Column, fold, xlsx_file

TEXT, KIND, ASPECT, DEPARTMENT, PERSON = "text", "kind", "aspect", "department", "person"
COMMITMENT, DUE, EFFORT, KEY = "commitment", "due_on", "effort", "key"
# How a heading may be written, folded (no accents, no capitals); the first is the one of the template.
WORDS = {
    KEY: ("clave", "folio", "no", "num", "numero", "id", "consecutivo"),
    TEXT: (
        "observacion o recomendacion",
        "observacion",
        "recomendacion",
        "hallazgo",
        "texto",
        "descripcion",
        "detalle",
    ),
    KIND: ("tipo", "clase"),
    ASPECT: ("aspecto o numeral", "aspecto", "numeral", "variable", "aspecto evaluado", "criterio", "indicador"),
    DEPARTMENT: ("direccion responsable", "direccion", "dependencia", "area", "area responsable", "responsable"),
    PERSON: ("numero de empleado", "persona", "numero de persona", "no de empleado", "empleado"),
    COMMITMENT: ("compromiso", "accion", "acciones", "accion comprometida", "solucion"),
    DUE: ("fecha limite", "vence", "fecha de vencimiento", "fecha compromiso", "plazo", "fecha"),
    EFFORT: ("esfuerzo", "dificultad"),
}
NEEDED = (TEXT,)
# Rows above the heading that titles and logos take.
DEEPEST_HEADING = 15


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the table begins, and which column holds what."""

    row: int
    places: dict[str, int]


def heading_of(rows: Sequence[tuple[int, Sequence[object]]]) -> Heading | None:
    """The first row that names the text and at least another column; None where there is none."""
    for number, values in rows[:DEEPEST_HEADING]:
        places: dict[str, int] = {}
        for place, value in enumerate(values):
            name = name_of(value)
            if name and name not in places:
                places[name] = place
        if len(places) > 1 and all(name in places for name in NEEDED):
            return Heading(number, places)
    return None


def name_of(value: object) -> str:
    word = fold(value) if isinstance(value, str) else ""
    return next((name for name, words in WORDS.items() if word in words), "")


EXAMPLE = {
    KEY: "1",
    TEXT: "Falta publicar las actas de las sesiones del segundo trimestre.",
    KIND: "Observación",
    ASPECT: "1",
    DEPARTMENT: "",
    PERSON: "",
    COMMITMENT: "Publicar las actas en formato de texto.",
    DUE: "31/12/2026",
    EFFORT: "Poco",
}
TITLES = {
    KEY: "Clave",
    TEXT: "Observación o recomendación",
    KIND: "Tipo",
    ASPECT: "Aspecto o numeral",
    DEPARTMENT: "Dirección responsable",
    PERSON: "Número de empleado",
    COMMITMENT: "Compromiso",
    DUE: "Fecha límite",
    EFFORT: "Esfuerzo",
}


def template_file(author: str) -> bytes:
    """A workbook with the headings and one row as an example."""
    columns = [
        Column(title, lambda row, name=name: row[name], 50 if name in (TEXT, COMMITMENT) else 22)
        for name, title in TITLES.items()
    ]
    explained = [
        (_("How to fill it in"), _("One row for each observation or recommendation. Only its text is needed.")),
        (TITLES[KEY], _("Whatever tells it from the others of the evaluation; without one, the text does.")),
        (TITLES[KIND], _("«Observación» or «Recomendación»; empty is an observation.")),
        (TITLES[ASPECT], _("The number of the aspect («3») or of its variable («1.3»).")),
        (TITLES[DEPARTMENT], _("Its name or its key; empty is whoever answers for the aspect.")),
        (TITLES[PERSON], _("Only when it is not whoever heads the department.")),
        (TITLES[DUE], _("As 31/12/2026.")),
        (TITLES[EFFORT], _("«Poco», «Medio» or «Mucho».")),
    ]
    return xlsx_file(
        title=_("Findings"),
        columns=columns,
        rows=[EXAMPLE],
        criteria_title=_("How to fill it in"),
        criteria=explained,
        author=author,
    )
