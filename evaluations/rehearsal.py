"""Attempts that nobody made: the history of a demonstration municipality, by the same rules as real ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from django.db import transaction

from courses.api import Enrolment

from .attempts import start, submit
from .models import Answer, Attempt, AttemptQuestion, QuizPage
from .plugins import Asked, QuestionType, question_types
from .question_types import texts

PACE = dt.timedelta(minutes=1)


@transaction.atomic
def rehearse(
    *, enrolment: Enrolment, quiz: QuizPage, passes: bool, at: dt.datetime, chance: Random, written: str = ""
) -> Attempt:
    """A whole attempt that ends at `at`, with as many wrong answers as `chance` and `passes` say.

    An essay is answered with `written`; people still have to mark it, so with one the attempt does not end as told.
    Raises what attempts.start raises: the past of a demonstration obeys the rules too.
    """
    attempt = start(enrolment=enrolment, quiz=quiz, at=at - 15 * PACE, is_rehearsal=True)
    questions = _questions_of(attempt)
    allowed = int(len(questions) * (100 - attempt.rules["pass_mark"]) / 100)
    wrong = chance.randint(0, allowed) if passes else allowed + chance.randint(1, 2)
    missed = {question.pk for question in chance.sample(questions, min(wrong, len(questions)))}
    _store(questions, missed=missed, at=at - PACE, chance=chance, written=written)
    return submit(attempt=attempt, at=at)


@transaction.atomic
def rehearse_leaving(
    *, enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, chance: Random, written: str = ""
) -> Attempt:
    """An attempt begun at `at`, with the first half of its questions answered, and never submitted."""
    attempt = start(enrolment=enrolment, quiz=quiz, at=at, is_rehearsal=True)
    questions = sorted(_questions_of(attempt), key=lambda question: question.position)
    answered = questions[: (len(questions) + 1) // 2]
    _store(answered, missed=set(), at=at + 5 * PACE, chance=chance, written=written)
    return attempt


def _questions_of(attempt: Attempt) -> list[AttemptQuestion]:
    """In an order that does not depend on how the attempt was shuffled, so that the same `chance` misses the same."""
    return list(attempt.questions.select_related("version__key").order_by("version__question__code", "position"))


def _store(
    questions: Iterable[AttemptQuestion], *, missed: set[int], at: dt.datetime, chance: Random, written: str
) -> None:
    Answer.objects.bulk_create(
        Answer(
            attempt_question=question,
            selected=_wrong(question, chance) if question.pk in missed else _right(question, written),
            seq=1,
            received_at=at,
        )
        for question in questions
    )


def _right(question: AttemptQuestion, written: str) -> Any:
    version = question.version
    if version.needs_marker:
        return {"text": written}
    return right_answer(version.type, asked=question.asked, correct=version.key.correct)


def _wrong(question: AttemptQuestion, chance: Random) -> Any:
    version = question.version
    return wrong_answer(version.type, asked=question.asked, correct=version.key.correct, chance=chance)


def right_answer(kind: QuestionType, *, asked: Asked, correct: Any) -> Any:
    """An answer that earns all, in its stored form; where none is at hand, none is given."""
    return RIGHT[kind.name](correct, asked) if kind.name in RIGHT else kind.blank()


def wrong_answer(kind: QuestionType, *, asked: Asked, correct: Any, chance: Random) -> Any:
    """An answer that earns nothing; where none is at hand, none is given."""
    return WRONG[kind.name](correct, asked, chance) if kind.name in WRONG else kind.blank()


def _best(weights: Mapping[str, str]) -> str:
    return max(weights, key=lambda pk: float(weights[pk]))


def _right_options(correct: list | dict, _asked: Asked) -> list[str]:
    """The right ones, or where each has its weight those that earn something."""
    if isinstance(correct, list):
        return correct
    return sorted(pk for pk, weight in correct["weights"].items() if float(weight) > 0)


def _right_option(correct: list | dict, _asked: Asked) -> list[str]:
    return correct if isinstance(correct, list) else [_best(correct["weights"])]


def _other_option(correct: list | dict, asked: Asked, chance: Random) -> list[str]:
    """One option that is not all that is right."""
    right = _right_options(correct, asked)
    others = [option["id"] for option in asked.options if option["id"] not in right]
    return [chance.choice(others)] if others else []


def _number(correct: dict, asked: Asked) -> dict:
    is_required = asked.settings.get("unit_rule") == "required"
    unit = next((unit["name"] for unit in correct["units"] if unit["factor"] == "1"), "") if is_required else ""
    return {"text": _first_right(correct["answers"])["value"], "unit": unit}


def _first_right(answers: list[dict]) -> dict:
    return max(answers, key=lambda answer: float(answer["weight"]))


def _other_number(_correct: dict, _asked: Asked, chance: Random) -> dict:
    return {"text": str(chance.randint(1000, 9999)), "unit": ""}


def _text(correct: dict, _asked: Asked) -> dict:
    return {"text": texts.example(_first_right(correct["answers"])["text"])}


def _no_idea(_correct: dict, _asked: Asked, chance: Random) -> dict:
    return {"text": chance.choice(NO_IDEA)}


def _other_pairs(correct: dict, _asked: Asked, _chance: Random) -> dict:
    """Each left with what belongs to the next one."""
    rights = list(correct["pairs"].values())
    return dict(zip(correct["pairs"], rights[1:] + rights[:1], strict=True))


def _in_order(correct: list, _asked: Asked) -> dict:
    return {pk: place for place, pk in enumerate(correct, start=1)}


def _each_one_further(correct: list, _asked: Asked, _chance: Random) -> dict:
    return {pk: place % len(correct) + 1 for place, pk in enumerate(correct, start=1)}


def _right_gaps(correct: dict, _asked: Asked) -> dict:
    return {
        pk: _best(gap["weights"]) if "weights" in gap else texts.example(_first_right(gap["answers"])["text"])
        for pk, gap in correct.items()
    }


def _wrong_gaps(correct: dict, _asked: Asked, chance: Random) -> dict:
    def wrong(gap: dict) -> str:
        weights = gap.get("weights")
        return min(weights, key=lambda pk: float(weights[pk])) if weights else chance.choice(NO_IDEA)

    return {pk: wrong(gap) for pk, gap in correct.items()}


def _right_parts(correct: dict, asked: Asked) -> dict:
    return _parts(asked, lambda pk, kind, part: right_answer(kind, asked=part, correct=correct[pk]))


def _wrong_parts(correct: dict, asked: Asked, chance: Random) -> dict:
    return _parts(asked, lambda pk, kind, part: wrong_answer(kind, asked=part, correct=correct[pk], chance=chance))


def _parts(asked: Asked, answer: Callable[[str, QuestionType, Asked], Any]) -> dict:
    return {
        pk: {"kind": kind.name, "answer": answer(pk, kind, part)}
        for pk, kind, part in question_types.get("case").parts(asked)
    }


#: What people write who do not know: no pattern of a short answer accepts it.
NO_IDEA = ("no lo sé", "no recuerdo", "ninguno")
RIGHT: dict[str, Callable[[Any, Asked], Any]] = {
    "single": _right_option,
    "multiple": _right_options,
    "true_false": _right_option,
    "numeric": _number,
    "short_text": _text,
    "matching": lambda correct, asked: correct["pairs"],
    "ordering": _in_order,
    "cloze": _right_gaps,
    "case": _right_parts,
}
WRONG: dict[str, Callable[[Any, Asked, Random], Any]] = {
    "single": _other_option,
    "multiple": _other_option,
    "true_false": _other_option,
    "numeric": _other_number,
    "short_text": _no_idea,
    "matching": _other_pairs,
    "ordering": _each_one_further,
    "cloze": _wrong_gaps,
    "case": _wrong_parts,
}
