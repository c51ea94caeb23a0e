"""What the template says about itself: an example of each kind, and how each column is filled in.

The examples are rows of the sheet, so they are in the sheet's language like its headings; the explanations are
translated like any other text.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .xlsx_layout import CREDITS, DIFFICULTIES, EXAMPLES_SHEET, KINDS, QUESTIONS_SHEET, UNIT_RULES, Column, option_key


def _row(kind: str, stem: str, *options: str, **cells: str) -> dict[str, str]:
    listed = {option_key(place): text for place, text in enumerate(options)}
    return {"kind": KINDS[kind], "stem": stem, **listed, **cells}


EXAMPLES: list[dict[str, str]] = [
    _row(
        "single",
        "Según la Ley General, ¿cuál es el plazo ordinario máximo para responder una solicitud de información?",
        "Cinco días hábiles",
        "Diez días hábiles",
        "Veinte días hábiles",
        "Ninguna de las anteriores",
        code="EJ-01",
        correct="C",
        comments="A: Ese es el plazo para avisar que ya está publicada.\nB: Son los días de la ampliación.",
        last="D",
        feedback="El plazo ordinario es de hasta veinte días hábiles.",
        category="Acceso a la información / Solicitudes",
        difficulty=DIFFICULTIES["easy"],
        tags="plazos, solicitudes",
        reference="LGTAIP 2025, arts. 128 y 134",
    ),
    _row(
        "multiple",
        "¿Cuáles de estas conductas son causa de sanción en la Ley General?",
        "No actualizar a tiempo las obligaciones de transparencia",
        "Entregar información incomprensible o incompleta",
        "Publicar por iniciativa propia información pública que nadie pidió",
        code="EJ-02",
        correct="A, B",
        credit=CREDITS["penalised"],
        feedback="Difundir información de forma proactiva es una obligación, no una falta.",
        difficulty=DIFFICULTIES["medium"],
        reference="LGTAIP 2025, art. 204",
    ),
    _row(
        "true_false",
        "Para recibir información pública, la persona solicitante debe explicar para qué la usará.",
        code="EJ-03",
        correct="Falso",
        feedback="El acceso no requiere acreditar interés ni justificar el uso.",
        reference="CPEUM, art. 6o., apartado A, fracción III",
    ),
    _row(
        "numeric",
        "¿Cuántos días hábiles como máximo puede ampliarse, por excepción, el plazo de respuesta?",
        "10",
        code="EJ-04",
        tolerance="0",
        unit="días hábiles",
        unit_rule=UNIT_RULES["shown"],
        feedback="Hasta diez días más, con motivos y resolución del Comité.",
    ),
    _row(
        "short_text",
        "¿Cómo se llama el órgano que confirma, modifica o revoca la ampliación del plazo?",
        "Comité de Transparencia",
        "Comité",
        code="EJ-05",
        credit="B=50",
        comments="B: Escriba el nombre completo.",
    ),
    _row(
        "matching",
        "Relacione cada trámite con su plazo en la Ley General.",
        "Respuesta ordinaria a la solicitud = Veinte días hábiles",
        "Aviso de que ya está publicada = Cinco días hábiles",
        "Recurso de revisión = Quince días hábiles",
        "= Treinta días naturales",
        code="EJ-06",
    ),
    _row(
        "ordering",
        "Ordene las etapas de una evaluación.",
        "Recolección de lo publicado",
        "Verificación de existencia y vigencia",
        "Retroalimentación con el municipio",
        "Corrección de calificaciones",
        code="EJ-07",
        credit=CREDITS["positions"],
    ),
    _row(
        "cloze",
        "En la interpretación del derecho de acceso prevalece la ___, y los sujetos obligados deben ___ todo acto que "
        "derive de sus facultades. El plazo ordinario es de ___ días hábiles.",
        "lista: *máxima publicidad | reserva temporal | confidencialidad",
        "texto: documentar | [50] registrar",
        "número: 20 ± 0",
        code="EJ-08",
        comments="1B: La reserva es la excepción.\n2B: La ley dice «documentar».",
    ),
    _row(
        "essay",
        "Una persona pide copia de las nóminas de su dirección. Explique qué hará usted y con qué fundamento.",
        "Fundamento: cita el artículo (2) | lo menciona sin citarlo (1) | no lo menciona (0)",
        "Claridad: completa (2) | parcial (1) | confusa (0)",
        code="EJ-09",
        min_words="50",
        max_words="300",
        guidance="Debe distinguir el monto, que es público, de los datos personales.",
    ),
]


def introduction() -> list[tuple[str, str]]:
    """Heading and text of what is said before the columns."""
    return [
        (
            _("Where to write"),
            _(
                "Each row of the sheet «%(sheet)s» is one question. The sheet «%(examples)s» is not imported: copy "
                "rows from it and change them."
            )
            % {"sheet": QUESTIONS_SHEET, "examples": EXAMPLES_SHEET},
        ),
        (
            _("What is needed"),
            _(
                "The type, the question, its options and which are right. All other columns may stay empty, in any "
                "order, or be deleted."
            ),
        ),
        (
            _("Before saving"),
            _(
                "When you import the file you see each question as it will look, and what is wrong with which cell. "
                "Nothing is saved until you accept."
            ),
        ),
        (
            _("Changing questions"),
            _("A question with the code of one in the bank replaces it; without a code it becomes a new one."),
        ),
        (
            _("Bold and italics"),
            _("Plain text is enough. Whoever knows HTML may write <b>, <i>, <sub>, <ul>, <li> and the like."),
        ),
    ]


def explanations(table: Sequence[Column]) -> list[tuple[str, str]]:
    """Heading and text for each column of `table` that needs one, then for the option cells of each kind."""
    known = _columns()
    said = [(column.heading, known[column.key]) for column in table if column.key in known]
    return [*said, *((KINDS[kind], text) for kind, text in _kinds().items())]


def _columns() -> dict[str, str]:
    return {
        "code": _("A code of your own, such as R-0012. The bank gives one to what has none."),
        "kind": _("Choose it from the list."),
        "stem": _("What is asked. An empty line inside the cell (Alt+Enter twice) begins a new paragraph."),
        "correct": _("The letters of the right options, as in A, C. For true or false: Verdadero or Falso."),
        "comments": _("Shown to whoever gave that answer; one line for each, as in «A: That is the other term»."),
        "feedback": _("Why the right answer is right. Shown to everybody when the key is shown."),
        "category": _("From general to particular, with a bar between: Access to information / Requests."),
        "requirement": _("Code of the training requirement that the question belongs to; several with a semicolon."),
        "tags": _("Words to find it by, with commas between."),
        "reference": _("The article or document that supports the answer."),
        "credit": _(
            "How much a partly right answer earns. From the list, or a percentage for each option, as in A=100; B=50; "
            "C=-25. In a text with gaps, how much each gap counts: 1=2; 2=1."
        ),
        "tolerance": _("By how much a number may differ; one for all, or one for each as in A=0.5; B=1."),
        "unit": _("The first one is the one in which you wrote the answer: km; m = 0.001 (1 m is 0.001 km)."),
        "unit_rule": _("Whether the unit is shown beside the field, may be written or must be written."),
        "exact": _("Write «mayúsculas», «acentos» or both if they matter. Otherwise they are not looked at."),
        "last": _("Letters of the options that stay at the end when the order is shuffled («None of these»)."),
        "guidance": _("For the person who marks; learners do not see it."),
        "title": _("How the question is named in lists, when its own beginning will not do."),
        "origin": _("By this the question is known again when it came from another system. Do not change it."),
    }


def _kinds() -> dict[str, str]:
    return {
        "single": _("One option in each cell; one letter in «Correctas»."),
        "multiple": _("One option in each cell; the letters of all that are right in «Correctas»."),
        "true_false": _("No options; Verdadero or Falso in «Correctas»."),
        "numeric": _("One accepted number in each cell."),
        "short_text": _("One accepted answer in each cell. An asterisk stands for any words: «Comité*»."),
        "matching": _("One pair in each cell: left = right. What matches nothing goes without a left side: = right."),
        "ordering": _("One element in each cell, in the right order."),
        "cloze": _(
            "Write ___ in the text for each gap and fill one option cell for each, in order: «lista: *right | wrong» "
            "to choose, «texto: one | another» to write, «número: 10 ± 0.5» for a number. [50] before an answer gives "
            "it half of the mark."
        ),
        "essay": _("One criterion in each cell: Criterion: level (points) | level (points). None means one mark."),
    }
