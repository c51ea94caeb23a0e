"""Loading questions and quizzes from data, again and again, without undoing what people changed since."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.api import ModulePage

from . import bank, markup
from .item_bodies import BODIES, paragraphs
from .models import Question, QuestionCategory, QuizBand, QuizPage, QuizQuestion
from .plugins import question_types

logger = logging.getLogger(__name__)

DIFFICULTIES = {
    "facil": Question.Difficulty.EASY,
    "media": Question.Difficulty.MEDIUM,
    "dificil": Question.Difficulty.HARD,
}


def load_questions(
    items: Iterable[dict],
    *,
    category_name: str,
    inside: Sequence[str] = (),
    lessons: dict | None = None,
    requirements: Sequence = (),
    author=None,
) -> list[Question]:
    """Bring ``items`` into the bank, known by their code, and return their questions in the same order.

    An item is a mapping with ``id`` (the code), ``type``, ``text`` (an empty line begins a new paragraph) and what its
    type asks for, see ``item_bodies``; optionally ``feedback``, ``difficulty`` (facil, media, dificil), ``article``,
    ``aspects`` (numbers), ``lesson`` (a key of ``lessons``, whose values are pages) and ``paragraph`` (the number of a
    block of that lesson). An item of a type that is not registered is logged and left out.

    They are filed under ``category_name``, which is within the categories named by ``inside``, outermost first.

    Safe to run again: a new code makes a question in force; an item that changed makes a new version; a question that
    somebody edited in the bank since it was loaded stays exactly as it is.
    """
    lessons = lessons or {}
    questions = []
    with transaction.atomic():
        category = None
        for name in (*inside, category_name):
            category, _created = QuestionCategory.objects.get_or_create(name=name, parent=category)
        for item in items:
            if item["type"] not in question_types or item["type"] not in BODIES:
                logger.info("Question %s left out: type %s is not registered", item["id"], item["type"])
                continue
            questions.append(_load_question(item, category, lessons, list(requirements), author))
    return questions


def _load_question(item: dict, category, lessons: dict, requirements: list, author) -> Question:
    wanted = _content_of_item(item)
    question = Question.objects.filter(code=item["id"]).select_related("current__key").first()
    if question is None:
        question = Question(code=item["id"], category=category, state=Question.State.CURRENT)
    elif _fingerprint(_content_of_question(question)) != question.loaded_fingerprint or (
        question.loaded_fingerprint == _fingerprint(wanted) and _is_tied(question, item, lessons)
    ):
        return question
    is_new = question.pk is None
    question.difficulty = wanted["difficulty"]
    question.reference = wanted["reference"]
    question.aspects = wanted["aspects"]
    if question.lesson_id is None:
        question.lesson = lessons.get(item.get("lesson"))
        question.lesson_paragraph = item.get("paragraph") if question.lesson else None
    question.loaded_fingerprint = _fingerprint(wanted)
    bank.save_question(question=question, wording=_wording_of_item(item), author=author)
    if is_new:
        question.requirements.set(requirements)
    return question


def _is_tied(question: Question, item: dict, lessons: dict) -> bool:
    """Whether the question has the lesson that the item names, or one that somebody chose."""
    return question.lesson_id is not None or lessons.get(item.get("lesson")) is None


def _wording_of_item(item: dict) -> bank.Wording:
    return bank.Wording(
        kind=item["type"],
        stem=paragraphs(item["text"]),
        body=BODIES[item["type"]](item),
        feedback=markup.text_to_block(item.get("feedback") or ""),
    ).cleaned()


def _content_of_item(item: dict) -> dict:
    return _content(
        wording=_wording_of_item(item),
        difficulty=DIFFICULTIES.get(item.get("difficulty"), Question.Difficulty.MEDIUM),
        reference=(item.get("article") or "")[:255],
        aspects=list(item.get("aspects") or []),
    )


def _content_of_question(question: Question) -> dict:
    return _content(
        wording=bank.wording_of(question),
        difficulty=question.difficulty,
        reference=question.reference,
        aspects=question.aspects,
    )


def _content(*, wording: bank.Wording | None, difficulty: str, reference: str, aspects: list) -> dict:
    return {
        "wording": None if wording is None else _comparable(wording),
        "difficulty": str(difficulty),
        "reference": reference,
        "aspects": aspects,
    }


def _comparable(wording: bank.Wording) -> list:
    """What is compared with what was loaded: for plain choices as the first release compared it, so that a question
    which it loaded is not taken for one that somebody edited."""
    options = wording.body.get("options", [])
    is_plain = (
        wording.kind in {"single", "multiple", "true_false"}
        and wording.body.get("credit") == "all_or_nothing"
        and not any(option.get("stays_last") for option in options)
        and all(markup.is_plain(text) for option in options for text in (option["text"], option["feedback"]))
        and markup.text_to_block(markup.plain_text(wording.feedback)) == wording.feedback
    )
    if not is_plain:
        return [wording.kind, wording.stem, wording.body, wording.feedback]
    rows = [[unescape(option["text"]), option["is_correct"], unescape(option["feedback"])] for option in options]
    return [wording.kind, wording.stem, rows, markup.plain_text(wording.feedback)]


def _fingerprint(content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load_quiz(
    *,
    parent,
    title: str,
    slug: str,
    questions: Sequence[Question],
    minutes: int,
    pass_mark: int = 80,
    max_attempts: int = 3,
    rules: Mapping[str, Any] | None = None,
    bands: Sequence[tuple[int, str]] = (),
    author=None,
) -> QuizPage:
    """The published quiz ``slug`` below ``parent`` (a module, or a course) that asks ``questions`` in this order.

    ``rules`` are other fields of the quiz by their name, ``bands`` its messages as (from this score, HTML).

    Safe to run again: a quiz that somebody edited since it was loaded stays exactly as it is; one that is as it was
    loaded follows the data. It is published only if it does not exist yet or if it was live before.
    """
    rules = dict(rules or {})
    content = [title, [q.pk for q in questions], minutes, pass_mark, max_attempts]
    wanted = _fingerprint(_with_rules(content, rules, bands))
    with transaction.atomic():
        quiz = QuizPage.objects.child_of(parent).filter(slug=slug).first()
        if quiz is not None and (quiz.loaded_fingerprint == wanted or _was_edited(quiz, rules)):
            return quiz
        is_new = quiz is None
        if quiz is None:
            quiz = QuizPage(slug=slug, owner=author, intro=_default_intro() if isinstance(parent, ModulePage) else "")
        quiz.title, quiz.draft_title = title, title
        quiz.minutes, quiz.pass_mark, quiz.max_attempts = minutes, pass_mark, max_attempts
        for name, value in rules.items():
            setattr(quiz, name, value)
        quiz.loaded_fingerprint = wanted
        quiz.bands = [
            QuizBand(from_score=score, message=message, sort_order=place)
            for place, (score, message) in enumerate(bands)
        ]
        quiz.questions = [QuizQuestion(question=question, sort_order=place) for place, question in enumerate(questions)]
        if is_new:
            parent.add_child(instance=quiz)
        revision = quiz.save_revision(user=author)
        if is_new or quiz.live:
            revision.publish(user=author)
    return quiz


def _with_rules(content: list, rules: Mapping[str, Any], bands: Iterable[tuple[int, str]]) -> list:
    """What the fingerprint of a quiz is taken of; without rules and messages as the first release took it."""
    told = [list(band) for band in bands]
    return [*content, dict(rules), told] if rules or told else content


def _was_edited(quiz: QuizPage, rules: Iterable[str]) -> bool:
    """Whether its newest revision is no longer what the loader wrote; ``rules`` are the fields that it was given."""
    newest = quiz.get_latest_revision_as_object()
    content = [
        newest.title,
        [place.question_id for place in newest.questions.all()],
        newest.minutes,
        newest.pass_mark,
        newest.max_attempts,
    ]
    given = {name: getattr(newest, name) for name in rules}
    bands = [(band.from_score, band.message) for band in newest.bands.all()]
    return newest.loaded_fingerprint != _fingerprint(_with_rules(content, given, bands))


def _default_intro() -> str:
    words = _("It covers the lessons of this module. Take your time: your answers are saved as you go.")
    return f"<p>{words}</p>"
