"""manage.py load_bulk: a large invented municipality for measuring; refuses a database that holds a roster."""

from __future__ import annotations

import random
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from aula.bulk import people, training
from aula.starter.loading import load as load_starter_content
from people.api import Employee, User


class Command(BaseCommand):
    help = (
        "Loads invented people with years of training history in bulk, for measuring. The same seed gives the same "
        "municipality on the same day. Refuses a database with people on the roster."
    )

    def add_arguments(self, parser):
        parser.add_argument("--employees", type=int, default=5000)
        parser.add_argument("--courses", type=int, default=40)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, employees, courses, seed, verbosity, **options):
        if Employee.objects.exists():
            raise CommandError(_("There are people on the roster: measure with an empty database."))
        begun = time.monotonic()
        chance, today = random.Random(seed), timezone.localdate()
        load_starter_content()
        with transaction.atomic():
            staff = people.load_people(employees, chance=chance, today=today)
            pages = training.load_courses(courses)
            duties = training.load_duties(pages, today=today)
            rows = training.load_history(staff, pages, duties, chance=chance, today=today)
            account = User(username="medicion", is_active=False)
            account.set_unusable_password()
            account.save()
            training.load_exemptions(staff, duties, approved_by=account, chance=chance)
        if verbosity > 0:
            text = _("%(people)d people, %(courses)d courses, %(rows)d enrolments in %(seconds).0f s.")
            values = {"people": len(staff), "courses": len(pages), "rows": rows, "seconds": time.monotonic() - begun}
            self.stdout.write(text % values)
