"""How long the progress report takes on a large town: 5,000 people × 40 courses, in a scratch database of its own.

Last figures (SQLite, 2 shared cores, November 2026): page 0.54 s of CPU, CSV 0.91 s, XLSX 1.36 s, five queries each;
public share 0.51 s, two queries; peak memory 93 MiB with Django itself.

usage: python bench/progress_matrix.py [--employees 5000] [--courses 40] [--rounds 3]
"""

import argparse
import datetime as dt
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=5000)
    parser.add_argument("--courses", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        load(arguments.employees, arguments.courses)
        measure(arguments.rounds)


def load(employees: int, courses: int) -> None:
    from django.utils import timezone

    from courses.models import Assignment, Enrolment
    from people.models import Appointment, Department, Employee, Post
    from tests.factories import course_page

    chance = random.Random(1)
    now, today = timezone.now(), timezone.localdate()
    pages = [course_page(title=f"Curso {number}", modules=0) for number in range(courses)]
    duties = [Assignment.objects.create(title=page.title, course=page, due_kind="none") for page in pages]
    departments = [Department.add_root(code=f"d{number}", name=f"Dirección {number}") for number in range(30)]
    post = Post.objects.create(name="Auxiliar")
    people = Employee.objects.bulk_create(
        Employee(
            number=f"{n:06d}", given_names=f"Ana {n}", first_surname="Núñez", second_surname="Güemes", hired_on=today
        )
        for n in range(employees)
    )
    Appointment.objects.bulk_create(
        Appointment(employee=one, department=departments[one.pk % 30], post=post, starts_on=today) for one in people
    )
    rows = []
    for one in people:
        for page, duty in zip(pages, duties, strict=True):
            done = now - dt.timedelta(days=chance.randint(1, 500)) if chance.random() < 0.6 else None
            rows.append(
                Enrolment(
                    employee=one,
                    course=page,
                    assignment=duty,
                    due_on=today + dt.timedelta(days=chance.randint(-60, 60)),
                    started_at=done or (now if chance.random() < 0.5 else None),
                    completed_at=done,
                    valid_until=done and timezone.localdate(done) + dt.timedelta(days=364),
                )
            )
    Enrolment.objects.bulk_create(rows, batch_size=2000)


def measure(rounds: int) -> None:
    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from people.sheets import csv_file
    from reports.columns import progress_columns
    from reports.downloads import progress_workbook
    from reports.overview import Overview
    from reports.public import share_accredited

    acts = {
        "rows and figures of the page": lambda: Overview.of(QueryDict("")),
        "one course": lambda: Overview.of(QueryDict("curso=3")),
        "CSV": lambda: csv_file(progress_columns(), Overview.of(QueryDict("")).rows),
        "XLSX": lambda: workbook(Overview.of(QueryDict("")), progress_workbook),
        "public share": share_accredited,
    }
    for name, act in acts.items():
        times = []
        for _ in range(rounds):
            begun = time.process_time()
            with CaptureQueriesContext(connection) as queries:
                act()
            times.append(time.process_time() - begun)
        sys.stdout.write(f"{name:30} {min(times):6.2f} s CPU  {len(queries):2d} queries\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{'peak memory':30} {peak:6.0f} MiB\n")


def workbook(overview, write) -> bytes:
    return write(overview, overview.criteria("bench"), "bench")


if __name__ == "__main__":
    main()
