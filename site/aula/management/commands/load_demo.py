"""Loads the demonstration municipality: invented people, their history and five accounts."""

import logging

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from aula.demo.loading import Outcome, load
from aula.starter.loading import load as load_starter_content
from people.api import DEMO_PASSWORD


def draw_waiting_files():
    """Run the jobs that wait, as the worker would, without a line in the log for each."""
    logging.disable(logging.WARNING)
    try:
        call_command("db_worker", "--backend=jobs", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    finally:
        logging.disable(logging.NOTSET)


class Command(BaseCommand):
    help = "Loads invented people with a training history and the demonstration accounts; never for real use."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force-demo", action="store_true", help="Load it although DEBUG is off: the password is public."
        )
        parser.add_argument("--no-files", action="store_true", help="Leave the files of the constancias to the worker.")

    def handle(self, *args, force_demo, no_files, verbosity, **options):
        if not (settings.DEBUG or force_demo):
            raise CommandError(
                _("The demonstration accounts have a public password: they are only loaded while DEBUG is on.")
            )
        load_starter_content()
        outcome = load()
        if not no_files and apps.is_installed("certificates"):
            draw_waiting_files()
        if verbosity > 0:
            self.stdout.write(self._told(outcome))

    def _told(self, outcome):
        first = {
            Outcome.LOADED: _("Demonstration municipality loaded."),
            Outcome.ALREADY_THERE: _("The demonstration municipality was already there."),
            Outcome.ROSTER_IN_USE: _("There are people on the roster, so no invented ones were added."),
        }[outcome]
        accounts = {
            "admin": _("administers everything"),
            "consultora": _("writes courses and questions"),
            "rh": _("Human Resources: roster, assignments, reports"),
            "directora": _("heads Obras Públicas and sees her team"),
            "funcionaria": _("takes courses"),
        }
        lines = [f"  {name:<12} {what}" for name, what in accounts.items()]
        if outcome is Outcome.ROSTER_IN_USE:
            return first
        password = _("Accounts (password of all: %(password)s):") % {"password": DEMO_PASSWORD}
        return "\n".join([first, password, *lines])
