"""The personal link by e-mail, at once: a job would keep the address in the queue's table."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from people.api import municipality

from .links import MadeLink

LANGUAGE = "es-mx"


def send_link(made: MadeLink, address: str) -> None:
    """Hand the mail to the server. Raises SMTPException or OSError where it does not take it."""
    with translation.override(LANGUAGE):
        context = {
            "employee": made.link.employee,
            "link": made.address,
            "municipality": municipality(),
            "site_url": settings.SITE_URL,
        }
        whole = render_to_string("email/holder_link.txt", context)
    subject, _blank, body = whole.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[address]).send()
