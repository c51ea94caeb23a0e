"""manage.py create_keys: run when setting up and after each upgrade; it keeps the keys that there are."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from certificates.credentials import keys as statement_key
from certificates.life import names
from certificates.signing import folder, seal


class Command(BaseCommand):
    help = "Makes the secret keys of this installation that are missing, for the owner of this process alone."

    def handle(self, *args, verbosity=1, **options):
        made = {seal.create(), statement_key.create(), names.create()}
        if verbosity:
            sentence = (
                _("The keys of this installation were made in %(folder)s. Keep a copy where the backups are not.")
                if True in made
                else _("The keys of this installation are in %(folder)s; they stay as they are.")
            )
            self.stdout.write(sentence % {"folder": folder.keys_dir()})
