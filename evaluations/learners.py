"""Who is asking: what all pages of a learner's attempt share."""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache

from courses.api import address_of

from . import attempts
from .models import Attempt, QuizPage


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


def own_attempts(request):
    """Those of the person who is signed in: another's attempt does not exist."""
    return Attempt.objects.of(request.user.employee)


def own_attempt(request, uuid) -> Attempt:
    """This person's attempt; one whose time is over is closed first, whether the job has come by or not."""
    attempt = get_object_or_404(own_attempts(request).select_related("enrolment__course", "quiz"), uuid=uuid)
    return attempts.close_when_over(attempt=attempt)


def how_closed(attempt: Attempt) -> str:
    if attempt.state == Attempt.State.CANCELLED:
        return "cancelled"
    return "time_is_over" if attempt.closing == Attempt.Closing.DEADLINE else "already_submitted"


def closed_page(request, attempt: Attempt, *, status=200):
    """Why there is nothing to answer any more, and the way on."""
    template = f"evaluations/{how_closed(attempt)}.html"
    return render(request, template, {"attempt": attempt, "quiz_url": address_of(attempt.quiz)}, status=status)
