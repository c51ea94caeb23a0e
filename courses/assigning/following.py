"""When duties are recomputed: after people move, and each night."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Employee, Outcome, Work, start_work
from people.plugins import nightly_acts, roster_effects, work_kinds
from people.signals import people_moved

from .applying import recompute
from .deciding import ACCEPT, do_accept
from .effects import effects_of

RECOMPUTE = "courses.assigning.recompute"
# More people than these at once are left to the worker: whoever imports a roster does not wait for their duties.
AT_ONCE = 50


def connect() -> None:
    """Hook recomputation to what calls for it; called when the app is ready."""
    people_moved.connect(follow, dispatch_uid="courses.assigning.follow")
    work_kinds.register(RECOMPUTE, do_recompute)
    work_kinds.register(ACCEPT, do_accept)
    nightly_acts.register(recompute_all)
    roster_effects.register(effects_of)


def follow(sender, employees: Collection[int], day: dt.date, **kwargs) -> None:
    """After the commit, bring the duties of those who moved up to date; a failure is mended in the night."""
    if not employees:
        return
    if len(employees) <= AT_ONCE:
        # A partial would not do: Django looks for the name of a callback that failed.
        def recompute_theirs() -> None:
            recompute(employees=frozenset(employees))

        transaction.on_commit(recompute_theirs, robust=True)
        return
    # Asked for in the transaction of the move: its job is a row, and stands or falls with it.
    with translation.override(settings.LANGUAGE_CODE):
        start_work(
            kind=RECOMPUTE,
            title=_("Training duties after changes of the roster"),
            owner=None,
            parameters={"employees": sorted(employees)},
        )


def do_recompute(work: Work) -> Outcome:
    """The work that `follow` asks for."""
    employees = work.parameters["employees"]
    known = set(Employee.objects.filter(pk__in=employees).values_list("pk", flat=True))
    recompute(employees=known)
    note = ngettext(
        "The duties of %(n)d person are up to date.", "The duties of %(n)d people are up to date.", len(known)
    )
    return Outcome(note=note % {"n": len(known)})


def recompute_all() -> int:
    """Each night: days that begin and end appointments, exemptions and assignments take effect."""
    counts = recompute()
    return sum(counts.values())
