"""manage.py check_scores: run after a restore or an upgrade, or whenever there is a doubt."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import Attempt
from evaluations.score_check import differences


class Command(BaseCommand):
    help = (
        "Works out the result of every closed attempt again from its answers, the keys in force and the decisions, "
        "and compares it with the stored one. Changes nothing; exit code 1 if anything differs."
    )

    def handle(self, *args, **options):
        found = 0
        for one in differences():
            found += 1
            self.stdout.write(
                _("Examination %(code)s (%(uuid)s): %(what)s is %(stored)s and should be %(recomputed)s")
                % {
                    "code": one.attempt.exam_code,
                    "uuid": one.attempt.uuid,
                    "what": one.what,
                    "stored": one.stored,
                    "recomputed": one.recomputed,
                }
            )
        if found:
            text = ngettext("%(number)d difference.", "%(number)d differences.", found)
            raise CommandError(text % {"number": found})
        closed = Attempt.objects.exclude(state__in=[Attempt.State.OPEN, Attempt.State.CANCELLED]).count()
        text = ngettext(
            "%(number)d closed attempt: its result is the one that its answers give.",
            "%(number)d closed attempts: their results are those that their answers give.",
            closed,
        )
        self.stdout.write(text % {"number": closed})
