"""The learner's pages of a quiz: who may ask and what they see. What happens is decided in ``attempts``."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.api import address_of, enrolment_for

from . import access_codes, attempts, opening, remedial, unsent
from .clock import clock_of
from .drawing import QuizNotReady
from .learners import closed_page, for_learners, own_attempt, own_attempts
from .models import Attempt, AttemptQuestion, QuizPage, RemedialLesson
from .opening_words import why_not
from .plugins import InvalidAnswer
from .presentation import question_on_page, row_on_page
from .result_view import at_block, result_context
from .review import can_be_checked, review_during


def _to_result(request, attempt: Attempt):
    # The result itself says when it was the clock or the training office that closed the attempt.
    if attempt.closing == Attempt.Closing.LEARNER:
        messages.info(request, _("This attempt was already submitted. Here is its result."))
    return redirect("evaluations:result", attempt.uuid)


def quiz_page(request, page):
    """The page of a quiz before one starts, for people who are enrolled; authors may look without being enrolled."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context = page.get_context(request)
    if context["enrolment"] is None and not request.user.has_perm("wagtailadmin.access_admin"):
        messages.info(request, _("Start the course to take its quizzes: your progress is saved from then on."))
        return redirect(context["course_url"])
    return TemplateResponse(request, page.get_template(request), context)


@require_POST
@for_learners
def start(request, page_id):
    """Begin an attempt, or go on with the open one; a wrong access code is told beside its field."""
    quiz = get_object_or_404(QuizPage.objects.live(), pk=page_id)
    enrolment = enrolment_for(request, quiz)
    if enrolment is None:
        messages.info(request, _("Start the course to take its quizzes: your progress is saved from then on."))
        return redirect(address_of(quiz))
    code = request.POST.get("code", "")[:100]
    try:
        return redirect(_begin(enrolment, quiz, code))
    except access_codes.TooManyTries as wait:
        return _ask_for_code(
            request,
            quiz,
            _("Too many wrong codes. Try again from %(time)s on.")
            % {"time": timezone.localtime(wait.moment).strftime("%H:%M")},
        )
    except opening.WrongCode as reason:
        return _ask_for_code(request, quiz, why_not(reason) if code.strip() else _("Write the access code."))
    except opening.CannotStart as reason:
        messages.info(request, why_not(reason))
    except QuizNotReady:
        messages.error(
            request,
            _("This quiz is not ready yet: it has fewer questions than it needs. Please tell the training office."),
        )
    return redirect(address_of(quiz))


def _begin(enrolment, quiz: QuizPage, code: str) -> Attempt:
    whose = {"employee_id": enrolment.employee_id, "quiz_id": quiz.pk}
    if quiz.access_code and code.strip():
        access_codes.take_a_try(**whose)
    attempt = attempts.start(enrolment=enrolment, quiz=quiz, access_code=code)
    if quiz.access_code:
        access_codes.forget_tries(**whose)
    return attempt


def _ask_for_code(request, quiz: QuizPage, error: str):
    context = {**quiz.get_context(request), "code_error": error}
    return TemplateResponse(request, quiz.get_template(request), context)


@require_POST
@for_learners
def open_lesson(request, uuid, page_id):
    """Go to a lesson that must be opened again before the failed part may be repeated, and note that it was."""
    try:
        lesson = remedial.open_lesson(attempts=own_attempts(request), uuid=uuid, page_id=page_id)
    except RemedialLesson.DoesNotExist as error:
        raise Http404 from error
    return redirect(at_block(address_of(lesson.page), lesson.paragraph))


@require_GET
@for_learners
def attempt(request, uuid):
    """Go on where one left off: the first question without an answer, or the review when all have one."""
    attempt = own_attempt(request, uuid)
    if not attempt.is_open:
        return redirect("evaluations:result", uuid)
    for question in _questions(attempt):
        if not question.is_answered:
            return redirect("evaluations:question", uuid, question.position)
    return redirect("evaluations:review", uuid)


def _questions(attempt: Attempt) -> list[AttemptQuestion]:
    """Those that are asked; what was carried over from an earlier attempt is answered already."""
    asked = attempt.questions.filter(carried_from=None)
    return list(asked.select_related("version", "answer").order_by("position"))


@require_GET
@for_learners
def question(request, uuid, position):
    """One question, with what is stored as this person's answer."""
    _store_unsent(request, uuid)
    attempt = own_attempt(request, uuid)
    if not attempt.is_open:
        return _to_result(request, attempt)
    questions = _questions(attempt)
    current = next((one for one in questions if one.position == position), None)
    if current is None:
        raise Http404
    context = {
        **_attempt_context(attempt, questions),
        "current": current,
        "shown": question_on_page(current),
        "saved": current.stored_answer,
        "is_last": position == len(questions),
        "can_check": can_be_checked(attempt),
        "checked": review_during(attempt, current) if current.checked_at else None,
    }
    return render(request, "evaluations/question.html", context)


def _attempt_context(attempt: Attempt, questions: list[AttemptQuestion]) -> dict:
    return {
        "attempt": attempt,
        "quiz_title": attempt.rules["title"],
        "quiz_url": address_of(attempt.quiz),
        "course": attempt.enrolment.course,
        "course_url": address_of(attempt.enrolment.course),
        "questions": questions,
        "total": len(questions),
        "carried": attempt.rules["questions"] - len(questions),
        "answered": sum(one.is_answered for one in questions),
        "unanswered": [one.position for one in questions if not one.is_answered],
        "clock": clock_of(attempt.deadline, at=timezone.now()),
    }


def _store_unsent(request, uuid) -> None:
    """Store the answer that was sent while the session had expired, now that the person is back.

    It counts as arrived when it was sent, so it comes before the attempt is closed by a deadline passed meanwhile.
    """
    waiting = unsent.take(request, uuid=uuid)
    if waiting is None or unsent.is_overtaken(waiting, attempts=own_attempts(request)):
        return
    try:
        attempts.save_answer(
            attempts=own_attempts(request),
            uuid=uuid,
            position=waiting["position"],
            fields=waiting["fields"],
            at=parse_datetime(waiting["sent_at"]),
        )
    except (AttemptQuestion.DoesNotExist, attempts.AlreadySubmitted, attempts.AlreadyChecked, InvalidAnswer):
        return
    messages.success(
        request,
        _("The answer to question %(number)d that you sent before signing in is saved.")
        % {"number": waiting["position"]},
    )


@require_GET
@for_learners
def review(request, uuid):
    """All questions and whether they are answered, before submitting."""
    _store_unsent(request, uuid)
    attempt = own_attempt(request, uuid)
    if not attempt.is_open:
        return _to_result(request, attempt)
    questions = _questions(attempt)
    context = {**_attempt_context(attempt, questions), "rows": [row_on_page(one) for one in questions]}
    return render(request, "evaluations/review.html", context)


@require_http_methods(["GET", "POST"])
@for_learners
def submit(request, uuid):
    """Submit the attempt; submitting again shows the same result."""
    attempt = own_attempt(request, uuid)
    if request.method == "GET":
        return redirect("evaluations:review", uuid)
    attempts.submit(attempt=attempt)
    return redirect("evaluations:result", uuid)


@require_GET
@for_learners
def result(request, uuid):
    """The result, what the policy lets one see, and what comes next."""
    found = own_attempts(request).select_related("enrolment__course__stored_outline", "quiz")
    attempt = get_object_or_404(found, uuid=uuid)
    attempt = attempts.close_when_over(attempt=attempt)
    if attempt.is_open:
        return redirect("evaluations:review", uuid)
    if attempt.state == Attempt.State.CANCELLED:
        return closed_page(request, attempt)
    return render(request, "evaluations/result.html", result_context(attempt))
