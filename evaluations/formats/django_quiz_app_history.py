"""What people did in django-quiz-app: attempts and running scores, as recorded, with what is odd about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .. import markup
from . import nested
from .django_quiz_app_tables import USER, Row, Tables, key_of
from .exchange import (
    PART_CHARACTERS,
    ExchangedProgress,
    ExchangedQuestion,
    ExchangedSitting,
    PastAnswer,
    Refusal,
    Unreadable,
    excerpt_of,
)

MOST_QUESTIONS = 10_000
#: A running score names each category once.
PROGRESS_CHARACTERS = 20_000
MOST_COMMAS = 20


@dataclass
class _Record:
    """One attempt while it is read: its lists, and what was found odd."""

    row: Row
    order: list[str]
    wrong: set[str]
    given: dict[str, str]
    #: Keys of questions that are not in the dump, and of those whose key says otherwise today.
    unknown: list[str] = field(default_factory=list)
    right_then: list[str] = field(default_factory=list)
    wrong_then: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def sittings_of(tables: Tables, questions: Mapping[str, ExchangedQuestion]) -> Iterator[ExchangedSitting]:
    """The attempts of a dump; one that cannot be read is set aside in `tables`."""
    for row in tables.of("quiz.sitting"):
        try:
            yield _sitting(tables, row, questions)
        except Unreadable as refused:
            tables.set_aside.append(Refusal(row.where, str(refused), identity=f"dqa:sitting {row.key}"))


def _sitting(tables: Tables, row: Row, questions: Mapping[str, ExchangedQuestion]) -> ExchangedSitting:
    quiz = tables.find("quiz.quiz", row.fields.get("quiz"))
    if quiz is None:
        raise Unreadable(_("The quiz of this attempt is not in the file."))
    record = _Record(
        row=row,
        order=_keys(row.text("question_order")),
        wrong=set(_keys(row.text("incorrect_questions"))),
        given={},
    )
    record.given = _given(record)
    username, email = _person(tables, row, record.remarks)
    score = row.whole("current_score", highest=MOST_QUESTIONS, default=0)
    is_complete = row.truth("complete", default=False)
    answers = [_answer(tables, record, key, questions) for key in record.given]
    _check(record, score=score, is_complete=is_complete)
    percent = _percent(score, len(record.order))
    return ExchangedSitting(
        identity=f"dqa:sitting {row.key}",
        username=username,
        email=email,
        quiz=f"dqa:quiz {quiz.key}",
        started=row.moment("start"),
        ended=row.moment("end"),
        score=score,
        possible=len(record.order),
        percent=percent,
        has_passed=percent >= quiz.whole("pass_mark", highest=100, default=0) if is_complete else None,
        is_complete=is_complete,
        answers=tuple(answers),
        remarks=tuple(record.remarks),
        where=row.where,
    )


def _keys(text: str) -> list[str]:
    """The keys of «6,,9,,10,»: the package left stray commas."""
    return list(dict.fromkeys(key.strip() for key in text.split(",") if key.strip()))[:MOST_QUESTIONS]


def _given(record: _Record) -> dict[str, str]:
    """Raw answers by key of the question, in the order in which they were asked."""
    said = record.row.text("user_answers") or "{}"
    try:
        given = nested.load(said)
    except nested.NotJson:
        given = None
    if not isinstance(given, dict) or len(given) > MOST_QUESTIONS:
        record.remarks.append(_("Its answers cannot be read; the score stands as recorded."))
        return {}
    answers = {key: answer if isinstance(answer, str) else str(answer) for key, answer in given.items()}
    place = {key: number for number, key in enumerate(record.order)}
    strange = [key for key in answers if key not in place]
    if strange:
        record.remarks.append(
            _("It has answers to questions that it did not ask: %(keys)s.") % {"keys": excerpt_of(", ".join(strange))}
        )
    return dict(sorted(answers.items(), key=lambda item: place.get(item[0], len(place))))


def _person(tables: Tables, row: Row, remarks: list[str]) -> tuple[str, str]:
    """(user name, e-mail); a natural key names the person even where the dump has no users."""
    reference = row.fields.get("user")
    user = tables.find(USER, reference)
    if user is not None:
        return user.text("username"), user.text("email")
    if isinstance(reference, list) and key_of(reference):
        return str(key_of(reference)), ""
    remarks.append(_("The file does not say whose it is."))
    return "", ""


def _answer(tables: Tables, record: _Record, key: str, questions: Mapping[str, ExchangedQuestion]) -> PastAnswer:
    identity = f"dqa:question {key}"
    row = tables.rows["quiz.question"].get(key)
    said = record.given[key]
    words, is_right_today = _read_answer(tables, key, said)
    is_right = key not in record.wrong
    if row is None:
        record.unknown.append(key)
    elif is_right_today is not None and is_right_today != is_right:
        (record.right_then if is_right else record.wrong_then).append(key)
    question = questions.get(identity)
    content = row.fields.get("content") if row is not None else ""
    stem = markup.plain_text(question.stem) if question else " ".join(str(content or "").split())[:PART_CHARACTERS]
    return PastAnswer(question=identity if row is not None else "", stem=stem, words=words, is_right=is_right)


def _read_answer(tables: Tables, key: str, said: str) -> tuple[str, bool | None]:
    """(the answer in words, whether it is right by the key in the dump; None where that does not say)."""
    true_false = tables.rows["true_false.tf_question"].get(key)
    if true_false is not None and said in {"True", "False"}:
        correct = true_false.fields.get("correct")
        return _("True") if said == "True" else _("False"), (said == "True") == correct
    if key in tables.rows["multichoice.mcquestion"]:
        option = tables.rows["multichoice.answer"].get(said)
        if option is None or key_of(option.fields.get("question")) != key:
            return said[:PART_CHARACTERS], None
        correct = option.fields.get("correct")
        content = option.fields.get("content")
        return markup.plain_text(str(content or ""))[:PART_CHARACTERS], correct if isinstance(correct, bool) else None
    return said[:PART_CHARACTERS], None


def _check(record: _Record, *, score: int, is_complete: bool) -> None:
    """Add what contradicts itself; the score stays as it was recorded."""
    if record.given:
        right = sum(key not in record.wrong for key in record.given)
        if right != score:
            record.remarks.append(
                _("It records %(score)d right, but its answers make %(right)d.") % {"score": score, "right": right}
            )
    unanswered = sum(key not in record.given for key in record.order)
    if is_complete and unanswered:
        record.remarks.append(
            _("It is recorded as complete, with questions left unanswered: %(count)d.") % {"count": unanswered}
        )
    record.remarks += [
        sentence % {"keys": excerpt_of(", ".join(keys))}
        for keys, sentence in (
            (record.unknown, _("Questions that it asked are not in the file: %(keys)s.")),
            (record.right_then, _("Recorded as right, but wrong by the key in the file: questions %(keys)s.")),
            (record.wrong_then, _("Recorded as wrong, but right by the key in the file: questions %(keys)s.")),
        )
        if keys
    ]
    if score > len(record.order):
        record.remarks.append(_("It records more right answers than questions."))


def _percent(score: int, possible: int) -> int:
    """As django-quiz-app counted: rounded, 0 without questions, never more than 100."""
    return min(100, round(100 * score / possible)) if possible else 0


# Running scores


def progress_of(tables: Tables) -> Iterator[ExchangedProgress]:
    """The running scores of a dump; one that cannot be read is set aside in `tables`."""
    names = {str(row.fields.get("category")) for row in tables.of("quiz.category")}
    for row in tables.of("quiz.progress"):
        remarks: list[str] = []
        try:
            username, email = _person(tables, row, remarks)
            scores, rest = _scores(row.text("score")[:PROGRESS_CHARACTERS], names)
        except Unreadable as refused:
            tables.set_aside.append(Refusal(row.where, str(refused)))
            continue
        if rest:
            remarks.append(_("The end of it cannot be read: «%(text)s».") % {"text": excerpt_of(rest)})
        yield ExchangedProgress(
            username=username, email=email, scores=tuple(scores), remarks=tuple(remarks), where=row.where
        )


def _scores(text: str, names: set[str]) -> tuple[list[tuple[str, int, int]], str]:
    """(scores, what could not be read) of «category,right,possible,» repeated.

    A name may hold commas: the longest known one that fits is taken, or else all up to the next two whole numbers.
    """
    scores: list[tuple[str, int, int]] = []
    parts = text.rstrip(",").split(",")
    longest = min(MOST_COMMAS, max((name.count(",") for name in names), default=0)) + 1
    place = 0
    while place < len(parts):
        length = next(
            (size for size in range(longest, 0, -1) if ",".join(parts[place : place + size]) in names), None
        ) or _length_of_unknown(parts, place)
        name, numbers = ",".join(parts[place : place + length]), parts[place + length : place + length + 2]
        if len(numbers) < 2 or not all(map(_is_whole, numbers)):
            return scores, ",".join(parts[place:])
        scores.append((name, int(numbers[0]), int(numbers[1])))
        place += length + 2
    return scores, ""


def _length_of_unknown(parts: list[str], place: int) -> int:
    """How many parts the name of a category takes that the dump does not hold."""
    for end in range(place + 1, len(parts) - 1):
        if _is_whole(parts[end]) and _is_whole(parts[end + 1]):
            return end - place
    return len(parts) - place


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
