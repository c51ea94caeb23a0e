"""Gaps as Moodle writes them inside a text: ``{1:MULTICHOICE:=acceso~%50%consulta~otro#No}``.

The syntax is the one of Moodle's «Embedded answers (Cloze)»: a weight, a type, then alternatives separated by ``~``,
each with ``=`` (right) or ``%n%`` (a part) before it and ``#feedback`` after it. A backslash keeps ``~``, ``#`` and
``}`` from ending anything; entities are decoded last, so they may stand for these signs too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape, unescape
from math import lcm

from django.utils.translation import gettext as _

from .. import markup
from .amounts import decimal_text, percentage
from .exchange import OPTIONS, Unreadable, excerpt_of

_START = re.compile(r"\{(\d{0,6}):([A-Z][A-Z_]{1,30}):")
_ANSWER_END = re.compile(r"(?<!\\)(?:[~}]|(?<!&)(?<!&amp;)#)")
_FEEDBACK_END = re.compile(r"(?<!\\)[~}]")
_FRACTION = re.compile(r"(?:=|%(-?\d{1,9}(?:[.,]\d{0,9})?)%)")
_ESCAPED = re.compile(r"\\([~#}{\"/\\])")
_OUR_GAP = re.compile(r"\{\{(\d+)\}\}")
_NAMES = {
    "choice": {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"}
    | {"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"},
    "text": {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"},
    "numeric": {"NUMERICAL", "NM"},
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_CASE_MATTERS = {"SHORTANSWER_C", "SAC", "MWC"}
_WRITTEN_AS = {"choice": "MULTICHOICE", "numeric": "NUMERICAL"}
#: How many gaps one text may have.
GAPS = 100


@dataclass(frozen=True)
class _Alternative:
    weight: str
    answer: str
    feedback: str


def gaps_in(raw: str, *, feedback_html: Callable[[str], str]) -> tuple[str, list[dict]]:
    """The text with ``{{1}}`` … in place of its gaps, and the gaps; ``feedback_html`` cleans HTML.

    Raises ``Unreadable`` where a gap is of a kind that a text cannot hold here, or does not end.
    """
    raw = _OUR_GAP.sub(r"{ {\1} }", raw)
    pieces, gaps, done = [], [], 0
    while found := _START.search(raw, done):
        alternatives, end = _alternatives(raw, found)
        pieces += [raw[done : found.start()], f"{{{{{len(gaps) + 1}}}}}"]
        gaps.append(_gap(found, alternatives, feedback_html))
        done = end
        if len(gaps) > GAPS:
            raise Unreadable(_("The text has more than %(limit)d gaps.") % {"limit": GAPS})
    if not gaps:
        raise Unreadable(_("The text has no gap that can be read."))
    return "".join([*pieces, raw[done:]]), gaps


def _alternatives(raw: str, start: re.Match) -> tuple[list[_Alternative], int]:
    found: list[_Alternative] = []
    place = start.end()
    while True:
        end = _ANSWER_END.search(raw, place)
        answer, feedback = raw[place : end.start()] if end else "", ""
        if end and end[0] == "#":
            place, end = end.end(), _FEEDBACK_END.search(raw, end.end())
            feedback = raw[place : end.start()] if end else ""
        if not end:
            raise Unreadable(_("The gap «%(excerpt)s» does not end.") % {"excerpt": excerpt_of(raw[start.start() :])})
        found.append(_alternative(answer.strip(), feedback.strip()))
        place = end.end()
        if len(found) > OPTIONS:
            raise Unreadable(_("The question has more than %(limit)d answers.") % {"limit": OPTIONS})
        if end[0] == "}":
            return found, place


def _alternative(answer: str, feedback: str) -> _Alternative:
    fraction = _FRACTION.match(answer)
    weight = "0" if fraction is None else percentage(fraction[1]) if fraction[1] else "100"
    bare = answer[fraction.end() :] if fraction else answer
    return _Alternative(weight, _meant(bare).strip(), _meant(feedback))


def _meant(text: str) -> str:
    return unescape(_ESCAPED.sub(r"\1", text))


def _gap(start: re.Match, alternatives: list[_Alternative], feedback_html: Callable[[str], str]) -> dict:
    weight, name = start[1] or "1", start[2]
    kind = _KINDS.get(name)
    if kind is None:
        raise Unreadable(
            _("A gap of the kind %(name)s cannot be brought in; the kinds that can are %(known)s.")
            % {"name": name, "known": "MULTICHOICE, SHORTANSWER, NUMERICAL"}
        )
    if not int(weight):
        raise Unreadable(_("A gap that counts for nothing cannot be brought in."))
    answers = [_answer(kind, one, feedback_html) for one in alternatives if one.answer]
    if not any(Decimal(answer["weight"]) > 0 for answer in answers):
        raise Unreadable(_("The gap «%(excerpt)s» has no right answer.") % {"excerpt": excerpt_of(start[0])})
    return {"kind": kind, "weight": str(int(weight)), "answers": answers, "case_matters": name in _CASE_MATTERS}


def _answer(kind: str, said: _Alternative, feedback_html: Callable[[str], str]) -> dict:
    text, tolerance = said.answer, "0"
    if kind == "choice":
        # Of an option of a gap only the words can be shown: it stands in a drop-down list.
        text = markup.plain_text(markup.clean_inline(said.answer))
    elif kind == "numeric":
        number, _colon, margin = said.answer.partition(":")
        text, tolerance = decimal_text(number), decimal_text(margin or "0")
    else:
        text = " ".join(text.split())
    return {"text": text, "tolerance": tolerance, "weight": said.weight, "feedback": feedback_html(said.feedback)}


# Writing


def with_gaps(stem: str, gaps: list[dict]) -> str:
    """Our text with its gaps in Moodle's syntax."""
    weights = whole_weights([gap["weight"] for gap in gaps])
    pieces = _OUR_GAP.split(stem)
    # Every second piece is the number of a gap.
    for place, piece in enumerate(pieces):
        is_gap = place % 2 and 0 < int(piece) <= len(gaps)
        if is_gap:
            pieces[place] = _written(gaps[int(piece) - 1], weights[int(piece) - 1])
        else:
            pieces[place] = (f"{{{{{piece}}}}}" if place % 2 else piece).replace("{", "&#123;")
    return "".join(pieces)


def whole_weights(weights: list[str]) -> list[int]:
    """Weights in the same proportion as whole numbers, the only ones that Moodle takes."""
    parts = [Fraction(weight) for weight in weights]
    scale = lcm(*(part.denominator for part in parts)) if parts else 1
    return [int(part * scale) for part in parts]


def _written(gap: dict, weight: int) -> str:
    name = _WRITTEN_AS.get(gap["kind"]) or ("SHORTANSWER_C" if gap["case_matters"] else "SHORTANSWER")
    return f"{{{weight}:{name}:{'~'.join(_written_answer(gap['kind'], answer) for answer in gap['answers'])}}}"


def _written_answer(kind: str, answer: dict) -> str:
    before = {"100": "=", "0": ""}.get(answer["weight"], f"%{answer['weight']}%")
    text = answer["text"]
    if kind == "numeric":
        text = text if answer["tolerance"] == "0" else f"{text}:{answer['tolerance']}"
    # The options of a choice are HTML in Moodle, so their words are escaped once more.
    said = _guarded(escape(text, quote=False) if kind == "choice" else text)
    after = f"#{_guarded(answer['feedback'])}" if answer["feedback"] else ""
    return f"{before}{said}{after}"


def _guarded(text: str) -> str:
    """`text` so that, decoded, it is the same again and nothing in it ends an alternative."""
    # Moodle does not end an answer at «&amp;#», so an ampersand goes by its number.
    guarded = text.translate(_GUARDS).replace("<", "&lt;").replace(">", "&gt;")
    return f"&#{ord(guarded[0])};{guarded[1:]}" if guarded[:1] in {"=", "%"} else guarded


_GUARDS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&~#{}\\"})
