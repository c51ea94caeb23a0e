"""Asking for constancias of something held in a room, or of speaking: who, what, and what it rests on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from people.api import Employee, User

from ..drawing import LANGUAGE, unprintable
from ..models import CertificateTemplate, Kind, ManualRequest, RequestedHolder
from . import news

MOST_HOLDERS = 300
# An accreditation rests on a completion, which sessions in a room record as well.
KINDS = (Kind.PARTICIPATION, Kind.SPEAKER, Kind.SKILLS)
LONGEST_NAME = RequestedHolder._meta.get_field("name").max_length


class CannotAsk(Exception):
    """What was asked for cannot be; the message says why, in words for the screen."""


@dataclass(frozen=True)
class Person:
    """Somebody who is to get one: of the roster, or from outside, with the name as it is printed."""

    name: str
    employee: Employee | None = None
    email: str = ""


def modality_words() -> dict[str, str]:
    """How an activity was held: word in forms -> as it is printed, which is Spanish whoever fills in the form."""
    with override(LANGUAGE):
        return {
            "in_person": pgettext("modality of a course", "in person"),
            "online": pgettext("modality of a course", "online"),
            "both": pgettext("modality of a course", "in person and online"),
        }


def people_by_number(text: str) -> list[Person]:
    """The employees whose numbers stand one per line in `text`; two queries. Raises CannotAsk, naming the lines."""
    numbers = _lines(text)
    found = {employee.number: employee for employee in Employee.objects.filter(number__in=numbers.values())}
    if unknown := [f"{line} («{number}»)" for line, number in numbers.items() if number not in found]:
        message = _("Nobody on the roster has the number on these lines: %(lines)s.")
        raise CannotAsk(message % {"lines": ", ".join(unknown)})
    # A number that is written twice is one person.
    return [Person(found[number].full_name, found[number]) for number in dict.fromkeys(numbers.values())]


def people_from_outside(text: str) -> list[Person]:
    """The people of `text`, one per line: the name, and after a comma the e-mail, if any. Raises CannotAsk."""
    people: dict[str, Person] = {}
    for line, written in _lines(text).items():
        name, _comma, email = (part.strip() for part in written.partition(","))
        try:
            if email:
                validate_email(email)
        except ValidationError:
            message = _("On line %(line)d, «%(email)s» is no e-mail address.")
            raise CannotAsk(message % {"line": line, "email": email}) from None
        if not name or len(name) > LONGEST_NAME:
            raise CannotAsk(_("On line %(line)d the name is missing or too long.") % {"line": line})
        if name in people:
            raise CannotAsk(_("«%(name)s» is there twice: each person gets one.") % {"name": name})
        people[name] = Person(name, email=email)
    return list(people.values())


def _lines(text: str) -> dict[int, str]:
    """{number of the line, from 1: what it says}, without empty ones and double spaces."""
    cleaned = (" ".join(line.split()) for line in text.splitlines())
    return {number: line for number, line in enumerate(cleaned, start=1) if line}


@transaction.atomic
def ask(
    *,
    kind: str,
    title: str,
    hours: Decimal,
    modality: str,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    people: Sequence[Person],
    asked_by: User,
    template: CertificateTemplate | None = None,
    valid_until: dt.date | None = None,
    document: UploadedFile | None = None,
) -> ManualRequest:
    """Write a request with its people; nothing is issued until somebody else approves it. Raises CannotAsk."""
    refuse_unfit(kind=kind, template=template, starts_on=starts_on, ends_on=ends_on, valid_until=valid_until)
    _refuse_people(people)
    _refuse_unprintable([title, *(person.name for person in people)])
    request = ManualRequest.objects.create(
        kind=kind,
        template=template,
        title=title,
        hours=hours,
        modality=modality,
        starts_on=starts_on,
        ends_on=ends_on,
        valid_until=valid_until,
        reason=reason,
        document=document or "",
        document_sha256=_digest_of(document) if document else "",
        asked_by=asked_by,
    )
    RequestedHolder.objects.bulk_create(
        RequestedHolder(request=request, employee=person.employee, name=person.name, email=person.email)
        for person in people
    )
    news.tell_approvers(request)
    return request


def refuse_unfit(
    *,
    kind: str,
    template: CertificateTemplate | None,
    starts_on: dt.date,
    ends_on: dt.date,
    valid_until: dt.date | None,
) -> None:
    """Raise CannotAsk for days that do not follow each other and for a template that does not fit the kind."""
    if kind not in KINDS:
        raise CannotAsk(_("An accreditation is recorded with its course, online or in a session; it is not asked for."))
    if template and (template.archived_at or template.kind != kind):
        raise CannotAsk(_("This template is for another kind of certificate, or it is no longer used."))
    if ends_on < starts_on:
        raise CannotAsk(_("The last day comes before the first."))
    if ends_on > timezone.localdate():
        raise CannotAsk(_("The activity is not over yet: ask for its certificates once it was held."))
    if valid_until and valid_until < ends_on:
        raise CannotAsk(_("The validity ends before the activity does."))


def _refuse_people(people: Sequence[Person]) -> None:
    if not people:
        raise CannotAsk(_("Write at least one person."))
    if len(people) > MOST_HOLDERS:
        message = _("There are %(number)d people on this request; %(most)d fit. Make two requests.")
        raise CannotAsk(message % {"number": len(people), "most": MOST_HOLDERS})


def _refuse_unprintable(texts: Sequence[str]) -> None:
    for text in texts:
        if signs := unprintable(text):
            message = _("The sheet has no letter for %(signs)s in «%(text)s»: write it another way.")
            raise CannotAsk(message % {"signs": ", ".join(f"«{sign}»" for sign in signs), "text": text})


def _digest_of(document: UploadedFile) -> str:
    document.seek(0)
    digest = hashlib.sha256()
    for chunk in document.chunks():
        digest.update(chunk)
    document.seek(0)
    return digest.hexdigest()


@transaction.atomic
def withdraw(*, request: ManualRequest, withdrawn_by: User) -> ManualRequest:
    """Take back a request of one's own that still waits. Repeating it changes nothing. Raises CannotAsk."""
    request = ManualRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == ManualRequest.State.WITHDRAWN:
        return request
    if request.state != ManualRequest.State.WAITING:
        raise CannotAsk(_("This request was decided already."))
    if request.asked_by_id != withdrawn_by.pk:
        raise CannotAsk(_("Only whoever made the request takes it back; you may refuse it."))
    request.state = ManualRequest.State.WITHDRAWN
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "decided_at"])
    return request
