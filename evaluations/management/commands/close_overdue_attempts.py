"""Closes the attempts whose time is over and whose browser never came back, and grades what was saved."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ... import attempts


class Command(BaseCommand):
    help = "Closes attempts whose time is over and grades what was saved. run_schedule does it each minute."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=1000, help="Close no more than this many.")

    def handle(self, *, limit, verbosity, **options):
        sweep = attempts.close_overdue(limit=limit)
        if verbosity:
            text = ngettext("%(n)d attempt was closed.", "%(n)d attempts were closed.", sweep.closed)
            self.stdout.write(text % {"n": sweep.closed})
        if sweep.failed:
            raise CommandError(_("Could not be closed: %(attempts)s") % {"attempts": ", ".join(sweep.failed)})
