"""How long somebody stays signed in: on a shared PC until the browser closes or they go away, elsewhere some weeks."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

KEY = "access"
#: The row of the session is not written more often than this, in seconds.
WRITTEN_EVERY = 60


def idle_limit() -> int:
    """Seconds without a request after which a session on a shared PC ends."""
    return getattr(settings, "SHARED_SESSION_IDLE", 30 * 60)


def shared_limit() -> int:
    """Seconds after which a session on a shared PC ends in any case: a working day."""
    return getattr(settings, "SHARED_SESSION_AGE", 10 * 60 * 60)


def own_limit() -> int:
    """Seconds that a session lasts on somebody's own device."""
    return getattr(settings, "OWN_SESSION_AGE", 21 * 24 * 60 * 60)


def begin(request: HttpRequest, *, is_shared: bool) -> None:
    """Set the limits of the session that was just opened."""
    now = int(time.time())
    # `idle` is for the page, which asks before the time is over.
    idle = idle_limit() if is_shared else 0
    request.session[KEY] = {"shared": is_shared, "since": now, "seen": now, "idle": idle}
    request.session.set_expiry(0 if is_shared else own_limit())


class SessionLimitMiddleware:
    """Ends sessions whose time is over and says so; costs a query only when the last visit is written down."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asking the session loads it; where there is no cookie there is nothing to ask.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and (kept := request.session.get(KEY)):
            self._look_at(request, kept)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest, kept: dict) -> None:
        now = int(time.time())
        # A clock that was put back ends nothing.
        age, idle = max(0, now - kept["since"]), max(0, now - kept["seen"])
        if kept["shared"] and idle > idle_limit():
            self._end(request, _("You were signed out because this computer was not used for a while."))
        elif age > (shared_limit() if kept["shared"] else own_limit()):
            self._end(request, _("Your time here was over, so you were signed out. Sign in again to go on."))
        elif idle >= WRITTEN_EVERY and kept["shared"]:
            request.session[KEY] = {**kept, "seen": now}

    @staticmethod
    def _end(request: HttpRequest, why: str) -> None:
        was_signed_in = request.user.is_authenticated
        logout(request)
        if was_signed_in:
            messages.info(request, why)
