"""manage.py retire_key: what to do when the key that signs is replaced, lost or stolen."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from certificates.models import PublicKey
from certificates.signing import registry, seal
from certificates.signing.keys import KeyUnusable, current_key


class Command(BaseCommand):
    help = "Says that a key signs no more; with --stolen-since, that what it signed later proves nothing."

    def add_arguments(self, parser):
        parser.add_argument("fingerprint", help="the fingerprint (SHA-256) of its certificate, or how it begins")
        parser.add_argument("--stolen-since", type=_moment, help="2026-11-20 or 2026-11-20T14:30, local time")

    def handle(self, *args, fingerprint, stolen_since=None, **options):
        key = _key_that_begins(fingerprint)
        is_the_seal = _signs_now(key) and key.kind == PublicKey.Kind.SEAL
        registry.retire(key=key, stolen_since=stolen_since)
        self.stdout.write(_("%(key)s signs no more.") % {"key": key})
        if is_the_seal:
            seal.create_anew()
            self.stdout.write(_("A new seal was made; the secret half of the old one was deleted."))
        elif key.kind in (PublicKey.Kind.PKCS12, PublicKey.Kind.EFIRMA) and _signs_now(key):
            self.stdout.write(_("The settings still name it: until they name another, no file is made."))


def _moment(text):
    moment = parse_datetime(text if "T" in text else f"{text}T00:00")
    if moment is None:
        raise CommandError(_("%(text)s is no date.") % {"text": text})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _key_that_begins(fingerprint):
    found = PublicKey.objects.exclude(kind=PublicKey.Kind.STATEMENT).filter(fingerprint__startswith=fingerprint.lower())
    if len(found) != 1:
        raise CommandError(_("No key that signs files, or more than one, has this fingerprint."))
    return found[0]


def _signs_now(key):
    try:
        return current_key().fingerprint == key.fingerprint
    except KeyUnusable:
        return False
