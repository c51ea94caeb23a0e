"""What the worker does for RH: draws letters, mails links. The codes exist only while a work runs, then on paper."""

from __future__ import annotations

import datetime as dt
import io
import logging
import zipfile
from smtplib import SMTPException
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import AccessCode, Employee, User, Work
from ..works import Outcome, WorkStopped, report_progress, start_work
from .codes import cancel_codes, in_groups
from .giving import Given, OutOfReach, give_access, may_receive, with_new_codes
from .letters import draw_letters, file_name, link_with_code
from .passwords import letter_by_mail
from .reach import PERMISSION
from .selection import Selection
from .states import NOT_IN_YET, Offices, in_printing_order

logger = logging.getLogger(__name__)
LETTERS, LINKS = "people.access.letters", "people.access.links"
#: Sheets with codes lie in the private storage no longer than it takes to print them.
KEPT_HOURS = 24
#: So many letters go into one file; more are split by office, and an office with more by this number.
LETTERS_PER_FILE = 400


def ask_for_letters(*, selection: Selection, shape: str, owner: User, title: str) -> Work:
    """Start the work that prints letters for the people of `selection`."""
    parameters = {**selection.parameters(), "shape": shape}
    return start_work(kind=LETTERS, title=title, owner=owner, parameters=parameters)


def ask_for_links(*, selection: Selection, owner: User, title: str) -> Work:
    """Start the work that mails activation links to the people of `selection` who have an e-mail."""
    return start_work(kind=LINKS, title=title, owner=owner, parameters=selection.parameters())


def print_letters(work: Work) -> Outcome:
    """Draw first, then make the codes valid: a work that is stopped leaves no code that nobody has in hand.

    Run again it prints the same people anew, and the letters that were drawn before open nothing.
    """
    actor, people, offices = _whom(work)
    shape = work.parameters["shape"]
    given = with_new_codes(people, channel=AccessCode.Channel.LETTER)
    files: dict[str, bytes] = {}
    done = 0
    for name, part in _by_file(given, offices, shape):
        files[name] = draw_letters(part, shape=shape, offices=offices)
        done += len(part)
        report_progress(work, done, len(given))
    _make_valid(given, AccessCode.Channel.LETTER, actor, work)
    note = ngettext(
        "%(number)d letter. The file can be taken for 24 hours.",
        "%(number)d letters. The file can be taken for 24 hours.",
        len(given),
    ) % {"number": len(given)}
    ends = timezone.now() + dt.timedelta(hours=KEPT_HOURS)
    if len(files) == 1:
        [(name, data)] = files.items()
        return Outcome(note=note, data=data, name=name, content_type="application/pdf", expires_at=ends)
    return Outcome(note=note, data=_packed(files), name=f"{shape}.zip", content_type="application/zip", expires_at=ends)


def send_links(work: Work) -> Outcome:
    """Make the codes valid, then mail them. A mail that could not be handed over takes its code with it."""
    actor, people, _offices = _whom(work)
    people = [person for person in people if _address_of(person)]
    if not people:
        raise WorkStopped(_("None of these people has an e-mail. Print their letters instead."))
    given = with_new_codes(people, channel=AccessCode.Channel.EMAIL)
    _make_valid(given, AccessCode.Channel.EMAIL, actor, work)
    unsent = []
    with get_connection() as connection:
        for place, one in enumerate(given, start=1):
            mail = letter_by_mail("access_link", _address_of(one.employee), _mail_context(one))
            mail.connection = connection
            try:
                mail.send()
            except (SMTPException, OSError) as error:
                logger.warning("An access link for employee %s was not sent: %s", one.employee.pk, type(error).__name__)
                unsent.append(one.employee)
            if place % 20 == 0:
                report_progress(work, place, len(given))
    cancel_codes([employee.user_id for employee in unsent])
    sent = len(given) - len(unsent)
    note = ngettext("%(number)d link was sent.", "%(number)d links were sent.", sent) % {"number": sent}
    if unsent:
        numbers = ", ".join(employee.number for employee in unsent)
        note += " " + _("The mail server did not take the ones for: %(numbers)s.") % {"numbers": numbers}
    return Outcome(note=note)


def forget_letters() -> int:
    """Delete the printed files whose time is over; a nightly act."""
    over = Work.objects.filter(kind=LETTERS, expires_at__lt=timezone.now()).exclude(result="")
    for work in over:
        work.result.storage.delete(work.result.name)
    return over.update(result="")


def _whom(work: Work) -> tuple[User, list[Employee], Offices]:
    """Who asked and for whom, looked at again now: permission, roll and reach may have changed. Or WorkStopped."""
    actor = User.objects.filter(pk=work.owner_id, is_active=True).first()
    if actor is None or not actor.has_perm(PERMISSION):
        raise WorkStopped(_("The account that asked for this may not give access any more."))
    offices = Offices()
    selection = Selection.from_parameters(work.parameters)
    people = may_receive(selection.people(actor, offices))
    if not selection.chosen:
        # Whoever enters already keeps their password unless they were chosen by name.
        people = people.filter(account_state__in=NOT_IN_YET)
    found = list(in_printing_order(people))
    if not found:
        raise WorkStopped(
            _("Nobody in this selection can be given access: they enter already, have no account, or it is protected.")
        )
    report_progress(work, 0, len(found))
    return actor, found, offices


def _make_valid(given: list[Given], channel: str, actor: User, work: Work) -> None:
    try:
        give_access(given=given, channel=channel, made_by=actor, batch=str(work.uuid))
    except OutOfReach as changed:
        raise WorkStopped(_("Some of these accounts changed meanwhile, so nothing was given. Try again.")) from changed


def _by_file(given: list[Given], offices: Offices, shape: str) -> list[tuple[str, list[Given]]]:
    """The letters in files of a size that a printer and this machine's memory bear: whole, or by office."""
    own_offices = {offices.place_of(one.employee.department_now) for one in given}
    if len(own_offices) == 1 and len(given) <= LETTERS_PER_FILE:
        return [(file_name(offices.office_of.get(given[0].employee.department_now), shape), given)]
    if len(given) <= LETTERS_PER_FILE:
        return [(file_name(None, shape), given)]
    by_office: dict[str, list[Given]] = {}
    for one in given:
        by_office.setdefault(offices.place_of(one.employee.department_now), []).append(one)
    files = []
    for place in sorted(by_office):
        part = by_office[place]
        name = file_name(offices.office_of.get(part[0].employee.department_now), shape)
        for number, start in enumerate(range(0, len(part), LETTERS_PER_FILE), start=1):
            numbered = name if len(part) <= LETTERS_PER_FILE else name.replace(".pdf", f"-{number}.pdf")
            files.append((numbered, part[start : start + LETTERS_PER_FILE]))
    return files


def _packed(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def _address_of(employee: Employee) -> str:
    return employee.email or employee.user.email


def _mail_context(one: Given) -> dict[str, Any]:
    return {
        "employee": one.employee,
        "link": link_with_code(one.employee.number, one.code),
        "code": in_groups(one.code),
        "expires_at": one.expires_at,
    }
