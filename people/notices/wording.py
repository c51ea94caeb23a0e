"""The e-mail with the notices of a day, as text and as simple HTML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from ..identity import municipality
from ..models import Notice, NoticeMail

LONGEST_SUBJECT = NoticeMail._meta.get_field("subject").max_length
# Machines that answer by themselves are asked not to.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def subject_line(notices: Sequence[Notice]) -> str:
    """The notice itself where it is one, else how many there are; on one line."""
    if len(notices) == 1:
        return " ".join(notices[0].title.split())[:LONGEST_SUBJECT]
    number = len(notices)
    text = ngettext("You have %(number)d notice about training", "You have %(number)d notices about training", number)
    return text % {"number": number}


def message_of(mail: NoticeMail, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The message of `mail` with `notices` (at least one), whose `employee` and `about` are loaded."""
    context = {
        "employee": mail.employee,
        "own": [notice for notice in notices if notice.about is None],
        "others": _by_person(notices),
        "municipality": municipality(),
        "site_url": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        subject=subject_line(notices),
        body=render_to_string("email/notices.txt", context),
        to=[mail.address],
        headers={**HEADERS, "Message-ID": mail.message_id},
    )
    message.attach_alternative(render_to_string("email/notices.html", context), "text/html")
    return message


def _by_person(notices: Sequence[Notice]) -> list[dict]:
    """The notices about others, one entry for each person: {"person": Employee, "notices": [Notice]}."""
    about_others = [notice for notice in notices if notice.about is not None]
    about_others.sort(key=lambda notice: (notice.about.sorting_name, notice.about_id, notice.pk))
    grouped = groupby(about_others, key=lambda notice: notice.about)
    return [{"person": person, "notices": list(group)} for person, group in grouped]
