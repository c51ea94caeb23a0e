"""What the screens of the admin and of the areas share: an act that is done, or shown again with why it was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..models import Finding
from . import acts
from .events import CannotAct
from .forms import AttendForm, EvidenceForm, SayForm
from .seeing import Fingerprint, fingerprint_of


@dataclass(frozen=True)
class Doing:
    """`do` takes the finding and what the form was cleaned to; `said` is what the person reads when it was done."""

    do: Callable[..., Any]
    said: str
    form: Form | None = None


def do_act(
    request: HttpRequest,
    finding: Finding,
    name: str,
    doing: Doing,
    *,
    page: Callable[..., HttpResponse],
    back: str,
) -> HttpResponse:
    """Do it and go `back`. What is refused is shown on `page` with what was typed, so that nobody types twice."""
    form = doing.form
    if form is not None and not form.is_valid():
        return page(request, finding, **{name: form})
    try:
        doing.do(finding, **(form.cleaned_data if form else {}))
    except (CannotAct, ValidationError) as refused:
        reasons = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        if form is None:
            messages.error(request, " ".join(reasons))
            return redirect(back)
        for reason in reasons:
            form.add_error(None, reason)
        return page(request, finding, **{name: form})
    messages.success(request, doing.said)
    return redirect(back)


def comment_form(data: Any = None) -> SayForm:
    return SayForm(data, prefix="comentar", label=_("Comment"), hint=_("Everybody who sees this finding reads it."))


def start(request: HttpRequest) -> Doing:
    return Doing(lambda one: acts.start(one, by=request.user), _("It is on record that work on it began."))


def attend(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, **said: acts.attend(one, by=request.user, seen=_seen(said), **said),
        _("It is on record as attended. Somebody else verifies it now."),
        AttendForm(request.POST, request.FILES, prefix="atender"),
    )


def _seen(said: dict[str, Any]) -> Fingerprint | None:
    """Looked at before the transaction of the act begins: no row waits for another server."""
    return fingerprint_of(said["address"]) if said.get("address") and not said.get("upload") else None


def add_evidence(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, **said: acts.add_evidence(one, by=request.user, seen=_seen(said), **said),
        _("The evidence is on record."),
        EvidenceForm(request.POST, request.FILES, prefix="evidencia"),
    )


def comment(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, text: acts.comment(one, by=request.user, text=text),
        _("Your comment is in the history."),
        comment_form(request.POST),
    )
