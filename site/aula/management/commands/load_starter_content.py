"""Loads the starter content; run at each update, it brings what is new and leaves edited content alone."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from aula.starter.loading import load


class Command(BaseCommand):
    help = "Loads the starter courses, quizzes, glossary and pages; what people have edited stays as it is."

    def handle(self, *args, **options):
        counts = load()
        if options["verbosity"] == 0:
            return
        message = _("Starter content: %(created)d created, %(updated)d updated, %(kept)d kept as edited.")
        self.stdout.write(message % {name: counts[name] for name in ("created", "updated", "kept")})
