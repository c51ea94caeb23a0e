"""manage.py renew_statement_key: another key for the statements in the QR and for credentials."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from certificates.credentials import keys


class Command(BaseCommand):
    help = "Makes a new Ed25519 key. What the old one signed goes on being believed, unless it was --stolen."

    def add_arguments(self, parser):
        parser.add_argument("--stolen", action="store_true", help="publish the old key no more: it proves nothing now")

    def handle(self, *args, stolen=False, **options):
        key = keys.renew(was_stolen=stolen)
        self.stdout.write(
            _("A new key signs statements and credentials from now on. Its fingerprint: %(fingerprint)s")
            % {"fingerprint": key.fingerprint}
        )
