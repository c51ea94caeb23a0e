"""A file on its way: received, its columns said, compared, decided upon, discarded, and forgotten after a month."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Employee, RosterImport, User
from ..storage import private_storage, write_whole
from ..works import start_work
from .columns import Layout, recall, recalled_names, recognise, remember, remember_names
from .effects import tell_duties
from .plan import Choices, Plan
from .planning import plan_of
from .reading import Book, UnreadableRoster, read
from .records import table_of
from .roll import roll_on

State = RosterImport.State
#: States in which a file is still being looked at.
OPEN = (State.UPLOADED, State.PREVIEW, State.SECOND)
#: A file with more rows than this is compared by the worker, lest somebody wait before a page that does not answer.
AT_ONCE = 500
COMPARE = "people.roster.compare"
KEPT_DAYS = 30
NAME_LENGTH = 200


class NotNow(Exception):
    """The import is not in the state for this; the message says what became of it."""


def receive(
    *, data: bytes, file_name: str, user: User, day: dt.date | None = None, later: bool = False
) -> RosterImport:
    """Keep a file and find out what its columns hold; one that is known already is compared.

    `later` leaves the comparison of a large file to the worker. Raises UnreadableRoster.
    """
    book = read(data, file_name=file_name)
    known = recall(book)
    layout = known or recognise(book)
    choices = Choices(day=day or timezone.localdate(), **(recalled_names(book, layout) if known else {}))
    digest = hashlib.sha256(data).hexdigest()
    roster_import = RosterImport(
        file_name=file_name[-NAME_LENGTH:],
        sha256=digest,
        size=len(data),
        uploaded_by=user,
        layout=layout.dump(),
        choices=choices.dump(),
    )
    path = f"plantilla/{timezone.localdate():%Y}/{roster_import.uuid}"
    write_whole(path, data)
    roster_import.file.name = path
    with transaction.atomic():
        roster_import.save()
        if known and not layout.lacks:
            _compare(roster_import, book, later=later)
    return roster_import


def book_of(roster_import: RosterImport) -> Book:
    """The file of an import, read again; raises UnreadableRoster when it is gone or is another one."""
    if not roster_import.file:
        raise UnreadableRoster(_("The file was deleted after %(days)d days.") % {"days": KEPT_DAYS})
    try:
        with roster_import.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise UnreadableRoster(_("The stored file is not there any more. Upload it again.")) from error
    if hashlib.sha256(data).hexdigest() != roster_import.sha256:
        raise UnreadableRoster(_("The stored file is not the one that was uploaded. Upload it again."))
    return read(data, file_name=roster_import.file_name)


def planned(roster_import: RosterImport, book: Book | None = None) -> Plan:
    """What the file would do today, with the layout and the choices of the import; it writes nothing."""
    layout, choices = Layout.load(roster_import.layout), Choices.load(roster_import.choices)
    book = book or book_of(roster_import)
    sheet = book.sheet(layout.sheet)
    if sheet is None or layout.lacks:
        raise UnreadableRoster(_("Say first which columns hold the employee number and the name."))
    roll = roll_on(choices.day)
    table = table_of(sheet, layout, today=timezone.localdate())
    table.remarks[:0] = book.remarks if book else []
    own = None
    if uploader := roster_import.uploaded_by_id:
        own = Employee.objects.filter(user=uploader).values_list("pk", flat=True).first()
    plan = plan_of(table, roll=roll, choices=choices, actor_employee=own)
    tell_duties(plan, roll)
    return plan


def draw_up(*, roster_import: RosterImport, book: Book | None = None) -> Plan:
    """Compare the file with the roster and keep the plan for its preview; raises UnreadableRoster."""
    plan = planned(roster_import, book)
    roster_import.plan = plan.dump()
    roster_import.plan_sha256 = plan.digest
    roster_import.counts = plan.counts
    roster_import.state = State.PREVIEW
    roster_import.accepted_by = roster_import.accepted_at = None
    roster_import.stopped = ""
    roster_import.save()
    return plan


def _compare(roster_import: RosterImport, book: Book, *, later: bool) -> Plan | None:
    """The plan of a small file; a large one is left to the worker when `later` says so, and None comes back."""
    sheet = book.sheet(Layout.load(roster_import.layout).sheet)
    if not later or sheet is None or len(sheet.rows) <= AT_ONCE:
        return draw_up(roster_import=roster_import, book=book)
    roster_import.work = start_work(
        kind=COMPARE,
        title=(_("Comparison with the roster: %(file)s") % {"file": roster_import.file_name})[:200],
        owner=roster_import.uploaded_by,
        parameters={"import": roster_import.pk},
    )
    roster_import.stopped = ""
    roster_import.save()
    return None


def is_being_compared(roster_import: RosterImport) -> bool:
    """Whether the worker is at its comparison; until it is through, nobody decides about the file."""
    work = roster_import.work
    return bool(roster_import.state in OPEN and work and work.kind == COMPARE and not work.is_over)


def take_open(pk: int, *states: str) -> RosterImport:
    """The row of an import, locked; raises NotNow unless it is in one of `states` (any open one by default)."""
    roster_import = RosterImport.objects.select_for_update().get(pk=pk)
    if roster_import.state not in (states or OPEN):
        raise NotNow(
            _("Nothing was done: the import is «%(state)s» now.") % {"state": roster_import.get_state_display()}
        )
    if is_being_compared(roster_import):
        raise NotNow(_("Nothing was done: the file is being compared. Wait until its preview is there."))
    return roster_import


@transaction.atomic
def say_columns(*, roster_import: RosterImport, layout: Layout, later: bool = False) -> Plan | None:
    """Take what somebody said of the columns, remember it for the next such file, and compare.

    None when the comparison is left to the worker (see `receive`).
    """
    roster_import = take_open(roster_import.pk)
    book = book_of(roster_import)
    sheet = book.sheet(layout.sheet)
    if sheet is None:
        raise UnreadableRoster(_("The file has no such sheet."))
    remember(sheet=sheet, layout=layout)
    roster_import.layout = layout.dump()
    return _compare(roster_import, book, later=later)


@transaction.atomic
def choose(*, roster_import: RosterImport, later: bool = False, **chosen: Any) -> Plan | None:
    """Take decisions about the file (fields of Choices; mappings are added to) and compare again.

    None when the comparison is left to the worker (see `receive`).
    """
    roster_import = take_open(roster_import.pk)
    choices = Choices.load(roster_import.choices)
    for name, value in chosen.items():
        if isinstance(value, dict):
            value = {key: one for key, one in {**getattr(choices, name), **value}.items() if one}
        setattr(choices, name, value)
    roster_import.choices = choices.dump()
    book = book_of(roster_import)
    if {"departments", "posts"} & chosen.keys():
        remember_names(book, Layout.load(roster_import.layout), departments=choices.departments, posts=choices.posts)
    return _compare(roster_import, book, later=later)


@transaction.atomic
def discard(*, roster_import: RosterImport) -> None:
    """Put a file away that was not applied."""
    roster_import = take_open(roster_import.pk)
    roster_import.state, roster_import.plan = State.DISCARDED, {}
    roster_import.save(update_fields=["state", "plan"])
    _forget_file(roster_import)


def _forget_file(roster_import: RosterImport) -> None:
    name = roster_import.file.name
    RosterImport.objects.filter(pk=roster_import.pk).update(file="")
    if name:
        transaction.on_commit(lambda: private_storage().delete(name))


def forget_files(*, now: dt.datetime | None = None) -> int:
    """Each night: delete files after a month, with the plans of those that nobody applied; how many."""
    limit = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    old = RosterImport.objects.filter(uploaded_at__lt=limit).exclude(file="").exclude(state=State.QUEUED)
    forgotten = list(old)
    for roster_import in forgotten:
        _forget_file(roster_import)
    stale = RosterImport.objects.filter(pk__in=[one.pk for one in forgotten], state__in=OPEN)
    stale.update(state=State.DISCARDED, plan={})
    return len(forgotten)
