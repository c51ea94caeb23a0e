"""manage.py repair_certificates: run by hand after a crash, and every night."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.repairing import repair


class Command(BaseCommand):
    help = "Makes the files of certificates that have none and checks the fingerprint of all others."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="draw the missing files here instead of queueing jobs")
        parser.add_argument("--issue-missing", action="store_true", help="first issue for completions without one")

    def handle(self, *args, now=False, issue_missing=False, **options):
        repairs = repair(at_once=now, issue_missing=issue_missing)
        for folio in repairs.issued:
            self.stdout.write(_("%(folio)s: issued") % {"folio": folio})
        for folio in repairs.queued:
            self.stdout.write(_("%(folio)s: its file will be made") % {"folio": folio})
        for folio in [*repairs.drawn, *repairs.restored]:
            self.stdout.write(_("%(folio)s: its file was made") % {"folio": folio})
        for folio in repairs.failed:
            self.stderr.write(_("%(folio)s: its file could not be made") % {"folio": folio})
        for folio in repairs.lost:
            self.stderr.write(
                _("%(folio)s: its file is lost; restore it from a backup or replace the certificate") % {"folio": folio}
            )
        if repairs.lost:
            text = ngettext("%(number)d file is lost.", "%(number)d files are lost.", len(repairs.lost))
            raise CommandError(text % {"number": len(repairs.lost)})
        if not (repairs.issued or repairs.queued or repairs.drawn or repairs.restored or repairs.failed):
            self.stdout.write(_("All certificates are complete."))
