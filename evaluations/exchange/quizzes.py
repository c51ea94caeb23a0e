"""Quizzes of another system, written as drafts below the course or module that the person importing chose."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ..formats import ExchangedQuiz, Reading
from ..models import Question, QuestionImport, QuizBand, QuizPage, QuizQuestion
from .planning import identity_of

LOWEST_PASS_MARK = 1


def bring_in_quizzes(
    reading: Reading, *, questions: Mapping[str, Question], batch: QuestionImport, author=None
) -> tuple[list[dict], list[str]]:
    """Write the quizzes; returns [{"title", "page", "questions", "missing"}] and remarks in sentences.

    A quiz whose address exists below the same parent is left as it is: somebody may have worked on it.
    """
    if not reading.quizzes:
        return [], []
    if batch.parent is None:
        count = len(reading.quizzes)
        return [], [
            _("The file holds %(count)d quizzes. To bring them in too, choose a course or a module for them.")
            % {"count": count}
        ]
    by_source = {question.identity: questions.get(identity_of(question)) for question in reading.questions}
    made, remarks = [], []
    for quiz in reading.quizzes:
        page, said = _write(quiz, by_source, batch, author)
        made.append(page)
        remarks += said
    return made, remarks


def _write(quiz: ExchangedQuiz, by_source: Mapping, batch: QuestionImport, author) -> tuple[dict, list[str]]:
    parent = batch.parent.specific
    slug = slugify(quiz.slug or quiz.title)[:200] or "cuestionario"
    found = [by_source[identity] for identity in quiz.questions if by_source.get(identity) is not None]
    missing = len(quiz.questions) - len(found)
    remarks = [f"«{quiz.title}»: {note}" for note in quiz.notes]
    page = QuizPage.objects.child_of(parent).filter(slug=slug).first()
    if page is not None:
        remarks.append(_("«%(title)s» was here already and stays as it is.") % {"title": quiz.title})
    else:
        page = _page(quiz, slug, found, author)
        parent.add_child(instance=page)
        page.save_revision(user=author)
    if missing:
        remarks.append(
            _("«%(title)s»: %(count)d of its questions are not in the bank, so it does not ask them.")
            % {"title": quiz.title, "count": missing}
        )
    if quiz.max_questions and quiz.max_questions < len(found):
        remarks.append(
            _("«%(title)s» asked %(count)d questions by chance of its list; here it asks all. Use a draw for that.")
            % {"title": quiz.title, "count": quiz.max_questions}
        )
    return {"title": quiz.title, "page": page.pk, "questions": len(found), "missing": missing}, remarks


def _page(quiz: ExchangedQuiz, slug: str, questions: list[Question], author) -> QuizPage:
    page = QuizPage(
        title=quiz.title[:255],
        slug=slug,
        live=False,
        owner=author,
        intro=quiz.description,
        pass_mark=min(100, max(LOWEST_PASS_MARK, quiz.pass_mark)),
        max_attempts=1 if quiz.single_attempt else 0,
        shuffle_questions=quiz.random_order,
        review_policy=(
            QuizPage.ReviewPolicy.KEY_WHEN_DONE if quiz.answers_at_end else QuizPage.ReviewPolicy.EVERYTHING
        ),
    )
    page.questions = [
        QuizQuestion(question=question, sort_order=place) for place, question in enumerate(dict.fromkeys(questions))
    ]
    page.bands = [
        QuizBand(from_score=score, message=text, sort_order=place)
        for place, (score, text) in enumerate([(page.pass_mark, quiz.success_text), (0, quiz.fail_text)])
        if strip_tags(text).strip()
    ]
    return page
