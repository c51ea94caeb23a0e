"""The activation page: employee number and code, then a password of one's own, then the classroom."""

from __future__ import annotations

import time

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from ..forms import ActivationForm, ChosenPasswordForm
from ..models import AccessCode
from . import guessing, sessions
from .codes import CodeRefused, find_code, may_open, open_account
from .words import words_for_wait

TICKET = "activation"
#: Seconds from the right code to the chosen password.
TICKET_LASTS = 20 * 60


@sensitive_post_parameters("code")
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = _tried(request, form.cleaned_data["number"], form.cleaned_data["code"])
        except guessing.Wait as wait:
            form.add_error(None, words_for_wait(wait.seconds))
        else:
            if code:
                # A fresh key: whoever knew this browser's session before does not get the ticket.
                request.session.cycle_key()
                request.session[TICKET] = {"code": code.pk, "at": int(time.time())}
                return redirect("people_account:choose_password")
            form.add_error(
                None,
                _(
                    "This number and this code do not open an account. Check both; if a newer letter was printed, "
                    "only the newer one works."
                ),
            )
    return render(request, "people/access/activate.html", {"form": form})


@sensitive_variables()
def _tried(request: HttpRequest, number: str, typed: str) -> AccessCode | None:
    """The code, if it is right; raises guessing.Wait. Takes the same steps for numbers that nobody has."""
    attempt = guessing.begin_try(request, act="activate", name=number, account_id=guessing.account_of(number))
    code = find_code(number=number, typed=typed)
    if code:
        attempt.succeeded()
    else:
        attempt.failed()
    return code


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    code = _code_of_ticket(request)
    if code is None:
        return redirect("people_account:activate")
    form = ChosenPasswordForm(request.POST or None, user=code.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = open_account(code=code, password=form.cleaned_data["password1"])
        except CodeRefused:
            return redirect("people_account:activate")
        request.session.pop(TICKET, None)
        response = perform_login(request, user)
        if request.user.is_authenticated:
            sessions.begin(request, is_shared=form.is_shared)
        return response
    return render(request, "people/access/choose_password.html", {"form": form, "account": code.user})


def _code_of_ticket(request: HttpRequest) -> AccessCode | None:
    ticket = request.session.get(TICKET)
    if not ticket or time.time() - ticket["at"] > TICKET_LASTS:
        return None
    code = AccessCode.objects.open().filter(pk=ticket["code"]).select_related("user__employee", "made_by").first()
    return code if code and may_open(code) else None


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody on a shared PC is still there: the visit is written down and nothing else happens."""
    return HttpResponse(status=204 if request.user.is_authenticated else 403)
