"""Saving an answer, by form or by the script of the page. What is stored is decided in ``attempts``."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from . import attempts, checking, unsent
from .clock import clock_of
from .learners import closed_page, for_learners, how_closed, own_attempts
from .models import AttemptQuestion
from .plugins import InvalidAnswer

JSON_LIMIT = 128 * 1024
MAX_SEQ = 2**53
REFUSALS = (AttemptQuestion.DoesNotExist, attempts.AlreadySubmitted, InvalidAnswer, checking.CheckNotOffered)


@require_http_methods(["GET", "POST"])
@never_cache
def save(request, uuid, position):
    """Store an answer: a form that leads on to another question, or the page's own autosave in JSON."""
    if request.method == "GET":
        return redirect("evaluations:question", uuid, position)
    arrived = timezone.now()
    is_json = request.content_type == "application/json"
    if not request.user.is_authenticated:
        return _save_signed_out(request, uuid, position, is_json)
    if getattr(request.user, "employee", None) is None:
        raise Http404
    return (_save_json if is_json else _save_form)(request, uuid, position, arrived)


def _save_signed_out(request, uuid, position, is_json):
    back = reverse("evaluations:question", args=[uuid, position])
    if is_json:
        return JsonResponse({"error": "signed_out", "login": f"{resolve_url('account_login')}?next={back}"}, status=401)
    unsent.keep(request, uuid=uuid, position=position, fields=_answer_fields(request.POST))
    messages.info(request, _("Your session had closed. Sign in again: the answer that you just sent is kept."))
    return redirect_to_login(back)


def _answer_fields(data) -> dict[str, list[str]]:
    """The fields of a sent form that make up the answer: see plugins.Fields."""
    return {name: data.getlist(name) for name in data if name == "answer" or name.startswith("answer.")}


def _save_json(request, uuid, position, arrived):
    try:
        fields, seq = _read_json(request)
        saved = attempts.save_answer(
            attempts=own_attempts(request), uuid=uuid, position=position, fields=fields, seq=seq, at=arrived
        )
    except AttemptQuestion.DoesNotExist:
        return JsonResponse({"error": "not_found"}, status=404)
    except attempts.AlreadySubmitted as closed:
        return _tell_closed(closed, arrived)
    except attempts.AlreadyChecked:
        return JsonResponse({"error": "checked"}, status=409)
    except (InvalidAnswer, ValueError):
        return JsonResponse({"error": "invalid"}, status=400)
    told = {
        "seq": saved.seq,
        "at": timezone.localtime(saved.received_at).strftime("%H:%M"),
        "stale": saved.is_stale,
        "fields": saved.fields,
        "is_answered": saved.is_answered,
    }
    clock = clock_of(saved.deadline, at=timezone.now())
    return JsonResponse(told if clock is None else {**told, "remaining": clock.remaining, "ends": clock.ends})


def _tell_closed(closed: attempts.AlreadySubmitted, arrived):
    attempt = attempts.close_when_over(attempt=closed.attempt, at=arrived)
    result = reverse("evaluations:result", args=[attempt.uuid])
    return JsonResponse({"error": how_closed(attempt), "result": result}, status=409)


def _read_json(request):
    if len(request.body) > JSON_LIMIT:
        raise ValueError("too long")
    data = json.loads(request.body)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    seq = data.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 < seq < MAX_SEQ:
        raise ValueError("seq is a positive whole number")
    # A browser that still holds answers of the first release sends the options chosen as a list.
    fields = data["fields"] if "fields" in data else {"answer": data.get("selected")}
    if not isinstance(fields, dict):
        raise ValueError("fields is an object")
    return fields, seq


def _save_form(request, uuid, position, arrived):
    try:
        attempts.save_answer(uuid=uuid, position=position, **_sent(request, arrived))
    except attempts.AlreadyChecked:
        if _answer_fields(request.POST):
            messages.info(request, _("You already asked whether that answer is right, so it stays as it was."))
    except REFUSALS as refusal:
        return _refused(request, uuid, position, refusal, arrived)
    return _go_on(request, uuid, position)


def _sent(request, arrived) -> dict:
    """What a form brings: for attempts.save_answer and checking.check_answer."""
    return {
        "attempts": own_attempts(request),
        "fields": _answer_fields(request.POST),
        "floor": _whole_number(request.POST.get("seq", "")),
        "at": arrived,
    }


def _refused(request, uuid, position, refusal, arrived):
    """The page that says why a form stored nothing."""
    if isinstance(refusal, attempts.AlreadySubmitted):
        return closed_page(request, attempts.close_when_over(attempt=refusal.attempt, at=arrived), status=409)
    if isinstance(refusal, InvalidAnswer):
        messages.error(request, _("That answer does not belong to this question. Choose one of its options."))
        return redirect("evaluations:question", uuid, position)
    raise Http404 from refusal


@require_POST
@for_learners
def check(request, uuid, position):
    """Save the answer, fix it and show what the quiz tells about it at once."""
    arrived = timezone.now()
    try:
        checking.check_answer(uuid=uuid, position=position, **_sent(request, arrived))
    except checking.NothingToCheck:
        messages.info(request, _("Answer the question first; then you can check your answer."))
    except REFUSALS as refusal:
        return _refused(request, uuid, position, refusal, arrived)
    return redirect("evaluations:question", uuid, position)


def _whole_number(text: str) -> int:
    """The script's count of saves; a form sent without the script has none."""
    return min(int(text), MAX_SEQ) if text.isascii() and text.isdecimal() else 0


def _go_on(request, uuid, position):
    """The form's button says where to: the review, or a question by its number."""
    wanted = _whole_number(request.POST.get("go", ""))
    if wanted and AttemptQuestion.objects.filter(attempt__uuid=uuid, position=wanted).exists():
        return redirect("evaluations:question", uuid, wanted)
    return redirect("evaluations:review", uuid)
