"""What must always hold, as checks that name whatever does not: each app registers its own, one command runs all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .ledger import WORDS, faults
from .models import Work
from .registries import integrity_checks

# A worker tells that it lives at each step of a long work; without a word for so long it is gone.
SILENCE = dt.timedelta(hours=2)


@dataclass(frozen=True)
class IntegrityCheck:
    """One promise: `title` says it as it should be; `problems` gives a sentence for each row that breaks it.

    A check reads only, and its memory does not grow with the table.
    """

    title: str | Promise
    problems: Callable[[], Iterable[str]]


def broken_promises() -> Iterator[tuple[str, str, list[str]]]:
    """(name, title, sentences) of every registered check, in the order of registration; no sentences when it holds."""
    for name in integrity_checks:
        check = integrity_checks[name]
        yield name, str(check.title), list(check.problems())


def ledger_problems() -> Iterator[str]:
    for fault in faults():
        yield str(WORDS[fault.kind]) % {"number": fault.number}


def works_left_running() -> Iterator[str]:
    silent = Work.objects.filter(state=Work.State.RUNNING, heartbeat_at__lt=timezone.now() - SILENCE)
    for work in silent.order_by("pk").iterator():
        yield _("«%(title)s» (%(uuid)s) has said nothing since %(moment)s") % {
            "title": work.title,
            "uuid": work.uuid,
            "moment": timezone.localtime(work.heartbeat_at).strftime("%Y-%m-%d %H:%M"),
        }


def register() -> None:
    for name, title, problems in (
        ("ledger", gettext_lazy("The ledger of decisions is whole and as it was written"), ledger_problems),
        ("works", gettext_lazy("No long work was left half way"), works_left_running),
    ):
        integrity_checks.register(name, IntegrityCheck(title, problems))
