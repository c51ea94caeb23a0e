"""The clock of an installation: does what is due, until it is told to stop."""

import logging
import signal
import threading

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from people.plugins import minutely_acts, nightly_acts

logger = logging.getLogger("aula.schedule")
NIGHTLY_HOUR = 3


class Command(BaseCommand):
    help = (
        "Publishes what is scheduled, closes the quizzes whose time is over and sends notices each minute; each night "
        "recomputes duties and repairs constancias without a file."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due now and end.")
        parser.add_argument("--interval", type=float, default=60.0, help="Seconds between looks at the clock.")

    def handle(self, *, once, interval, **options):
        stopped = threading.Event()
        if not once:
            for sign in (signal.SIGINT, signal.SIGTERM):
                signal.signal(sign, lambda *_: stopped.set())
        last_night = None
        while True:
            last_night = self._tick(last_night)
            if once or stopped.wait(interval):
                return
            close_old_connections()

    def _tick(self, last_night):
        """Everything here is safe to repeat, so a restart in the middle of the night does no harm."""
        now = timezone.localtime()
        self._do([publish_scheduled, *([close_overdue] if apps.is_installed("evaluations") else []), *minutely_acts])
        # A night that was missed, since the machine was off, is made up for in the morning.
        if now.hour >= NIGHTLY_HOUR and last_night != now.date():
            self._do([*nightly_acts, *([repair_certificates] if apps.is_installed("certificates") else [])])
            return now.date()
        return last_night

    @staticmethod
    def _do(acts):
        """Each act by itself: one that fails is told and must not keep the others from their turn."""
        for act in acts:
            try:
                act()
            except DatabaseError:
                logger.exception("The schedule could not reach the database; it tries again at the next tick")
                return
            except Exception:
                logger.exception("%s failed; it is tried again the next time", getattr(act, "__name__", act))


def publish_scheduled():
    call_command("publish_scheduled")


def repair_certificates():
    call_command("repair_certificates", verbosity=0)


def close_overdue():
    from evaluations.api import close_overdue as close

    close()
