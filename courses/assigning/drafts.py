"""Proposed assignments between the form and the decision: kept in the session of whoever proposes them."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest

from .rules import Rule, as_plain, from_plain

KEY = "assigning_drafts"
# Of one person at a time; the oldest gives way.
MOST = 5


def keep(request: HttpRequest, rule: Rule) -> str:
    """Remember `rule`; returns the name by which its pages know it."""
    drafts: dict[str, dict[str, Any]] = request.session.get(KEY, {})
    token = secrets.token_urlsafe(9)
    drafts[token] = as_plain(rule)
    for oldest in list(drafts)[:-MOST]:
        del drafts[oldest]
    request.session[KEY] = drafts
    return token


def find(request: HttpRequest, token: str) -> Rule:
    """The rule that was kept as `token`; Http404 when this person's session knows of none."""
    plain = request.session.get(KEY, {}).get(token)
    if plain is None:
        raise Http404
    return from_plain(plain)


def drop(request: HttpRequest, token: str) -> None:
    drafts = request.session.get(KEY, {})
    drafts.pop(token, None)
    request.session[KEY] = drafts
