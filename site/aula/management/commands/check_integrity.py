"""manage.py check_integrity: after a restore, after an upgrade, at night, or whenever there is a doubt."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from people.plugins import broken_promises

MOST_TOLD = 20


class Command(BaseCommand):
    help = (
        "Looks at every promise that the data must keep (folios without gaps, files as they were signed, results as "
        "their answers give, the ledger whole) and names what breaks it. Changes nothing; exit code 1 if anything does."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *args, **options):
        found, results = 0, {}
        for name, title, problems in broken_promises():
            found += len(problems)
            results[name] = problems
            if not options["json"]:
                self._tell(title, problems)
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
        if found:
            text = ngettext(
                "%(number)d thing is not as it should be.", "%(number)d things are not as they should be.", found
            )
            raise CommandError(text % {"number": found})

    def _tell(self, title: str, problems: list[str]) -> None:
        self.stdout.write(f"{'✗' if problems else '✓'} {title}")
        for problem in problems[:MOST_TOLD]:
            self.stdout.write(f"    {problem}")
        if len(problems) > MOST_TOLD:
            more = len(problems) - MOST_TOLD
            self.stdout.write("    " + ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more})
