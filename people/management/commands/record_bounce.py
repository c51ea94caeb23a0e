"""Takes a mail that came back from its standard input, as mail servers hand it to a program."""

import sys

from django.core.management.base import BaseCommand, CommandError

from people.notices.bounces import record_bounce

LARGEST = 2 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Records a returned e-mail with notices: manage.py record_bounce < message. Mail that is no report of a "
        "mail server, or not about an e-mail of ours, is left alone."
    )

    def handle(self, **options):
        content = sys.stdin.buffer.read(LARGEST + 1)
        if len(content) > LARGEST:
            # A failing program would make the mail server send the report back to its sender.
            self.stderr.write("The message is larger than 2 MB, so it was not read.")
            return
        if not content.strip():
            raise CommandError("There is no message on the standard input: manage.py record_bounce < message")
        mails = record_bounce(content)
        for mail in mails:
            self.stdout.write(f"Returned: {mail.address} ({mail.answer})")
        if not mails:
            self.stdout.write("Nothing to record: this is no report about an e-mail of ours.")
