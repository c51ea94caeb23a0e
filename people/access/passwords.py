"""Recovering a password by e-mail: every address gets the same answer at once, and a worker looks whose it is."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ..identity import municipality
from ..models import User

LANGUAGE = "es-mx"


def send_recovery(address: str) -> int:
    """Mail a link to the open account with this address; nobody else is written to. Returns how many were sent.

    The link begins with SITE_URL: what a browser says about the host never gets into a mail.
    """
    sent = 0
    for user in User.objects.filter(email__iexact=address, is_active=True).select_related("employee"):
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        link = settings.SITE_URL + path.replace("UID-KEY", key)
        sent += letter_by_mail("password_recovery", user.email, {"user": user, "link": link}).send()
    return sent


def letter_by_mail(name: str, address: str, context: dict) -> EmailMessage:
    """The mail templates/email/<name>.txt, whose first line is its subject, in Spanish."""
    with translation.override(LANGUAGE):
        context = {"municipality": municipality(), "site_url": settings.SITE_URL, **context}
        subject, _blank, body = render_to_string(f"email/{name}.txt", context).strip().partition("\n")
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[address])
