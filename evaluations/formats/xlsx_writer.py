"""Writing questions into the sheet of the template, so that they come back as they left."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from . import xlsx_syntax as syntax
from .exchange import IMAGE_MARK, ExchangedQuestion, Image, Written, html_of, images_in
from .moodle_cloze import GAPS
from .xlsx_layout import (
    ACCENTS,
    CASE,
    CREDITS,
    DIFFICULTIES,
    FALSE,
    KINDS,
    OFFERED_OPTIONS,
    TRUE,
    UNIT_RULES,
    letter,
    option_key,
)
from .xlsx_template import CONTENT_TYPE, LONGEST_CELL, workbook
from .xlsx_text import cell_of_block, cell_of_inline

_PLACES = {option_key(place): place for place in range(GAPS)}


def write(questions: Sequence[ExchangedQuestion]) -> Written:
    """The questions in the layout of the template; case studies and texts longer than a cell are left out."""
    rows, left_out = [], []
    images: dict[str, Image] = {}
    for question in questions:
        reason = ""
        if question.kind not in KINDS:
            reason = _("A case study does not fit into one row. Export it in another format.")
        else:
            named = _with_own_names(question, images)
            row = cells_of(named)
            if any(len(text) > LONGEST_CELL for text in row.values()):
                reason = _("One of its texts is longer than a cell of a workbook can be.")
        if reason:
            left_out.append((question, reason))
            continue
        rows.append(row)
        images |= named.images
    used = [syntax.category(question.category) for question in questions if question.category]
    codes = [code for question in questions for code in question.requirements]
    data = workbook(
        rows=rows,
        images=images,
        categories=list(dict.fromkeys(used)),
        requirements=list(dict.fromkeys(codes)),
        options=max([OFFERED_OPTIONS, *(_options_in(row) for row in rows)]),
    )
    return Written(data=data, content_type=CONTENT_TYPE, extension="xlsx", left_out=tuple(left_out))


def _options_in(row: dict[str, str]) -> int:
    """How many option columns the row reaches, empty ones between them included."""
    return max((_PLACES[key] + 1 for key in row if key in _PLACES), default=0)


def _with_own_names(question: ExchangedQuestion, images: dict[str, Image]) -> ExchangedQuestion:
    """The question with no picture under a name that another picture of the workbook has."""
    shown = dict.fromkeys(name for html in html_of(question) for name in images_in(html))
    kept = {name: question.images[name] for name in shown if name in question.images}
    for name in [name for name in kept if name in images and images[name].data != kept[name].data]:
        image = kept.pop(name)
        other = f"{hashlib.sha256(image.data).hexdigest()[:12]}-{name[-60:].lstrip('._-')}"
        question = _renamed(question, name, other)
        kept[other] = replace(image, name=other)
    return replace(question, images=kept)


def _renamed(question: ExchangedQuestion, name: str, other: str) -> ExchangedQuestion:
    def changed(value):
        if isinstance(value, str):
            return value.replace(f'"{IMAGE_MARK}{name}"', f'"{IMAGE_MARK}{other}"')
        if isinstance(value, dict):
            return {key: changed(part) for key, part in value.items()}
        return [changed(part) for part in value] if isinstance(value, list) else value

    return replace(
        question,
        stem=changed(question.stem),
        feedback=changed(question.feedback),
        body=changed(question.body),
    )


def cells_of(question: ExchangedQuestion) -> dict[str, str]:
    """The row of a question: texts by the key of their column, empty ones left out."""
    cells = {
        "code": question.code,
        "kind": KINDS[question.kind],
        "stem": cell_of_block(question.stem),
        "feedback": cell_of_block(question.feedback),
        "category": syntax.category(question.category),
        "requirement": syntax.listed(question.requirements),
        "difficulty": DIFFICULTIES.get(question.difficulty, ""),
        "tags": syntax.listed(question.tags),
        "reference": question.reference,
        "aspects": syntax.listed([str(number) for number in question.aspects]),
        "title": question.title,
        "origin": question.identity or "",
        **_CELLS[question.kind](question.body),
    }
    return {key: text for key, text in cells.items() if text}


def _options(texts: Sequence[str]) -> dict[str, str]:
    return {option_key(place): text for place, text in enumerate(texts)}


def _by_letter(parts: Sequence[dict], key: str) -> dict[str, str]:
    return {letter(place): part[key] for place, part in enumerate(parts)}


def _comments(parts: Sequence[dict]) -> str:
    return syntax.comments({name: cell_of_inline(text) for name, text in _by_letter(parts, "feedback").items()})


def _letters(options: Sequence[dict], key: str) -> str:
    return ", ".join(letter(place) for place, option in enumerate(options) if option[key])


def _choice(body: dict) -> dict[str, str]:
    options = body["options"]
    weights = syntax.amounts(_by_letter(options, "weight"))
    return {
        **_options([cell_of_inline(option["text"]) for option in options]),
        "correct": _letters(options, "is_correct"),
        "last": _letters(options, "stays_last"),
        "comments": _comments(options),
        "credit": weights if body["credit"] == "weights" else CREDITS[body["credit"]],
    }


def _true_false(body: dict) -> dict[str, str]:
    options = body["options"]
    return {"correct": TRUE if options[0]["is_correct"] else FALSE, "comments": _comments(options)}


def _weights(answers: Sequence[dict]) -> str:
    """Only what is not the whole mark: an accepted answer usually is."""
    return syntax.amounts({name: weight for name, weight in _by_letter(answers, "weight").items() if weight != "100"})


def _numeric(body: dict) -> dict[str, str]:
    answers = body["answers"]
    tolerances = _by_letter(answers, "tolerance")
    same = set(tolerances.values())
    return {
        **_options([answer["value"] for answer in answers]),
        "tolerance": syntax.amounts(tolerances) if len(same) > 1 else "".join(same - {"0"}),
        "credit": _weights(answers),
        "comments": _comments(answers),
        "unit": syntax.units(body["units"]),
        "unit_rule": "" if body["unit_rule"] == "none" and not body["units"] else UNIT_RULES[body["unit_rule"]],
    }


def _short_text(body: dict) -> dict[str, str]:
    exact = [CASE] * body["case_matters"] + [ACCENTS] * body["accents_matter"]
    return {
        **_options([answer["text"] for answer in body["answers"]]),
        "credit": _weights(body["answers"]),
        "comments": _comments(body["answers"]),
        "exact": ", ".join(exact),
    }


def _matching(body: dict) -> dict[str, str]:
    pairs = [syntax.pair(cell_of_inline(pair["left"]), pair["right"]) for pair in body["pairs"]]
    return _options([*pairs, *(syntax.pair("", right) for right in body["extra"])])


def _ordering(body: dict) -> dict[str, str]:
    return {**_options([cell_of_inline(item) for item in body["items"]]), "credit": CREDITS[body["credit"]]}


def _cloze(body: dict) -> dict[str, str]:
    gaps = body["gaps"]
    feedback = {
        f"{number}{letter(place)}": cell_of_inline(answer["feedback"])
        for number, gap in enumerate(gaps, start=1)
        for place, answer in enumerate(gap["answers"])
    }
    shares = {str(number): gap["weight"] for number, gap in enumerate(gaps, start=1) if gap["weight"] != "1"}
    return {
        **_options([syntax.gap(gap) for gap in gaps]),
        "credit": syntax.amounts(shares),
        "comments": syntax.comments(feedback),
    }


def _essay(body: dict) -> dict[str, str]:
    return {
        **_options([syntax.criterion(criterion) for criterion in body["rubric"]]),
        "min_words": str(body["min_words"] or ""),
        "max_words": str(body["max_words"] or ""),
        "guidance": cell_of_block(body["guidance"]),
    }


_CELLS = {
    "single": _choice,
    "multiple": _choice,
    "true_false": _true_false,
    "numeric": _numeric,
    "short_text": _short_text,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "essay": _essay,
}
