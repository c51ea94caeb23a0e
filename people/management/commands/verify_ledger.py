"""manage.py verify_ledger: run after a restore, before an audit, or whenever there is a doubt."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.ledger import WORDS, faults, last_line


class Command(BaseCommand):
    help = (
        "Works out the chain of the ledger of decisions again and names each altered, missing or reordered line. "
        "Changes nothing; exit code 1 if anything is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")
        parser.add_argument(
            "--digest", default="", help="A fingerprint printed on a report: it must be that of a line of the ledger."
        )

    def handle(self, *, digest, **options):
        from people.models import Decision

        found = list(faults())
        number, last = last_line()
        is_known = not digest or Decision.objects.filter(digest=digest).exists()
        if options["json"]:
            listed = [{"line": fault.number, "kind": fault.kind} for fault in found]
            self.stdout.write(json.dumps({"lines": number, "last": last, "faults": listed, "digest_found": is_known}))
        else:
            for fault in found:
                self.stdout.write(str(WORDS[fault.kind]) % {"number": fault.number})
        if not is_known:
            raise CommandError(_("No line of the ledger has that fingerprint."))
        if found:
            text = ngettext("%(number)d fault in the ledger.", "%(number)d faults in the ledger.", len(found))
            raise CommandError(text % {"number": len(found)})
        if not options["json"]:
            text = ngettext(
                "%(number)d line, each in its place and as it was written. The last fingerprint: %(last)s",
                "%(number)d lines, each in its place and as it was written. The last fingerprint: %(last)s",
                number,
            )
            self.stdout.write(text % {"number": number, "last": last or "–"})
