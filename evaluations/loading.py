"""Loading questions and quizzes from data, again and again, without undoing what people changed since."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _

from courses.api import ModulePage

from . import bank
from .models import Question, QuestionCategory, QuizPage, QuizQuestion
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
    lessons: dict | None = None,
    requirements: Sequence = (),
    author=None,
) -> list[Question]:
    """Bring ``items`` into the bank, known by their code, and return their questions in the same order.

    An item is a mapping with ``id`` (the code), ``type`` (single, multiple, true_false), ``text``, ``options`` (texts),
    ``correct`` (positions from 0), and optionally ``feedback``, ``option_feedback`` (a list of texts or a mapping of
    position to text), ``difficulty`` (facil, media, dificil), ``article``, ``aspects`` (numbers) and ``lesson``
    (a key of ``lessons``, whose values are pages). An item of a type that is not registered is logged and left out.

    Safe to run again: a new code makes a question in force; an item that changed makes a new version; a question that
    somebody edited in the bank since it was loaded stays exactly as it is.
    """
    lessons = lessons or {}
    questions = []
    with transaction.atomic():
        category, _created = QuestionCategory.objects.get_or_create(name=category_name, parent=None)
        for item in items:
            if item["type"] not in question_types:
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
    question.lesson = question.lesson or lessons.get(item.get("lesson"))
    question.loaded_fingerprint = _fingerprint(wanted)
    bank.save_question(question=question, wording=_wording_of_item(item), author=author)
    if is_new:
        question.requirements.set(requirements)
    return question


def _is_tied(question: Question, item: dict, lessons: dict) -> bool:
    """Whether the question has the lesson that the item names, or one that somebody chose."""
    return question.lesson_id is not None or lessons.get(item.get("lesson")) is None


def _wording_of_item(item: dict) -> bank.Wording:
    correct = set(item["correct"])
    feedback = _option_feedback(item)
    return bank.Wording(
        kind=item["type"],
        stem=f"<p>{escape(bank.one_line(item['text']))}</p>",
        options=[
            bank.WrittenOption(text, place in correct, feedback.get(place, ""))
            for place, text in enumerate(item["options"])
        ],
        feedback=item.get("feedback") or "",
    ).cleaned()


def _option_feedback(item: dict) -> dict[int, str]:
    given = item.get("option_feedback") or {}
    pairs = enumerate(given) if isinstance(given, list) else given.items()
    return {int(place): text for place, text in pairs if text}


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
        "wording": None
        if wording is None
        else [
            wording.kind,
            wording.stem,
            [[option.text, option.is_correct, option.feedback] for option in wording.options],
            wording.feedback,
        ],
        "difficulty": str(difficulty),
        "reference": reference,
        "aspects": aspects,
    }


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
    author=None,
) -> QuizPage:
    """The published quiz ``slug`` below ``parent`` (a module, or a course) that asks ``questions`` in this order.

    Safe to run again: a quiz that somebody edited since it was loaded stays exactly as it is; one that is as it was
    loaded follows the data. It is published only if it does not exist yet or if it was live before.
    """
    wanted = _fingerprint([title, [q.pk for q in questions], minutes, pass_mark, max_attempts])
    with transaction.atomic():
        quiz = QuizPage.objects.child_of(parent).filter(slug=slug).first()
        if quiz is not None and (quiz.loaded_fingerprint == wanted or _was_edited(quiz)):
            return quiz
        is_new = quiz is None
        if quiz is None:
            quiz = QuizPage(slug=slug, owner=author, intro=_default_intro() if isinstance(parent, ModulePage) else "")
        quiz.title, quiz.draft_title = title, title
        quiz.minutes, quiz.pass_mark, quiz.max_attempts = minutes, pass_mark, max_attempts
        quiz.loaded_fingerprint = wanted
        quiz.questions = [QuizQuestion(question=question, sort_order=place) for place, question in enumerate(questions)]
        if is_new:
            parent.add_child(instance=quiz)
        revision = quiz.save_revision(user=author)
        if is_new or quiz.live:
            revision.publish(user=author)
    return quiz


def _was_edited(quiz: QuizPage) -> bool:
    """Whether its newest revision is no longer what the loader wrote."""
    newest = quiz.get_latest_revision_as_object()
    return newest.loaded_fingerprint != _fingerprint(
        [
            newest.title,
            [place.question_id for place in newest.questions.all()],
            newest.minutes,
            newest.pass_mark,
            newest.max_attempts,
        ]
    )


def _default_intro() -> str:
    words = _("It covers the lessons of this module. Take your time: your answers are saved as you go.")
    return f"<p>{words}</p>"
