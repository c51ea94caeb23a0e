"""The learner's pages of a quiz: who may ask and what they see. What happens is decided in ``attempts``."""

from __future__ import annotations

import json
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.api import address_of, enrolment_for

from . import attempts, unsent
from .drawing import QuizNotReady
from .models import Attempt, AttemptQuestion, QuizPage
from .plugins import InvalidAnswer
from .presentation import question_on_page, row_on_page
from .result_view import result_context

JSON_LIMIT = 4096
MAX_SEQ = 2**53


def for_learners(view):
    """Sign in first; an account that is on no roster has no attempts, so nothing is found for it."""

    @never_cache
    @wraps(view)
    def only_for_learners(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(_page_to_return_to(request, **kwargs))
        if getattr(request.user, "employee", None) is None:
            raise Http404
        return view(request, *args, **kwargs)

    return only_for_learners


def _page_to_return_to(request, uuid=None, page_id=None, **_kwargs) -> str:
    """After signing in one comes back to a page: an address that only takes forms would be an error."""
    if request.method == "GET":
        return request.get_full_path()
    if uuid:
        return reverse("evaluations:review", args=[uuid])
    quiz = QuizPage.objects.live().filter(pk=page_id).first()
    return address_of(quiz) if quiz else resolve_url("courses:my_classroom")


def _own(request):
    return Attempt.objects.of(request.user.employee)


def _own_attempt(request, uuid) -> Attempt:
    return get_object_or_404(_own(request).select_related("enrolment__course", "quiz"), uuid=uuid)


def _to_result(request, attempt: Attempt):
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
    """Begin an attempt, or go on with the open one."""
    quiz = get_object_or_404(QuizPage.objects.live(), pk=page_id)
    enrolment = enrolment_for(request, quiz)
    if enrolment is None:
        messages.info(request, _("Start the course to take its quizzes: your progress is saved from then on."))
        return redirect(address_of(quiz))
    try:
        return redirect(attempts.start(enrolment=enrolment, quiz=quiz))
    except attempts.CannotStart as reason:
        messages.info(request, _why_not(reason))
    except QuizNotReady:
        messages.error(
            request,
            _("This quiz is not ready yet: it has fewer questions than it needs. Please tell the training office."),
        )
    return redirect(address_of(quiz))


def _why_not(reason: attempts.CannotStart) -> str:
    return {
        attempts.AlreadyPassed: _("You have already passed this quiz."),
        attempts.NoAttemptsLeft: _("You have used all your attempts at this quiz."),
        attempts.StepNotOpen: _("This quiz opens when you finish the lessons before it."),
        attempts.EnrolmentClosed: _("You have already completed this course."),
    }[type(reason)]


@require_GET
@for_learners
def attempt(request, uuid):
    """Go on where one left off: the first question without an answer, or the review when all have one."""
    attempt = _own_attempt(request, uuid)
    if not attempt.is_open:
        return redirect("evaluations:result", uuid)
    for question in _questions(attempt):
        if not question.is_answered:
            return redirect("evaluations:question", uuid, question.position)
    return redirect("evaluations:review", uuid)


def _questions(attempt: Attempt) -> list[AttemptQuestion]:
    return list(attempt.questions.select_related("version", "answer").order_by("position"))


@require_GET
@for_learners
def question(request, uuid, position):
    """One question, with what is stored as this person's answer."""
    attempt = _own_attempt(request, uuid)
    if not attempt.is_open:
        return _to_result(request, attempt)
    _store_unsent(request, uuid)
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
        "answered": sum(one.is_answered for one in questions),
        "unanswered": [one.position for one in questions if not one.is_answered],
    }


def _store_unsent(request, uuid) -> None:
    """Store the answer that was sent while the session had expired, now that the person is back."""
    waiting = unsent.take(request, uuid=uuid)
    if waiting is None or unsent.is_overtaken(waiting, attempts=_own(request)):
        return
    try:
        attempts.save_answer(attempts=_own(request), uuid=uuid, position=waiting["position"], raw=waiting["selected"])
    except (AttemptQuestion.DoesNotExist, attempts.AlreadySubmitted, InvalidAnswer):
        return
    messages.success(
        request,
        _("The answer to question %(number)d that you sent before signing in is saved.")
        % {"number": waiting["position"]},
    )


@require_http_methods(["GET", "POST"])
@never_cache
def save(request, uuid, position):
    """Store an answer: a form that leads on to another question, or the page's own autosave in JSON."""
    if request.method == "GET":
        return redirect("evaluations:question", uuid, position)
    is_json = request.content_type == "application/json"
    if not request.user.is_authenticated:
        return _save_signed_out(request, uuid, position, is_json)
    if getattr(request.user, "employee", None) is None:
        raise Http404
    return (_save_json if is_json else _save_form)(request, uuid, position)


def _save_signed_out(request, uuid, position, is_json):
    back = reverse("evaluations:question", args=[uuid, position])
    if is_json:
        return JsonResponse({"error": "signed_out", "login": f"{resolve_url('account_login')}?next={back}"}, status=401)
    unsent.keep(request, uuid=uuid, position=position, raw=request.POST.getlist("answer"))
    messages.info(request, _("Your session had closed. Sign in again: the answer that you just sent is kept."))
    return redirect_to_login(back)


def _save_json(request, uuid, position):
    try:
        raw, seq = _read_json(request)
        saved = attempts.save_answer(attempts=_own(request), uuid=uuid, position=position, raw=raw, seq=seq)
    except AttemptQuestion.DoesNotExist:
        return JsonResponse({"error": "not_found"}, status=404)
    except attempts.AlreadySubmitted:
        result = reverse("evaluations:result", args=[uuid])
        return JsonResponse({"error": "submitted", "result": result}, status=409)
    except (InvalidAnswer, ValueError):
        return JsonResponse({"error": "invalid"}, status=400)
    return JsonResponse(
        {
            "seq": saved.seq,
            "at": timezone.localtime(saved.received_at).strftime("%H:%M"),
            "stale": saved.is_stale,
            "selected": saved.selected,
        }
    )


def _read_json(request):
    if len(request.body) > JSON_LIMIT:
        raise ValueError("too long")
    data = json.loads(request.body)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    seq = data.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 < seq < MAX_SEQ:
        raise ValueError("seq is a positive whole number")
    return data.get("selected"), seq


def _save_form(request, uuid, position):
    try:
        attempts.save_answer(
            attempts=_own(request),
            uuid=uuid,
            position=position,
            raw=request.POST.getlist("answer"),
            floor=_whole_number(request.POST.get("seq", "")),
        )
    except AttemptQuestion.DoesNotExist as error:
        raise Http404 from error
    except attempts.AlreadySubmitted as closed:
        return render(request, "evaluations/already_submitted.html", {"attempt": closed.attempt}, status=409)
    except InvalidAnswer:
        messages.error(request, _("That answer does not belong to this question. Choose one of its options."))
        return redirect("evaluations:question", uuid, position)
    return _go_on(request, uuid, position)


def _whole_number(text: str) -> int:
    """The script's count of saves; a form sent without the script has none."""
    return min(int(text), MAX_SEQ) if text.isascii() and text.isdecimal() else 0


def _go_on(request, uuid, position):
    """The form's button says where to: the review, or a question by its number."""
    wanted = _whole_number(request.POST.get("go", ""))
    if wanted and AttemptQuestion.objects.filter(attempt__uuid=uuid, position=wanted).exists():
        return redirect("evaluations:question", uuid, wanted)
    return redirect("evaluations:review", uuid)


@require_GET
@for_learners
def review(request, uuid):
    """All questions and whether they are answered, before submitting."""
    attempt = _own_attempt(request, uuid)
    if not attempt.is_open:
        return _to_result(request, attempt)
    _store_unsent(request, uuid)
    questions = _questions(attempt)
    context = {**_attempt_context(attempt, questions), "rows": [row_on_page(one) for one in questions]}
    return render(request, "evaluations/review.html", context)


@require_http_methods(["GET", "POST"])
@for_learners
def submit(request, uuid):
    """Submit the attempt; submitting again shows the same result."""
    attempt = _own_attempt(request, uuid)
    if request.method == "GET":
        return redirect("evaluations:review", uuid)
    attempts.submit(attempt=attempt)
    return redirect("evaluations:result", uuid)


@require_GET
@for_learners
def result(request, uuid):
    """The result, what the policy lets one see, and what comes next."""
    attempt = get_object_or_404(_own(request).select_related("enrolment__course__stored_outline", "quiz"), uuid=uuid)
    if attempt.is_open:
        return redirect("evaluations:review", uuid)
    return render(request, "evaluations/result.html", result_context(attempt))
