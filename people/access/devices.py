"""Devices from which an account was opened before: they are not slowed down when others guess at it.

The cookie holds, signed, a keyed digest of each account that signed in here and a random mark of this device for it.
It opens nothing by itself and says nobody's name.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from ..models import User

SALT = "people.access.device"
LASTS = 365 * 24 * 60 * 60
#: A shared PC remembers the last ones only, so that the cookie stays small.
ACCOUNTS = 25


def cookie_name() -> str:
    return "__Host-aula-device" if settings.SESSION_COOKIE_SECURE else "aula_device"


def known(request: HttpRequest, account_id: int) -> str | None:
    """The mark of this device for the account, or None where it has not signed in before."""
    wanted = _digest(account_id)
    return next((mark for account, mark in _marks(request) if constant_time_compare(account, wanted)), None)


def changes_hands(request: HttpRequest, user: User) -> bool:
    """Whether somebody else was the last to sign in here."""
    marks = _marks(request)
    return bool(marks) and not constant_time_compare(marks[0][0], _digest(user.pk))


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Write down, in the device, that this account was opened from it."""
    own = _digest(user.pk)
    mark = known(request, user.pk) or secrets.token_urlsafe(9)
    marks = [[own, mark], *([account, other] for account, other in _marks(request) if account != own)]
    response.set_cookie(
        cookie_name(),
        signing.dumps(marks[:ACCOUNTS], salt=SALT, compress=True),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [(account, mark) for account, mark in found]


def _digest(account_id: int) -> str:
    return salted_hmac(SALT, str(account_id), algorithm="sha256").hexdigest()[:24]
