"""manage.py restore: the way back from a backup."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from aula.backups.errors import RestoreFailed
from aula.backups.restoring import restore


class Command(BaseCommand):
    help = (
        "Puts a backup in the place of the data of this installation: checks all of it first, refuses what newer code "
        "made, sets aside what was there, migrates and looks at the integrity. Stop the service and its worker before."
    )
    # There may be no database to check yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="The archive that manage.py backup wrote.")
        parser.add_argument("--replace", action="store_true", help="Also where there are data, which are set aside.")
        parser.add_argument("--identity", default="", help="The file with the key of an encrypted backup.")

    def handle(self, *args, file, replace, identity, **options):
        archive = Path(file)
        if not archive.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": archive})
        try:
            restored = restore(archive, replace=replace, identity=Path(identity) if identity else None)
        except RestoreFailed as failed:
            raise CommandError(str(failed)) from failed
        call_command("migrate", verbosity=0)
        for path in restored.set_aside:
            self.stdout.write(_("What was there is kept in %(path)s.") % {"path": path})
        self.stdout.write(_("Restored as of %(moment)s. Integrity:") % {"moment": restored.manifest.made_at})
        call_command("check_integrity", stdout=self.stdout)
        if restored.differing:
            names = ", ".join(restored.differing)
            raise CommandError(
                _("These tables do not have the rows that the backup counted: %(names)s.") % {"names": names}
            )
