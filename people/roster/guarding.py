"""What stays unique over all rows together: names of accounts, e-mails, CURP and RFC, and heads of departments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext as _

from . import columns as c
from .places import closing
from .plan import Leaver, Line
from .records import Record
from .roll import Account, Person, Roll


def refuse_taken(lines: dict[int, Line], records: dict[int, Record], roll: Roll) -> None:
    """Refuse the rows that would take what belongs to somebody else; what they give up is free only afterwards."""
    people = {person.id: person for person in roll.people}
    for row, line in list(lines.items()):
        person = people.get(line.employee)
        problems = [
            *_identity_problems(line, person, roll),
            *_address_problems(line, person, roll),
            *_account_problems(line, person, roll),
        ]
        for name, reason in problems:
            records[row].refuse(name, reason)
            lines.pop(row, None)


def _identity_problems(line: Line, person: Person | None, roll: Roll):
    for name, index in ((c.CURP, roll.by_curp), (c.RFC, roll.by_rfc)):
        value = line.fields.get(name, [None, ""])[1]
        owner = index.get((value or "").casefold())
        if owner and owner is not person:
            yield name, _("It is that of %(name)s (%(number)s).") % {"name": owner.full_name, "number": owner.number}
    number = line.fields.get("number", [None, ""])[1]
    owner = roll.by_number.get((number or "").casefold())
    if owner and owner is not person:
        yield c.NUMBER, _("It is that of %(name)s (%(number)s).") % {"name": owner.full_name, "number": owner.number}


def _address_problems(line: Line, person: Person | None, roll: Roll):
    if "email" not in line.fields:
        return
    own = roll.accounts.get(person.user_id) if person and person.user_id else None
    if own and own.is_guarded:
        # Whoever changes the address could have a new password sent to it.
        yield c.EMAIL, _("The account has rights in the administration: its e-mail is changed on the person's page.")
        return
    address = line.fields["email"][1].casefold()
    account: Account | None = roll.by_account_email.get(address)
    owner = roll.by_email.get(address)
    if account and account is not own:
        if account.is_guarded:
            yield c.EMAIL, _("It is the e-mail of an account with rights in the administration.")
        else:
            yield c.EMAIL, _("It is the e-mail of another account.")
    elif owner and owner is not person:
        yield c.EMAIL, _("It is that of %(name)s (%(number)s).") % {"name": owner.full_name, "number": owner.number}


def _account_problems(line: Line, person: Person | None, roll: Roll):
    """The number becomes the name of the account, so no other account may have it."""
    if "number" not in line.fields:
        return
    own = roll.accounts.get(person.user_id) if person and person.user_id else None
    account = roll.by_username.get(line.fields["number"][1].casefold())
    if account and account is not own:
        yield c.NUMBER, _("There is an account of this name that belongs to nobody on the roster.")


def refuse_second_heads(lines: dict[int, Line], records: dict[int, Record], leavers: list[Leaver], roll: Roll) -> None:
    """One head per department. A refused row may leave a head where another row wanted one, so look until it holds."""
    names = {person.id: person.full_name for person in roll.people}
    heads = [seat for seats in roll.seats.values() for seat in seats if seat.is_head and not seat.is_acting]
    gone = {close["id"] for one in leavers if one.is_ticked for close in one.closes}
    gone |= {pk for one in leavers if one.is_ticked for pk in one.drops}
    while True:
        freed = gone | {close["id"] for line in lines.values() for close in line.closes}
        freed |= {line.amends["id"] for line in lines.values() if line.amends}
        holders: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
        for seat in heads:
            if seat.id not in freed:
                holders[seat.department_id].append((None, names.get(seat.employee_id, "")))
        for row, line in lines.items():
            for department in _headed_by(line):
                holders[department].append((row, line.name))
        refused = _refuse_all_but_one(holders, lines, records)
        if not refused:
            return


def _headed_by(line: Line) -> list[int]:
    headed = [one["department"] for one in line.opens if one["is_head"] and not one["is_acting"]]
    if line.amends and line.amends["is_head"][1]:
        headed.append(line.amends["department"][1])
    return headed


def _refuse_all_but_one(holders, lines: dict[int, Line], records: dict[int, Record]) -> bool:
    refused = False
    for claims in holders.values():
        if len(claims) < 2:
            continue
        for row, _name in claims:
            if row is None:
                continue
            other = next(name for its_row, name in claims if its_row != row)
            reason = _("%(name)s heads the department: say first that this ends.") % {"name": other}
            records[row].refuse(c.HEAD, reason)
            lines.pop(row, None)
            refused = True
    return refused


def end_acting(lines: dict[int, Line], roll: Roll) -> None:
    """Whoever is in charge of a department for the time being goes when the file names its head."""
    acting: dict[int, list] = defaultdict(list)
    for seats in roll.seats.values():
        for seat in seats:
            if seat.is_acting and seat.is_head:
                acting[seat.department_id].append(seat)
    closed = {close["id"] for line in lines.values() for close in line.closes}
    for line in lines.values():
        for one in line.opens:
            if not one["is_head"] or one["is_acting"]:
                continue
            day = dt.date.fromisoformat(one["starts_on"])
            for seat in acting[one["department"]]:
                if seat.id not in closed and seat.starts_on < day:
                    line.closes.append(closing(seat, day))
                    closed.add(seat.id)
