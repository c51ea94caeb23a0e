from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cimtra.loading import DEFAULT_FILE, InstrumentFileError, load_instrument


class Command(BaseCommand):
    help = _("Loads a version of the CIMTRA instrument; what an editor has changed stays as it is.")

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE)

    def handle(self, *args, file, **options):
        try:
            receipt = load_instrument(file)
        except InstrumentFileError as error:
            raise CommandError(str(error)) from error
        counts = receipt.counts
        self.stdout.write(
            _("Instrument: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(kept)d kept as edited.")
            % {name: counts[name] for name in ("created", "updated", "unchanged", "kept")}
        )
        if counts["removed"]:
            text = ngettext(
                "%(number)d row was taken away: the file no longer has it, and nobody had edited or used it.",
                "%(number)d rows were taken away: the file no longer has them, and nobody had edited or used them.",
                counts["removed"],
            )
            self.stdout.write(text % {"number": counts["removed"]})
        for key in receipt.kept:
            self.stdout.write(_("Kept as edited: %(key)s") % {"key": key})
