"""The questions of each module in the bank, and the quiz at its end."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.api import TrainingRequirement
from evaluations.api import Question, QuizPage, load_questions, load_quiz

from . import files
from .shelf import Shelf, fingerprint

PASS_MARK = 80
MAX_ATTEMPTS = 3


def load_quizzes(shelf: Shelf, modules: dict[str, Page], lessons: dict[str, Page]) -> None:
    for course in files.courses():
        for module in course["modules"]:
            questions = _load_questions(shelf, module, lessons)
            if module["code"] in modules:
                _load_quiz(shelf, module, modules[module["code"]], questions)


def _load_questions(shelf: Shelf, module: dict[str, Any], lessons: dict[str, Page]) -> list[Question]:
    """The module's questions as they are in the bank now; those that were deleted there do not come back."""
    items = [item for item in module["questions"] if not shelf.was_deleted(_key(item))]
    key, mark = f"questions:{module['code']}", fingerprint({"items": items})
    record = shelf.records.get(key)
    if record and record.fingerprint == mark:
        return [shelf.records[_key(item)].found for item in items]
    before = {code: shelf.records[code].found.current_id for code in map(_key, items) if code in shelf.records}
    questions = load_questions(
        items,
        category_name=module["title"],
        lessons=lessons,
        requirements=list(TrainingRequirement.objects.filter(code__in=module["requirements"])),
    )
    for question in questions:
        question_key = f"question:{question.code}"
        if question_key not in before:
            shelf.remember(question_key, question)
            shelf.counts["created"] += 1
        elif before[question_key] != question.current_id:
            shelf.counts["updated"] += 1
    _mark(shelf, key, questions[0].category, mark)
    return questions


def _load_quiz(shelf: Shelf, module: dict[str, Any], parent: Page, questions: list[Question]) -> None:
    key = f"quiz:{module['code']}"
    values = {
        "title": _("Quiz: %(module)s") % {"module": module["title"]},
        # A quarter of the module's load is meant for its quiz.
        "minutes": round(module["hours"] * 60 / 4),
        "pass_mark": PASS_MARK,
        "max_attempts": MAX_ATTEMPTS,
    }
    mark = fingerprint({**values, "questions": [question.code for question in questions]})
    record = shelf.records.get(key)
    if shelf.was_deleted(key) or (record and record.fingerprint == mark):
        return
    slug = record.found.slug if record else slugify(_("quiz"))
    before = record.found.latest_revision_id if record else None
    quiz = load_quiz(parent=parent, slug=slug, questions=questions, **values)
    if record is None:
        shelf.counts["created"] += 1
    elif QuizPage.objects.values_list("latest_revision_id", flat=True).get(pk=quiz.pk) != before:
        shelf.counts["updated"] += 1
    else:
        shelf.counts["kept"] += 1
    _mark(shelf, key, quiz, mark)


def _mark(shelf: Shelf, key: str, found, mark: str) -> None:
    if key in shelf.records:
        shelf.records[key].fingerprint = mark
        shelf.records[key].save(update_fields=["fingerprint"])
    else:
        shelf.remember(key, found, mark)


def _key(item: dict[str, Any]) -> str:
    return f"question:{item['id']}"
