"""Withholds the names on constancias whose time is over; with --dry-run it only lists them."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.life.retention import over_on, withhold_old_names, years_kept


class Command(BaseCommand):
    help = "Withholds the names on constancias that serve nobody any more, after CERTIFICATES_NAME_YEARS years."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="List the folios and change nothing.")
        parser.add_argument("--years", type=int, help="Instead of CERTIFICATES_NAME_YEARS; only with --dry-run.")

    def handle(self, *, dry_run, years, **options):
        if years is not None and (not dry_run or years < 1):
            raise CommandError(_("--years goes with --dry-run and is at least 1: what is done follows the setting."))
        kept = years or years_kept()
        if kept < 1:
            raise CommandError(_("CERTIFICATES_NAME_YEARS is not set: names are kept for good."))
        found = (
            over_on(timezone.localdate(), kept).iterator(chunk_size=200) if dry_run else withhold_old_names(years=kept)
        )
        number = 0
        for number, certificate in enumerate(found, start=1):  # noqa: B007 - the last one is how many there were
            self.stdout.write(certificate.folio)
        if dry_run:
            text = ngettext("%(number)d name would be withheld.", "%(number)d names would be withheld.", number)
        else:
            text = ngettext("%(number)d name was withheld.", "%(number)d names were withheld.", number)
        self.stdout.write(text % {"number": number})
