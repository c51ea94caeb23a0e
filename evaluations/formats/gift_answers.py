"""What stands between the braces of a GIFT question, as the body of one of our types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from .. import markup
from .cleaning import Cleaner, looks_like_html
from .decimals import canonical, decimal_of
from .exchange import OPTIONS, Unreadable, excerpt_of
from .gift_text import inline, show, split_format, words

FULL = Decimal(100)
ROUNDING = Decimal("0.01")
#: How far the weights of a hand-written file may be from 100 and still mean it.
NEARLY = Decimal(2)

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,7})?)%", re.ASCII)
#: Up to the next unescaped = or ~.
_ANSWER = re.compile(r"([=~])([^=~]*)")
_TRUE = {"T", "TRUE"}
_FALSE = {"F", "FALSE"}
#: Not of the format, but often written by people who write in Spanish.
_TRUE_IN_SPANISH = {"V", "VERDADERO"}
_FALSE_IN_SPANISH = {"FALSO"}


@dataclass(frozen=True)
class Answer:
    """One answer as it stands in the file, its texts still hidden."""

    sign: str
    weight: Decimal | None
    text: str
    feedback: str


def read_answers(text: str, *, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    """(kind, body) of the text between the braces, hidden and without general feedback.

    ``written_in`` is the format of the stem, which the other texts inherit. Raises ``Unreadable``.
    """
    text = text.strip()
    reader: Callable[[str, str, Cleaner], tuple[str, dict]]
    if not text:
        return "essay", {"min_words": 0, "max_words": 0, "rubric": [], "guidance": ""}
    if text.startswith("#"):
        reader = _numeric
    elif "~" in text:
        reader = _choice
    elif "=" in text and "->" in text:
        reader = _matching
    elif _truth_of(text) is not None:
        reader = _true_false
    else:
        reader = _short_text
    return reader(text, written_in, cleaner)


def _split(text: str) -> list[tuple[str, str]]:
    """(sign, text) of each answer, of a text that consists of nothing else."""
    head = re.match(r"[^=~]*", text)
    if head is not None and head[0].strip():
        raise Unreadable(
            _("The text «%(text)s» stands before the first answer: put = or ~ before it.")
            % {"text": excerpt_of(show(head[0].strip()))}
        )
    parts = [(found[1], found[2].strip()) for found in islice(_ANSWER.finditer(text), OPTIONS + 1)]
    if len(parts) > OPTIONS:
        raise Unreadable(_("It has more than %(limit)d answers.") % {"limit": OPTIONS})
    return parts


def _answers(text: str) -> list[Answer]:
    return [_answer(sign, rest) for sign, rest in _split(text)]


def _answer(sign: str, text: str) -> Answer:
    weight = None
    found = _WEIGHT.match(text)
    if found is not None:
        weight = Decimal(found[1])
        text = text[found.end() :]
        if not -FULL <= weight <= FULL:
            raise Unreadable(
                _("The weight %(weight)s%% is not between −100%% and 100%%.") % {"weight": canonical(weight)}
            )
    text, _hash, feedback = text.partition("#")
    return Answer(sign=sign, weight=weight, text=text.strip(), feedback=feedback.strip())


# Options


def _choice(text: str, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    answers = _answers(text)
    if len(answers) < 2:
        raise Unreadable(_("It has one answer only; a question to choose from needs two."))
    is_single = any(answer.sign == "=" for answer in answers)
    weights = [_choice_weight(answer) for answer in answers]
    if not any(weight > 0 for weight in weights):
        raise Unreadable(
            _("No answer is marked as right: put = before it, or a weight such as %(example)s before each.")
            % {"example": "~%50%"}
        )
    is_plain = is_single and sorted(weights)[-1] == FULL and not any(sorted(weights)[:-1])
    options = []
    for answer, weight in zip(answers, weights, strict=True):
        option_text = inline(answer.text, written_in, cleaner)
        if not option_text:
            raise Unreadable(_("One of its answers has no text."))
        options.append(
            {
                "text": option_text,
                "is_correct": weight > 0,
                "feedback": inline(answer.feedback, written_in, cleaner),
                "stays_last": False,
                "weight": "0" if is_plain else canonical(weight),
            }
        )
    kind = "single" if is_single else "multiple"
    return kind, {"options": options, "credit": "all_or_nothing" if is_plain else "weights"}


def _choice_weight(answer: Answer) -> Decimal:
    if answer.weight is not None:
        return answer.weight
    return FULL if answer.sign == "=" else Decimal(0)


def adding_up(body: dict, cleaner: Cleaner) -> dict:
    """Weights such as three times 33, made to add up to 100; what is further off stays for its author to mend."""
    total = sum((Decimal(option["weight"]) for option in body["options"] if option["is_correct"]), Decimal(0))
    if not ROUNDING < abs(total - FULL) <= NEARLY:
        return body
    cleaner.note(
        _("The weights of its right answers added up to %(total)s%%; they were made to add up to 100%%.")
        % {"total": canonical(total)}
    )
    return {**body, "options": [_scaled(option, FULL / total) for option in body["options"]]}


def _scaled(option: dict, factor: Decimal) -> dict:
    if not option["is_correct"]:
        return option
    return {**option, "weight": canonical(round(Decimal(option["weight"]) * factor, 5))}


def _truth_of(text: str) -> bool | None:
    word = text.partition("#")[0].strip().upper()
    if word in _TRUE | _TRUE_IN_SPANISH:
        return True
    return False if word in _FALSE | _FALSE_IN_SPANISH else None


def _true_false(text: str, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    said, wrong, right = [*text.split("#", 2), "", ""][:3]
    is_true = bool(_truth_of(text))
    if said.strip().upper() in _TRUE_IN_SPANISH | _FALSE_IN_SPANISH:
        cleaner.note(_("The answer «%(word)s» was read as true or false.") % {"word": said.strip()})
    options = [
        {
            "text": label,
            "is_correct": is_right,
            "feedback": inline(right if is_right else wrong, written_in, cleaner),
            "stays_last": False,
            "weight": "0",
        }
        for label, is_right in ((_("True"), is_true), (_("False"), not is_true))
    ]
    return "true_false", {"options": options, "credit": "all_or_nothing"}


# Written answers


def _short_text(text: str, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    # Without any sign the whole text is the one accepted answer, as in Moodle.
    answers = _answers(text if "=" in text else f"={text}")
    written = []
    for answer in answers:
        said = words(answer.text)
        if not said:
            raise Unreadable(_("One of its answers has no text."))
        written.append(
            {
                "text": said,
                "weight": canonical(FULL if answer.weight is None else answer.weight),
                "feedback": inline(answer.feedback, written_in, cleaner),
            }
        )
    return "short_text", {"answers": written, "case_matters": False, "accents_matter": False}


def _numeric(text: str, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    text, tilde, otherwise = text[1:].strip().partition("~")
    if tilde and otherwise.partition("#")[2].strip():
        _lose_feedback(otherwise.partition("#")[2], cleaner)
    answers = _answers(text if text.startswith("=") else f"={text}")
    numbers = []
    for answer in answers:
        said = show(split_format(answer.text, "plain")[1])
        if said == "*":
            _lose_feedback(answer.feedback, cleaner)
            continue
        value, tolerance = _value(said)
        numbers.append(
            {
                "value": canonical(value),
                "tolerance": canonical(tolerance),
                "weight": canonical(FULL if answer.weight is None else answer.weight),
                "feedback": inline(answer.feedback, written_in, cleaner),
            }
        )
    if not numbers:
        raise Unreadable(_("It has no number as its answer."))
    return "numeric", {"answers": numbers, "units": [], "unit_rule": "none"}


def _value(text: str) -> tuple[Decimal, Decimal]:
    """(value, tolerance) of «3», «3:2» or «1..5»."""
    low, dots, high = text.partition("..")
    value, _colon, tolerance = text.partition(":")
    parts = [decimal_of(part) for part in ((low, high) if dots else (value, tolerance or "0"))]
    if parts[0] is None or parts[1] is None:
        raise Unreadable(
            _("«%(text)s» is not a number, a number with a tolerance (3:0.5) or a range (2.5..3.5).")
            % {"text": excerpt_of(text)}
        )
    if not dots:
        return parts[0], abs(parts[1])
    return (parts[0] + parts[1]) / 2, abs(parts[1] - parts[0]) / 2


def _lose_feedback(feedback: str, cleaner: Cleaner) -> None:
    if feedback.strip():
        cleaner.note(
            _("The note for any other answer has no place here and was left out: «%(text)s».")
            % {"text": excerpt_of(show(feedback).strip())}
        )


# Pairs


def _matching(text: str, written_in: str, cleaner: Cleaner) -> tuple[str, dict]:
    pairs, extra = [], []
    for _sign, said in _split(text):
        left, arrow, right = said.partition("->")
        right = _right(right, cleaner)
        if not arrow or not right:
            raise Unreadable(_("«%(text)s» is not a pair: write = left -> right.") % {"text": excerpt_of(show(said))})
        left = inline(left, written_in, cleaner)
        if left:
            pairs.append({"left": left, "right": right})
        else:
            extra.append(right)
    if len(pairs) < 2:
        raise Unreadable(_("It has fewer than two pairs to match."))
    return "matching", {"pairs": pairs, "extra": extra}


def _right(text: str, cleaner: Cleaner) -> str:
    """The right side of a pair, where Moodle takes HTML and shows its words."""
    text = show(text)
    return markup.plain_text(cleaner.inline(text)) if looks_like_html(text) else " ".join(text.split())
