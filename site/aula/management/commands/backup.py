"""manage.py backup: the database and all files as one archive."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aula.backups.errors import BackupFailed
from aula.backups.keeping import prune
from aula.backups.making import make


class Command(BaseCommand):
    help = (
        "Writes one archive with the database and all files, while people go on working, and deletes those that are "
        "older than is kept (one for each of 7 days, 4 weeks and 12 months). Keys are not in it: keep KEYS_DIR apart."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="The folder; BACKUP_DIR by default.")
        parser.add_argument("--keep-all", action="store_true", help="Delete no earlier backup.")

    def handle(self, *args, **options):
        folder = Path(options["to"] or settings.BACKUP_DIR)
        try:
            made = make(folder)
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        size = filesizeformat(made.stat().st_size)
        self.stdout.write(_("Backup made: %(path)s (%(size)s).") % {"path": made, "size": size})
        if not options["keep_all"] and (gone := prune(folder)):
            text = ngettext("%(number)d old backup was deleted.", "%(number)d old backups were deleted.", len(gone))
            self.stdout.write(text % {"number": len(gone)})
        self.stdout.write(
            _("The keys are not in it. Keep a copy of %(folder)s in another place.") % {"folder": settings.KEYS_DIR}
        )
