"""What the screens of marking, appeals and regrades share: the frame, the permission, the answer as it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import markup
from .judging import keys_in_force
from .models import AttemptQuestion
from .plugins import Key, ReviewedRow


def requires(permission: str) -> Callable:
    """Only for those who have the permission; what these pages show is kept in no cache."""

    def decorate(view):
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def frame(title: str, *, icon: str, parents: list[tuple[str, str]] = (), subtitle: str = "") -> dict:
    """What Wagtail's page frame needs: title and the way here."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail += [{"url": url, "label": label} for label, url in parents]
    whole = f"{subtitle} · {title}" if subtitle else title
    return {
        "header_title": whole,
        "page_title": whole,
        "header_icon": icon,
        "breadcrumbs_items": [*trail, {"url": "", "label": whole}],
    }


@dataclass(frozen=True)
class GivenAnswer:
    """One answer with its question and, for those who decide about it, the key."""

    stem: SafeString
    text: str
    rows: list[ReviewedRow]
    words: int
    feedback: SafeString


def given_answer(question: AttemptQuestion) -> GivenAnswer:
    """The answer as it was given, beside the key in force."""
    version = question.version
    correct = keys_in_force([version.pk]).get(version.pk, version.key.correct)
    key = None if correct is None else Key(correct=correct, option_feedback={})
    text = question.selected["text"] if version.needs_marker else ""
    rows = [] if version.needs_marker else version.type.reviewed(question.selected, asked=question.asked, key=key)
    return GivenAnswer(
        stem=markup.shown(version.type.stem_alone(version.stem), version.pictures),
        text=text,
        rows=[replace(row, html=markup.shown(row.html, version.pictures)) for row in rows],
        words=len(text.split()),
        feedback=markup.shown(version.key.feedback_html, version.pictures),
    )
