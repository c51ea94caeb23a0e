"""One good question of each type, with a marker wherever its key stands; right and wrong answers to any question.

``body_of(kind, marker=…)`` is canonical. Where the key is a number, ``SECRET_NUMBER`` is the marker.
"""

import itertools

from evaluations.plugins import question_types
from evaluations.question_types.short_text import place_of

SECRET_NUMBER = "918273.5"
KINDS = ("single", "multiple", "true_false", "numeric", "short_text", "matching", "ordering", "cloze", "essay", "case")
#: Those whose key is shown to nobody who is asked, not even as one option among others.
TYPED = ("numeric", "short_text", "essay")

_ids = itertools.count(1)


def new_id(_text):
    """Ids that tell nothing of the order in which they were given."""
    return f"{next(_ids) * 2654435761 % 2**32:08x}"


def stem_of(kind):
    return {
        "cloze": "<p>El plazo es de {{1}} días y se cuenta en días {{2}}, ante la {{3}}.</p>",
        "case": "<p>Una persona pide el padrón de beneficiarios de un programa social.</p>",
    }.get(kind, f"<p>Una pregunta de tipo {kind}.</p>")


def body_of(kind, *, marker="nota"):
    """A canonical body; notes, guidance and typed answers hold the marker."""
    return question_types.get(kind).canonical(_BODIES[kind](marker))


def split_body(kind, body, *, stem=None):
    """(asked, key) of a body as the bank would split it."""
    return question_types.get(kind).split(body, stem=stem or stem_of(kind), new_id=new_id)


def right_fields(kind, *, asked, key):
    """Form fields of a fully right answer; for an essay, of some answer."""
    return _RIGHT[kind](asked, key.correct)


def wrong_fields(kind, *, asked, key):
    """Form fields of an answer that earns nothing; for an essay, of a short one."""
    return _WRONG[kind](asked, key.correct)


def _options(marker, *texts, **settings):
    """Options from texts, the right ones marked with a leading asterisk."""
    return {
        "options": [
            {"text": text.lstrip("*"), "is_correct": text.startswith("*"), "feedback": f"{marker}-{place}"}
            for place, text in enumerate(texts)
        ],
        **settings,
    }


def _cloze(marker):
    def answers(*texts, **fields):
        return [{"text": text.lstrip("-"), "weight": "0" if text[0] == "-" else "100", **fields} for text in texts]

    return {
        "gaps": [
            {"kind": "numeric", "answers": answers(SECRET_NUMBER, tolerance="0.5", feedback=f"{marker}-1")},
            {"kind": "choice", "weight": "2", "answers": answers("hábiles", "-naturales", feedback=f"{marker}-2")},
            {"kind": "text", "answers": answers(f"{marker}-unidad", f"{marker}*", feedback=f"{marker}-3")},
        ]
    }


_BODIES = {
    "single": lambda marker: _options(marker, "*La Unidad de Transparencia", "El Cabildo", "La Sindicatura"),
    "multiple": lambda marker: _options(
        marker, "*Fundar", "*Motivar", "Negar", "Ninguna de las anteriores", credit="penalised"
    ),
    "true_false": lambda marker: _options(marker, "*Verdadero", "Falso"),
    "numeric": lambda marker: {
        "answers": [
            {"value": SECRET_NUMBER, "tolerance": "0.25", "feedback": f"{marker}-todo"},
            {"value": SECRET_NUMBER, "tolerance": "2", "weight": "50", "feedback": f"{marker}-cerca"},
        ],
        "units": [{"name": "km", "factor": "1"}, {"name": "m", "factor": "0.001"}],
        "unit_rule": "optional",
    },
    "short_text": lambda marker: {
        "answers": [
            {"text": f"{marker} máxima publicidad", "feedback": f"{marker}-bien"},
            {"text": f"{marker}*", "weight": "50", "feedback": f"{marker}-casi"},
        ]
    },
    "matching": lambda marker: {
        "pairs": [
            {"left": "Respuesta <b>ordinaria</b>", "right": "Veinte días"},
            {"left": "Recurso de revisión", "right": "Quince días"},
            {"left": "Aviso de incompetencia", "right": "Tres días"},
        ],
        "extra": ["Un año"],
    },
    "ordering": lambda marker: {"items": ["Recolección", "Verificación", "Retroalimentación", "Difusión"]},
    "cloze": _cloze,
    "essay": lambda marker: {
        "min_words": 5,
        "max_words": 200,
        "rubric": [
            {"name": "Fundamento", "levels": [{"text": "Sin él", "points": 0}, {"text": "Con artículo", "points": 2}]},
        ],
        "guidance": f"<p>{marker}-guía</p>",
    },
    "case": lambda marker: {
        "parts": [
            {"kind": kind, "stem": stem_of(kind), "body": body_of(kind, marker=marker), "feedback": f"<p>{marker}</p>"}
            for kind in ("single", "numeric", "matching", "cloze")
        ]
    },
}


def _best(answers):
    return max(answers, key=lambda answer: float(answer["weight"]))


def _typed(pattern):
    return pattern.replace("\\*", "\0").replace("*", "").replace("\0", "*").strip() or "x"


def _right_text(asked, correct):
    """The first fully right text that earns it all as it is typed: «; *» without its star is another text."""
    answers = correct["answers"]
    written = [_typed(answer["text"]) for answer in answers if answer["weight"] == "100"]
    places = [place_of(text, answers, **asked.settings) for text in written]
    weights = [None if place is None else answers[place]["weight"] for place in places]
    earning = [text for text, weight in zip(written, weights, strict=True) if weight == "100"]
    return {"answer": (earning or written)[:1]}


def _right_options(correct):
    weights = correct["weights"] if isinstance(correct, dict) else dict.fromkeys(correct, "100")
    return sorted(pk for pk, weight in weights.items() if float(weight) > 0)


def _right_choice(_asked, correct):
    if isinstance(correct, dict) and "100" in correct["weights"].values():
        return {"answer": [max(correct["weights"], key=lambda pk: float(correct["weights"][pk]))]}
    return {"answer": _right_options(correct)}


def _wrong_choice(asked, correct):
    right = _right_options(correct)
    return {"answer": [option["id"] for option in asked.options if option["id"] not in right][:1]}


def _right_number(asked, correct):
    unit = next((unit["name"] for unit in correct["units"] if unit["factor"] == "1"), "")
    value = _best(correct["answers"])["value"]
    if unit and len(asked.settings.get("units", [])) > 1:
        return {"answer": [value], "answer.unit": [unit]}
    return {"answer": [f"{value} {unit}".strip()]}


def _right_gaps(asked, correct):
    return {f"answer.{gap['id']}": [_right_gap(correct[gap["id"]])] for gap in asked.settings["gaps"]}


def _right_gap(correct):
    if "weights" in correct:
        return max(correct["weights"], key=lambda pk: float(correct["weights"][pk]))
    return _typed(_best(correct["answers"])["text"])


def _wrong_gaps(asked, correct):
    return {f"answer.{gap['id']}": [_wrong_gap(correct[gap["id"]])] for gap in asked.settings["gaps"]}


def _wrong_gap(correct):
    if "weights" in correct:
        return min(correct["weights"], key=lambda pk: float(correct["weights"][pk]))
    return "-31415926"


def _wrong_pairs(asked, correct):
    choices = [choice["id"] for choice in asked.settings["choices"]]
    return {
        f"answer.{left}": [next(choice for choice in choices if choice != right)]
        for left, right in correct["pairs"].items()
    }


def _of_parts(answer):
    def build(asked, correct):
        built = {}
        for pk, kind, part in question_types.get("case").parts(asked):
            for name, values in answer[kind.name](part, correct[pk]).items():
                built[f"answer.{pk}{name.removeprefix('answer')}"] = values
        return built

    return build


_RIGHT = {
    "single": _right_choice,
    "multiple": _right_choice,
    "true_false": _right_choice,
    "numeric": _right_number,
    "short_text": _right_text,
    "matching": lambda asked, correct: {f"answer.{left}": [right] for left, right in correct["pairs"].items()},
    "ordering": lambda asked, correct: {f"answer.{pk}": [str(place)] for place, pk in enumerate(correct, start=1)},
    "cloze": _right_gaps,
    "essay": lambda asked, correct: {"answer": ["La respuesta se funda en el artículo 42.\n\nY se motiva."]},
}
_WRONG = {
    "single": _wrong_choice,
    "multiple": _wrong_choice,
    "true_false": _wrong_choice,
    "numeric": lambda asked, correct: {"answer": ["-31415926"]},
    "short_text": lambda asked, correct: {"answer": ["-31415926"]},
    "matching": _wrong_pairs,
    "ordering": lambda asked, correct: {
        f"answer.{pk}": [str(place % len(correct) + 1)] for place, pk in enumerate(correct, start=1)
    },
    "cloze": _wrong_gaps,
    "essay": lambda asked, correct: {"answer": ["No sé."]},
}
_RIGHT["case"] = _of_parts(_RIGHT)
_WRONG["case"] = _of_parts(_WRONG)
