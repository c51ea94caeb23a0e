"""The workbook of a version: its sheets, columns and the words that stand in them.

These words are the format itself: a workbook filled in with one language set is read with another. So they are Spanish
for everybody and not translated; the codes of the YAML file are understood as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..models import EvidenceKind, Frequency, Origin

# Between the parts of a list in one cell, and for the end of a paragraph: a cell holds one line.
BETWEEN, PARAGRAPH = " | ", " ¶ "
YES, NO = "sí", "no"

FREQUENCIES = {
    Frequency.MONTHLY: "mensual",
    Frequency.QUARTERLY: "trimestral",
    Frequency.HALF_YEARLY: "semestral",
    Frequency.YEARLY: "anual",
    Frequency.PER_SESSION: "por sesión",
    Frequency.WHEN_IT_HAPPENS: "al ocurrir",
    Frequency.ON_CHANGE: "al cambiar",
    Frequency.MIXED: "mixta",
}
EVIDENCE = {kind: kind.value.replace("_", " ") for kind in EvidenceKind}
ORIGINS = {Origin.OFFICIAL: "oficial", Origin.LAW: "ley", Origin.PROPOSAL: "propuesta"}


@dataclass(frozen=True)
class Column:
    """One column: where its value lies in a row of the YAML («update_frequency.value»), its heading, how it is written.

    `form` is text, lines (a list), paragraphs, number, yes, or the name of a list of words in WORDS.
    """

    path: str
    heading: str
    form: str = "text"
    width: int = 20
    required: bool = False


WORDS: dict[str, dict[Any, str]] = {"frequency": FREQUENCIES, "evidence": EVIDENCE, "origin": ORIGINS}

VERSION_SHEET, FIELDS, BLOCKS, ASPECTS = "Versión", "Campos", "Bloques", "Aspectos"
VARIABLES, LAWS, HELP = "Variables", "Leyes", "Instrucciones"

# The sheet «Versión» has one of these per row.
VERSION_ROWS = (
    Column("instrument.code", "Clave del instrumento", required=True),
    Column("instrument.version.id", "Clave de la versión", required=True),
    Column("instrument.name", "Nombre", required=True),
    Column("instrument.version.label", "Título de la versión", required=True),
    Column("instrument.owner", "A quién pertenece"),
    Column("instrument.origin", "Origen", "origin"),
    Column("disclaimer", "Aviso sobre sus fuentes", "paragraphs"),
    Column("instrument.scale.min", "Calificación mínima", "number"),
    Column("instrument.scale.max", "Calificación máxima", "number"),
    Column("instrument.scale.unit", "Unidad de la calificación"),
    Column("instrument.scale.sources", "Fuentes de la escala", "lines"),
    Column("instrument.points_known", "Los puntos son públicos", "yes"),
    Column("instrument.version.first_evidence", "Primera constancia de uso"),
    Column("instrument.version.first_evidence_source", "Fuente de la primera constancia"),
    Column("instrument.version.last_evidence", "Última constancia de uso"),
    Column("instrument.version.last_evidence_source", "Fuente de la última constancia"),
    Column("instrument.version.variables_count", "Datos de las variables", "data"),
    Column("instrument.points", "Datos de los puntos", "data"),
    Column("instrument.pass_mark", "Datos de la calificación aprobatoria", "data"),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    FIELDS: (
        Column("number", "Número", "number", 9, required=True),
        Column("code", "Clave", width=18, required=True),
        Column("title", "Título", width=50, required=True),
        Column("note", "Nota", "paragraphs", 50),
        Column("sources", "Fuentes", "lines", 50),
    ),
    BLOCKS: (
        Column("number", "Número", "number", 9, required=True),
        Column("roman", "Romano", width=9, required=True),
        Column("code", "Clave", width=18, required=True),
        Column("title", "Título", width=40, required=True),
        Column("field", "Clave del campo", width=18, required=True),
        Column("responsible_areas", "Áreas que suelen responder", "lines", 50),
        Column("training_topics", "Temas de capacitación sugeridos", "lines", 50),
    ),
    ASPECTS: (
        Column("number", "Número", "number", 9, required=True),
        Column("block", "Clave del bloque", width=18, required=True),
        Column("title", "Título", width=50, required=True),
        Column("code", "Clave", width=10),
        Column("update_frequency.value", "Periodicidad", "frequency", 14, required=True),
        Column("update_frequency.inferred", "Periodicidad inferida", "yes", 12),
        Column("update_frequency.note", "Nota de la periodicidad", "paragraphs", 30),
        Column("open_format", "Formato abierto", "yes", 10),
        Column("open_format_inferred", "Formato inferido", "yes", 10),
        Column("evidence_kinds", "Tipos de evidencia", "evidence", 40),
        Column("points", "Puntos", "number", 9),
        Column("responsible_areas_hint", "Áreas que suelen responder", "lines", 40),
        Column("areas_inferred", "Áreas inferidas", "yes", 10),
        Column("sources", "Fuentes", "lines", 50),
        Column("notes", "Notas", "paragraphs", 50),
    ),
    VARIABLES: (
        Column("aspect", "Aspecto", "number", 9, required=True),
        Column("number", "Número", width=10),
        Column("number_inferred", "Número sin confirmar", "yes", 12),
        Column("title", "Qué se revisa", width=70, required=True),
        Column("points", "Puntos", "number", 9),
        Column("origin", "Origen", "origin", 12),
        Column("source", "Fuente", width=50),
        Column("key", "Identificador (no lo cambie)", width=28),
    ),
    LAWS: (
        Column("aspect", "Aspecto", "number", 9, required=True),
        Column("ref", "Ley y artículos", width=60, required=True),
        Column("source", "Fuente", width=50),
        Column("key", "Identificador (no lo cambie)", width=28),
    ),
}

HELP_LINES = (
    "Un libro describe una versión completa de la herramienta. Llene las hojas de izquierda a derecha.",
    f"En «{VERSION_SHEET}», la clave de la versión decide: si ya existe aquí, se corrige; si no, se agrega a su lado.",
    "Antes de escribir nada, la plataforma muestra qué se agregaría, qué cambiaría y qué se conserva.",
    "«Clave» lleva solo letras sin acento, números y guiones: informacion, bloque-1.",
    f"Varios valores en una celda se separan con «{BETWEEN.strip()}»; un párrafo nuevo, con «{PARAGRAPH.strip()}».",
    "«Origen» de una variable: oficial (una fuente pública lo dice; anote la fuente), ley o propuesta.",
    "Deje vacíos los puntos mientras no sean públicos.",
    "El número de una variable va como texto: 1.10 y 1.1 son distintos.",
    f"Periodicidad: {', '.join(FREQUENCIES.values())}.",
    f"Tipos de evidencia: {', '.join(EVIDENCE.values())}.",
    f"Sí o no: {YES}, {NO}.",
    "«Identificador» enlaza una fila con la que ya está en la plataforma. En filas nuevas, déjelo vacío.",
)
