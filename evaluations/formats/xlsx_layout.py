"""The sheet of questions: its columns and the words that stand in it.

These words are the format itself: a sheet filled in with one language set is read with another. So they are Spanish
for everybody and not translated; English names are understood when a sheet is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

QUESTIONS_SHEET = "Reactivos"
HELP_SHEET = "Instrucciones"
EXAMPLES_SHEET = "Ejemplos"
LISTS_SHEET = "Listas"
IMAGES_SHEET = "Imágenes"
#: How many columns for options the template offers; an export has as many as it needs.
OFFERED_OPTIONS = 10


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    width: int
    #: Other headings under which it is recognised, bare as ``bare`` makes them.
    also: tuple[str, ...] = ()


BEFORE_OPTIONS = (
    Column("code", "Código", 12, ("clave", "code", "id")),
    Column("kind", "Tipo", 20, ("tipo de reactivo", "tipo de pregunta", "type")),
    Column("stem", "Pregunta", 60, ("reactivo", "texto", "enunciado", "question", "text")),
)
AFTER_OPTIONS = (
    Column("correct", "Correctas", 13, ("correcta", "respuesta correcta", "respuestas correctas", "correct", "clave")),
    Column("comments", "Comentario por opción", 40, ("comentarios por opcion", "comentarios", "option feedback")),
    Column("feedback", "Por qué", 50, ("retroalimentacion", "explicacion", "feedback")),
    Column("category", "Categoría", 30, ("categorias", "tema", "category")),
    Column("requirement", "Requisito", 18, ("requisitos", "requirement", "requirements")),
    Column("difficulty", "Dificultad", 12, ("difficulty",)),
    Column("tags", "Etiquetas", 22, ("etiqueta", "tags")),
    Column("reference", "Referencia", 30, ("articulo", "fundamento", "reference")),
    Column("credit", "Puntaje parcial", 24, ("puntaje", "puntos parciales", "partial credit")),
    Column("tolerance", "Tolerancia", 12, ("margen", "tolerance")),
    Column("unit", "Unidad", 18, ("unidades", "unit", "units")),
    Column("unit_rule", "Uso de la unidad", 18, ("regla de la unidad", "unit rule")),
    Column("exact", "Distinguir", 20, ("distingue", "exact")),
    Column("last", "Al final", 10, ("quedan al final", "stay last")),
    Column("guidance", "Guía para calificar", 40, ("guia", "criterios de calificacion", "guidance")),
    Column("min_words", "Palabras mínimas", 11, ("minimo de palabras", "min words")),
    Column("max_words", "Palabras máximas", 11, ("maximo de palabras", "max words")),
    Column("aspects", "Aspectos", 12, ("aspecto", "aspectos cimtra", "aspects")),
    Column("title", "Nombre en listas", 24, ("nombre", "titulo", "title")),
    Column("origin", "Origen", 18, ("identidad", "origin")),
)

KINDS = {
    "single": "Opción única",
    "multiple": "Varias respuestas",
    "true_false": "Verdadero o falso",
    "numeric": "Numérica",
    "short_text": "Respuesta corta",
    "matching": "Relacionar columnas",
    "ordering": "Ordenar",
    "cloze": "Completar espacios",
    "essay": "Respuesta abierta",
}
DIFFICULTIES = {"easy": "Fácil", "medium": "Media", "hard": "Difícil"}
CREDITS = {
    "all_or_nothing": "Todo o nada",
    "fractions": "Por acierto",
    "penalised": "Por acierto, con descuento",
    "positions": "Por posición",
}
UNIT_RULES = {"none": "No se usa", "shown": "Se muestra", "optional": "Opcional", "required": "Obligatoria"}
CASE, ACCENTS = "mayúsculas", "acentos"
TRUE, FALSE = "Verdadero", "Falso"
GAP_KINDS = {"choice": "lista", "text": "texto", "exact": "texto exacto", "numeric": "número"}

_ALSO = {
    "single": ("opcion multiple", "seleccion unica", "una respuesta", "multichoice"),
    "multiple": ("opcion multiple con varias respuestas", "seleccion multiple", "respuesta multiple"),
    "true_false": ("verdadero/falso", "verdadero falso", "v/f", "falso o verdadero", "true/false"),
    "numeric": ("numerico", "numero", "respuesta numerica", "numerical"),
    "short_text": ("texto corto", "short answer", "shortanswer"),
    "matching": ("relacionar", "relacion de columnas", "correspondencia", "match"),
    "ordering": ("ordenamiento", "orden", "secuencia"),
    "cloze": ("completar", "llenar espacios", "espacios en blanco", "rellenar huecos"),
    "essay": ("ensayo", "abierta", "pregunta abierta", "desarrollo"),
    "easy": ("baja", "basica"),
    "medium": ("medio", "intermedia", "regular"),
    "hard": ("alta", "avanzada"),
    "fractions": ("fracciones", "proporcional"),
    "penalised": ("penalizado", "con descuento", "penalized"),
    "positions": ("posicion", "posiciones"),
    "none": ("sin unidad", "ninguna"),
    "optional": ("opcionales",),
    "required": ("obligatorio", "requerida"),
    "choice": ("opciones",),
    "numeric_gap": ("numerico",),
}


def bare(text: str) -> str:
    """`text` as words are compared here: without accents, case, stray space or signs at the end."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[*:¿?¡!]", " ", plain).split())


def named(text: str, words: dict[str, str]) -> str | None:
    """The key of `words` that `text` names by its Spanish word, a synonym or the key itself; None for none."""
    wanted = bare(text)
    for key, word in words.items():
        if wanted in {bare(word), bare(key.replace("_", " ")), *_ALSO.get(key, ())}:
            return key
    return None


@lru_cache(maxsize=1_000)
def letter(place: int) -> str:
    """The letter of the option, or of the column, at `place`, from 0: A … Z, AA …"""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def option_key(place: int) -> str:
    return f"option {letter(place)}"


def columns(options: int) -> list[Column]:
    """All columns in order, with room for so many options."""
    between = [Column(option_key(place), f"Opción {letter(place)}", 28) for place in range(options)]
    return [*BEFORE_OPTIONS, *between, *AFTER_OPTIONS]


def key_of_heading(text: str) -> str | None:
    """Which column a heading names; None for an unknown one."""
    wanted = bare(text)
    for column in (*BEFORE_OPTIONS, *AFTER_OPTIONS):
        if wanted in {bare(column.heading), *column.also}:
            return column.key
    found = re.fullmatch(r"(?:opcion|respuesta|inciso|option)s? ?(?:([a-z]{1,2})|(\d{1,2}))", wanted)
    if not found:
        return None
    if found[1]:
        return f"option {found[1].upper()}"
    return option_key(int(found[2]) - 1) if int(found[2]) else None
