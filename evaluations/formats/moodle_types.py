"""Each question type of Moodle as one of ours: its name and body, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from html import escape

from django.utils.translation import gettext as _

from .amounts import decimal_text
from .decimals import canonical
from .exchange import OPTIONS, Unreadable
from .moodle_cloze import gaps_in, whole_weights
from .moodle_credit import credit_of
from .moodle_source import Source, value_of

#: (kind, stem, body) of one question.
Taken = tuple[str, str, dict]


def multichoice(source: Source) -> Taken:
    answers = list(source.answers())
    keeps_order = not source.is_set("shuffleanswers", default=True)
    options = [
        {
            "text": source.inline(answer.element),
            "is_correct": Decimal(answer.weight) > 0,
            "feedback": answer.feedback,
            "stays_last": keeps_order or answer.element.get("stays-last") == "1",
            "weight": answer.weight,
        }
        for answer in answers
    ]
    kind = "single" if source.is_set("single", default=True) else "multiple"
    credit = credit_of(kind, [option["weight"] for option in options], said=source.extras.text("credit"))
    return kind, source.stem(), {"options": _without_weights(options, credit), "credit": credit}


def multichoiceset(source: Source) -> Taken:
    """The plug-in «All or nothing multiple choice»: right only when exactly the right ones are chosen."""
    _kind, stem, body = multichoice(source)
    return "multiple", stem, {"options": _without_weights(body["options"], ""), "credit": "all_or_nothing"}


def _without_weights(options: list[dict], credit: str) -> list[dict]:
    return options if credit == "weights" else [option | {"weight": "0"} for option in options]


def true_false(source: Source) -> Taken:
    found = {"true": ("", False), "false": ("", False)}
    for place, answer in enumerate(source.answers()):
        said = value_of(answer.element, "").lower()
        # Old files say it in the language of the site, the true one first.
        name = said if said in found else ("true" if place == 0 else "false")
        found[name] = (answer.feedback, Decimal(answer.weight) > 0)
    if found["true"][1] == found["false"][1]:
        raise Unreadable(_("The file does not say whether the statement is true or false."))
    options = [
        {"text": text, "is_correct": found[name][1], "feedback": found[name][0], "stays_last": False, "weight": "0"}
        for name, text in (("true", _("True")), ("false", _("False")))
    ]
    return "true_false", source.stem(), {"options": options, "credit": "all_or_nothing"}


def short_answer(source: Source) -> Taken:
    answers = [
        {"text": _one_line(value_of(answer.element, "")), "weight": answer.weight, "feedback": answer.feedback}
        for answer in source.answers()
    ]
    answers = [answer for answer in answers if answer["text"]]
    if not any(Decimal(answer["weight"]) > 0 for answer in answers):
        raise Unreadable(_("The question has no right answer."))
    accents_matter = source.extras.is_set("accents_matter")
    if not source.extras.is_ours:
        source.note(_("Accents are not looked at when the answers are marked."))
    body = {
        "answers": answers,
        "case_matters": source.is_set("usecase", default=False),
        "accents_matter": accents_matter,
    }
    return "short_text", source.stem(), body


def numerical(source: Source) -> Taken:
    answers = []
    for answer in source.answers():
        # Very old files write the number outside of <text>.
        said = value_of(answer.element, "")
        if said in {"", "*"}:
            if Decimal(answer.weight) > 0:
                raise Unreadable(_("Any number earns something in this question; that cannot be brought in."))
            if answer.feedback:
                source.note(_("The feedback for any other number was left out."))
            continue
        tolerance = decimal_text(value_of(answer.element.find("tolerance"), "0")).removeprefix("-")
        answers.append(
            {
                "value": decimal_text(said),
                "tolerance": tolerance,
                "weight": answer.weight,
                "feedback": answer.feedback,
            }
        )
    if not any(Decimal(answer["weight"]) > 0 for answer in answers):
        raise Unreadable(_("The question has no right answer."))
    units = _units(source)
    return "numeric", source.stem(), {"answers": answers, "units": units, "unit_rule": _unit_rule(source, units)}


def _units(source: Source) -> list[dict]:
    units = []
    for unit in source.element.iterfind("units/unit"):
        name = _one_line(value_of(unit.find("unit_name"), ""))
        multiplier = Decimal(decimal_text(value_of(unit.find("multiplier"), "1")))
        if not name:
            continue
        if multiplier <= 0:
            raise Unreadable(_("The unit «%(name)s» has no multiplier above zero.") % {"name": name})
        units.append({"name": name, "factor": _factor(multiplier, unit.get("factor", ""))})
    if len(units) > OPTIONS:
        raise Unreadable(_("The question has more than %(limit)d units.") % {"limit": OPTIONS})
    return units


def _factor(multiplier: Decimal, said: str) -> str:
    """What a number in this unit is multiplied by: the inverse of Moodle's, exact where we wrote it ourselves."""
    inverse = 1 / multiplier
    try:
        exact = Decimal(decimal_text(said))
    except Unreadable:
        exact = None
    if exact and abs(exact * multiplier - 1) < Decimal("1e-9"):
        return canonical(exact)
    with localcontext(prec=12):
        return canonical((+inverse).normalize())


def _unit_rule(source: Source, units: list[dict]) -> str:
    if not units or source.value("showunits", "0") == "3":
        return "none"
    if source.value("unitgradingtype", "0") != "0":
        if not source.extras.is_ours:
            source.note(_("A wrong or missing unit earns nothing here; Moodle took off a part."))
        return "required"
    return "shown" if source.extras.text("unit_rule") == "shown" else "optional"


def matching(source: Source) -> Taken:
    pairs, extra = [], []
    for part in source.element.findall("subquestion"):
        left, right = source.inline(part), source.plain(part.find("answer"))
        if left and not right:
            raise Unreadable(_("«%(left)s» has nothing that matches it.") % {"left": left})
        if right:
            (pairs if left else extra).append({"left": left, "right": right} if left else right)
    if len(pairs) + len(extra) > OPTIONS:
        raise Unreadable(_("The question has more than %(limit)d answers.") % {"limit": OPTIONS})
    return "matching", source.stem(), {"pairs": pairs, "extra": extra}


def ordering(source: Source) -> Taken:
    answers = list(source.element.findall("answer"))
    if len(answers) > OPTIONS:
        raise Unreadable(_("The question has more than %(limit)d answers.") % {"limit": OPTIONS})
    places = [Decimal(decimal_text(answer.get("fraction") or "0")) for answer in answers]
    if len(set(places)) == len(places):
        answers = [answers[place] for place in sorted(range(len(answers)), key=places.__getitem__)]
    rule = source.value("gradingtype", "ABSOLUTE_POSITION").upper()
    is_whole = rule in {"ALL_OR_NOTHING", "-1"}
    if not is_whole and rule not in {"ABSOLUTE_POSITION", "0"}:
        source.note(_("Each element in its place earns its part; Moodle graded the order in another way."))
    if source.value("selecttype", "ALL").upper() not in {"ALL", "0"}:
        source.note(_("All elements are asked; Moodle asked some of them."))
    items = [source.inline(answer) for answer in answers]
    return "ordering", source.stem(), {"items": items, "credit": "all_or_nothing" if is_whole else "positions"}


def essay(source: Source) -> Taken:
    if source.value("attachments", "0") != "0":
        source.note(_("No files can be handed in with the answer."))
    if source.value("responsetemplate"):
        source.note(_("The text that the answer began with was left out."))
    body = {
        "min_words": _count(source.value("minwordlimit")),
        "max_words": _count(source.value("maxwordlimit")),
        "rubric": _rubric(source),
        "guidance": source.block(source.element.find("graderinfo")),
    }
    return "essay", source.stem(), body


def _count(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0


def _rubric(source: Source) -> list[dict]:
    """The criteria that we wrote ourselves; anything of another shape is left out with a note."""
    said = source.extras.said.get("rubric", [])
    try:
        return [
            {
                "name": _one_line(criterion["name"]),
                "levels": [
                    {"text": _one_line(level["text"]), "points": decimal_text(level["points"])}
                    for level in criterion["levels"]
                ],
            }
            for criterion in said
        ]
    except (KeyError, TypeError, AttributeError, Unreadable):
        source.note(_("The rubric could not be read and was left out."))
        return []


def cloze(source: Source) -> Taken:
    text = source.element.find("questiontext")
    raw, gaps = gaps_in(
        source.raw(text), feedback_html=lambda html: source.html(html, files=text, inline=True) if html else ""
    )
    weights = source.extras.texts("gap_weights")
    if len(weights) == len(gaps):
        _give_exact_weights(gaps, list(weights))
    return "cloze", source.html(raw, files=text, inline=False), {"gaps": gaps}


def _give_exact_weights(gaps: list[dict], weights: list[str]) -> None:
    try:
        exact = [decimal_text(weight) for weight in weights]
    except Unreadable:
        return
    if whole_weights(exact) == [int(gap["weight"]) for gap in gaps]:
        for gap, weight in zip(gaps, exact, strict=True):
            gap["weight"] = weight


def choices_in_text(source: Source, *, options: str) -> Taken:
    """«Select missing words» and «Drag and drop into text»: ``[[1]]`` stands where the first choice is right."""
    text = source.element.find("questiontext")
    choices = [
        (source.plain(option), value_of(option.find("group"), "1")) for option in source.element.findall(options)
    ]
    if len(choices) > OPTIONS:
        raise Unreadable(_("The question has more than %(limit)d answers.") % {"limit": OPTIONS})
    gaps: list[dict] = []

    def gap(found: re.Match) -> str:
        right = int(found[1]) - 1
        if not 0 <= right < len(choices):
            raise Unreadable(_("The gap [[%(number)s]] names a choice that is not there.") % {"number": found[1]})
        answers = [
            {"text": words, "tolerance": "0", "weight": "100" if place == right else "0", "feedback": ""}
            for place, (words, group) in enumerate(choices)
            if group == choices[right][1]
        ]
        gaps.append({"kind": "choice", "weight": "1", "answers": answers, "case_matters": False})
        return f"{{{{{len(gaps)}}}}}"

    raw = re.sub(r"\[\[(\d{1,3})\]\]", gap, source.raw(text))
    if not gaps:
        raise Unreadable(_("The text has no gap that can be read."))
    source.note(_("The words are chosen from a list in each gap."))
    return "cloze", source.html(raw, files=text, inline=False), {"gaps": gaps}


def _one_line(text: str) -> str:
    return " ".join(text.split())


READERS: dict[str, Callable[[Source], Taken]] = {
    "multichoice": multichoice,
    "multichoiceset": multichoiceset,
    "truefalse": true_false,
    "shortanswer": short_answer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": lambda source: choices_in_text(source, options="selectoption"),
    "ddwtos": lambda source: choices_in_text(source, options="dragbox"),
}


def reason_against(name: str) -> str:
    """Why questions of the type `name` are not taken."""
    known = {
        "description": _("It is a text without a question. Put it into a lesson, or into the case of a case study."),
        "random": _("It draws a question at random in Moodle. Here a quiz does that by its blueprint."),
        "randomsamatch": _("It is put together from other questions of Moodle. Write it as a matching question."),
    }
    if name.startswith("calculated"):
        return _(
            "Calculated questions are not brought in: formulas in a file are not run. Write it with fixed numbers."
        )
    if name in {"ddimageortext", "ddmarker", "drawing", "hotspot"}:
        return _("Questions on a picture cannot be answered by keyboard alone and are not brought in.")
    return known.get(name) or _("The question type «%(name)s» of Moodle is not known here.") % {"name": escape(name)}
