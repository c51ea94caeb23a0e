"""One-time codes: long enough that nobody guesses them, plain enough to copy from paper, stored as a digest only."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import AccessCode, User
from .reach import within_reach

# Without vowels, so that no word appears, and without signs that look like another one on paper (0 O, 1 I L, 5 S, 8 B).
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
LENGTH = 10
GROUP = 5
SALT = "people.access.code"
DAYS = {AccessCode.Channel.LETTER: ("ACCESS_LETTER_DAYS", 30), AccessCode.Channel.EMAIL: ("ACCESS_EMAIL_DAYS", 3)}


class CodeRefused(Exception):
    """The code opens nothing (any more): it was used, replaced or is too old, or the account may not be opened."""


def new_code() -> str:
    """A code of 44 random bits, without separators."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """As people read and copy it: «CDF34-GHJ79»."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(typed: str) -> str:
    """What somebody typed, as the code is made: capitals without blanks and hyphens."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: LENGTH * 2]


def digests(user_id: int, code: str) -> list[str]:
    """The digest that is stored for the code of an account, then those made with secrets that were in use before."""
    return [
        salted_hmac(SALT, f"{user_id}:{code}", secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def valid_until(channel: str) -> dt.datetime:
    """When a code that is made now ends: the settings ACCESS_LETTER_DAYS and ACCESS_EMAIL_DAYS."""
    name, days = DAYS[AccessCode.Channel(channel)]
    return timezone.now() + dt.timedelta(days=getattr(settings, name, days))


def store_codes(
    *, codes: Sequence[tuple[User, str]], channel: str, made_by: User, batch: str = "", expires_at: dt.datetime
) -> list[AccessCode]:
    """Store the digests of `codes`; whatever code an account had before opens nothing from now on.

    Part of a transaction of the caller: it takes the same number of queries for one account and for thousands.
    """
    now = timezone.now()
    cancel_codes([user.pk for user, _code in codes], at=now)
    return AccessCode.objects.bulk_create(
        [
            AccessCode(
                user=user,
                digest=digests(user.pk, code)[0],
                purpose=AccessCode.Purpose.RESET if has_password(user) else AccessCode.Purpose.ACTIVATION,
                channel=channel,
                made_by=made_by,
                made_at=now,
                expires_at=expires_at,
                batch=batch,
            )
            for user, code in codes
        ],
        batch_size=500,
    )


def has_password(user: User) -> bool:
    return bool(user.password) and user.has_usable_password()


def cancel_codes(user_ids: Sequence[int], *, at: dt.datetime | None = None) -> int:
    """Close the open codes of these accounts; returns how many there were."""
    waiting = AccessCode.objects.filter(used_at=None, cancelled_at=None)
    closed, size = 0, 500
    for start in range(0, len(user_ids), size):
        closed += waiting.filter(user__in=user_ids[start : start + size]).update(cancelled_at=at or timezone.now())
    return closed


def find_code(*, number: str, typed: str) -> AccessCode | None:
    """The open code of the account with this employee number (or login name), or None.

    Takes the same steps whether the account exists or not, so that the answer's time tells nothing.
    """
    named = User.objects.filter(Q(username__iexact=number) | Q(employee__number__iexact=number), is_active=True)
    ids = list(named.values_list("pk", flat=True)) or [0]
    possible = [digest for user_id in ids for digest in digests(user_id, plain(typed))]
    code = AccessCode.objects.open().filter(digest__in=possible).select_related("user__employee", "made_by").first()
    return code if code and may_open(code) else None


def may_open(code: AccessCode) -> bool:
    """Whether the account is still one that the maker of the code may give access to.

    An account that has become an administrator's since the letter was printed is not opened by that letter.
    """
    employee = getattr(code.user, "employee", None)
    works_here = employee is None or employee.left_on is None or employee.left_on > timezone.localdate()
    return works_here and within_reach(code.made_by, User.objects.filter(pk=code.user_id, is_active=True)).exists()


def open_account(*, code: AccessCode, password: str) -> User:
    """Give the account of `code` the `password` that its owner chose; the code opens nothing afterwards.

    Raises CodeRefused when the code was used or replaced meanwhile. Every session of the account ends.
    """
    hashed = make_password(password)  # slow on purpose, so not inside the transaction
    with transaction.atomic():
        if not may_open(code) or not AccessCode.objects.open().filter(pk=code.pk).update(used_at=timezone.now()):
            raise CodeRefused
        User.objects.filter(pk=code.user_id).update(password=hashed)
    return User.objects.get(pk=code.user_id)
