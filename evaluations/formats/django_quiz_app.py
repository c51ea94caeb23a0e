"""Reading what ``manage.py dumpdata`` says of django-quiz-app 0.5.1: categories, quizzes, questions, past attempts.

The package is gone, its data need not be. Nothing is repaired: what contradicts itself is told.
"""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import markup
from .cleaning import Cleaner
from .decoding import decode
from .django_quiz_app_history import progress_of, sittings_of
from .django_quiz_app_tables import Row, Tables, tables_of
from .exchange import (
    OPTIONS,
    STEM_CHARACTERS,
    ExchangedQuestion,
    ExchangedQuiz,
    Reading,
    Refusal,
    Unreadable,
    Where,
    check_count,
    excerpt_of,
)

#: The table in which a question has its second half, and our kind for it; choices become single or multiple.
CHILDREN = {
    "multichoice.mcquestion": "choice",
    "true_false.tf_question": "true_false",
    "essay.essay_question": "essay",
}


def read(data: bytes) -> Reading:
    """All that a dump holds of django-quiz-app. Raises ``UnreadableFile``."""
    decoded = decode(data)
    tables = tables_of(decoded.text)
    keys = list(tables.rows["quiz.question"])
    # A child without its question has no text, but it was a question: it counts, and is refused.
    keys += [key for model in CHILDREN for key in tables.rows[model] if key not in tables.rows["quiz.question"]]
    keys = list(dict.fromkeys(keys))
    check_count(len(keys))
    answers = _answers_by_question(tables)
    questions: list[ExchangedQuestion] = []
    refusals: list[Refusal] = []
    for key in keys:
        row = tables.rows["quiz.question"].get(key)
        try:
            questions.append(_question(tables, key, row, answers.get(key, [])))
        except Unreadable as refused:
            refusals.append(_refusal(tables, key, row, str(refused)))
    quizzes = _quizzes(tables, {question.identity for question in questions})
    return Reading(
        format="django_quiz_app",
        questions=tuple(questions),
        refusals=tuple(refusals),
        quizzes=tuple(quizzes),
        history=tuple(sittings_of(tables, {str(question.identity): question for question in questions})),
        progress=tuple(progress_of(tables)),
        set_aside=tuple(tables.set_aside),
        remarks=(*decoded.remarks, *tables.remarks),
        read_count=len(keys),
    )


def question_identity(key: str) -> str:
    return f"dqa:question {key}"


def quiz_identity(key: str) -> str:
    return f"dqa:quiz {key}"


# Questions


def _question(tables: Tables, key: str, row: Row | None, answers: list[Row]) -> ExchangedQuestion:
    children = [tables.rows[model][key] for model in CHILDREN if key in tables.rows[model]]
    if row is None:
        raise Unreadable(_("Its text is not in the file: the object «quiz.question» with the same key is missing."))
    if len(children) != 1:
        raise Unreadable(
            _("The file does not say of which type it is: dump the apps multichoice, true_false and essay too.")
            if not children
            else _("The file says that it is of two types at once.")
        )
    cleaner = Cleaner()
    stem = cleaner.block_of_either(row.text("content"))
    if not markup.plain_text(stem):
        raise Unreadable(_("It has no text."))
    if len(stem) > STEM_CHARACTERS:
        raise Unreadable(
            _("The question is longer than %(limit)d characters: shorten it.") % {"limit": STEM_CHARACTERS}
        )
    kind, body = _body(children[0], answers, cleaner)
    if row.text("figure"):
        cleaner.note(
            _("Its picture «%(name)s» is not in the file: add it by hand.") % {"name": excerpt_of(row.text("figure"))}
        )
    missing = [quiz for quiz in row.references("quiz") if quiz not in tables.rows["quiz.quiz"]]
    if missing:
        cleaner.note(
            _("It belongs to quizzes that are not in the file: %(keys)s.") % {"keys": excerpt_of(", ".join(missing))}
        )
    return ExchangedQuestion(
        kind=kind,
        stem=stem,
        body=body,
        feedback=cleaner.block_of_either(row.text("explanation")),
        identity=question_identity(key),
        category=_category_path(tables, row, cleaner),
        where=_where(row),
        notes=tuple(cleaner.notes),
    )


def _where(row: Row) -> Where:
    return Where(element=row.where.element, excerpt=excerpt_of(row.text("content")))


def _refusal(tables: Tables, key: str, row: Row | None, reason: str) -> Refusal:
    rows = [row] if row else [tables.rows[model][key] for model in CHILDREN if key in tables.rows[model]]
    content = row.fields.get("content") if row else ""
    return Refusal(
        rows[0].where,
        reason,
        identity=question_identity(key),
        title=excerpt_of(content if isinstance(content, str) else ""),
    )


def _answers_by_question(tables: Tables) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for answer in tables.of("multichoice.answer"):
        question = tables.find("multichoice.mcquestion", answer.fields.get("question"))
        if question is None:
            tables.set_aside.append(Refusal(answer.where, _("Its question is not in the file.")))
        else:
            found.setdefault(question.key, []).append(answer)
    return found


def _body(child: Row, answers: list[Row], cleaner: Cleaner) -> tuple[str, dict]:
    if child.model == "multichoice.mcquestion":
        return _choice(child, answers, cleaner)
    if child.model == "true_false.tf_question":
        is_true = child.truth("correct")
        options = [_option(_("True"), is_true), _option(_("False"), not is_true)]
        return "true_false", {"options": options, "credit": "all_or_nothing"}
    return "essay", {"min_words": 0, "max_words": 0, "rubric": [], "guidance": ""}


def _choice(child: Row, answers: list[Row], cleaner: Cleaner) -> tuple[str, dict]:
    if not 2 <= len(answers) <= OPTIONS:
        raise Unreadable(
            _("It needs from 2 to %(limit)d answers and has %(count)d.") % {"count": len(answers), "limit": OPTIONS}
        )
    if child.text("answer_order") == "content":
        answers = sorted(answers, key=lambda answer: answer.text("content").casefold())
    options = [_option(cleaner.inline_of_either(row.text("content")), row.truth("correct")) for row in answers]
    if not all(option["text"] for option in options):
        raise Unreadable(_("One of its answers has no text."))
    right = sum(option["is_correct"] for option in options)
    if not right:
        raise Unreadable(_("None of its answers is marked as right."))
    if right > 1:
        cleaner.note(
            _(
                "Several of its answers are right. In django-quiz-app choosing any one of them counted; here all of "
                "them must be chosen."
            )
        )
    return ("multiple" if right > 1 else "single"), {"options": options, "credit": "all_or_nothing"}


def _option(text: str, is_correct: bool) -> dict:
    return {"text": text, "is_correct": is_correct, "feedback": "", "stays_last": False, "weight": "0"}


def _category_path(tables: Tables, row: Row, cleaner: Cleaner) -> tuple[str, ...]:
    category = _pointed_at(tables, row, "category", "quiz.category", cleaner)
    below = _pointed_at(tables, row, "sub_category", "quiz.subcategory", cleaner)
    if below is not None:
        above = tables.find("quiz.category", below.fields.get("category"))
        if category is not None and above is not None and above is not category:
            cleaner.note(_("Its subcategory belongs to another category; the category of the question was kept."))
        category = category or above
    names = [_name(category, "category"), _name(below, "sub_category")]
    return tuple(name for name in names if name)


def _pointed_at(tables: Tables, row: Row, name: str, model: str, cleaner: Cleaner) -> Row | None:
    reference = row.fields.get(name)
    found = tables.find(model, reference)
    if found is None and reference is not None:
        cleaner.note(_("Its field «%(name)s» points at something that is not in the file.") % {"name": name})
    return found


def _name(row: Row | None, field: str) -> str:
    return " ".join(row.text(field).split())[:255] if row is not None else ""


# Quizzes


def _quizzes(tables: Tables, taken: set[str | None]) -> list[ExchangedQuiz]:
    asked = _questions_by_quiz(tables)
    found = []
    for row in tables.of("quiz.quiz"):
        try:
            found.append(_quiz(tables, row, asked.get(row.key, []), taken))
        except Unreadable as refused:
            tables.set_aside.append(
                Refusal(
                    row.where,
                    str(refused),
                    identity=quiz_identity(row.key),
                    title=excerpt_of(str(row.fields.get("title", ""))),
                )
            )
    return found


def _questions_by_quiz(tables: Tables) -> dict[str, list[str]]:
    """Keys of the questions of each quiz, in the order of django-quiz-app: by category, then by key."""
    places: dict[str, list[tuple[tuple, str]]] = {}
    for place, row in enumerate(tables.of("quiz.question")):
        category = tables.find("quiz.category", row.fields.get("category"))
        order = (category is None, _sortable(category.key) if category else (), _sortable(row.key), place)
        try:
            quizzes = row.references("quiz")
        except Unreadable:
            continue  # the question itself is refused for it
        for quiz in dict.fromkeys(quizzes):
            places.setdefault(quiz, []).append((order, row.key))
    return {quiz: [key for _order, key in sorted(found)] for quiz, found in places.items()}


def _sortable(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isascii() and key.isdecimal() else (0, key)


def _quiz(tables: Tables, row: Row, asked: list[str], taken: set[str | None]) -> ExchangedQuiz:
    cleaner = Cleaner()
    title = " ".join(row.text("title").split())
    if not title:
        raise Unreadable(_("The quiz has no title."))
    highest = None if row.fields.get("max_questions") is None else row.whole("max_questions", highest=10_000)
    identities = [question_identity(key) for key in asked]
    refused = sum(identity not in taken for identity in identities)
    if refused:
        cleaner.note(
            ngettext("%(count)d of its questions was refused.", "%(count)d of its questions were refused.", refused)
            % {"count": refused}
        )
    if len(identities) == refused:
        cleaner.note(_("It has no questions."))
    return ExchangedQuiz(
        identity=quiz_identity(row.key),
        title=title[:255],
        slug=slugify(row.text("url"))[:200],
        description=cleaner.block_of_either(row.text("description")),
        pass_mark=row.whole("pass_mark", highest=100, default=0),
        random_order=row.truth("random_order", default=False),
        max_questions=highest or None,
        answers_at_end=row.truth("answers_at_end", default=False),
        single_attempt=row.truth("single_attempt", default=False),
        success_text=cleaner.block_of_either(row.text("success_text")),
        fail_text=cleaner.block_of_either(row.text("fail_text")),
        questions=tuple(identity for identity in identities if identity in taken),
        is_draft=row.truth("draft", default=False),
        category=tuple(
            name for name in [_name(tables.find("quiz.category", row.fields.get("category")), "category")] if name
        ),
        where=Where(element=row.where.element, excerpt=excerpt_of(title)),
        notes=tuple(cleaner.notes),
    )
