"""Five hundred people complete a course at once: gunicorn with two workers, two makers of files, production settings.

Each has a session of their own and marks the last lesson as read; meanwhile others read a lesson of another course.
Then: is there exactly one constancia per completion, with a file that matches its fingerprint, without a gap in the
folios; how long until the last file; and what did the readers notice. Without DATABASE_URL on a scratch SQLite file;
for PostgreSQL: scripts/postgres.sh .venv/bin/python bench/certificate_rush.py. Figures: bench/README.md.

usage: python bench/certificate_rush.py [--people 500] [--at-once 50] [--readers 4] [--workers 2] [--makers 2]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from quiz_rush import ROOT, Sender, Visit, serving

PATIENCE = 1800  # seconds until the last file
PAUSE = 0.2  # seconds between two pages of a reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=50, help="how many send at the same moment")
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2, help="of the web server")
    parser.add_argument("--makers", type=int, default=2, help="workers that make the files")
    arguments = parser.parse_args()
    # Stopped from outside, it stops the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/rush.sqlite3")
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "aula.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": "http://127.0.0.1",
            "HTTPS": "false",
            "VAR_DIR": folder,
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("create_keys", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        town = load(arguments.people, arguments.readers)
        with serving(arguments.workers, Path(folder)) as port, makers(arguments.makers, Path(folder)):
            report(town, rush(port, town, arguments.at_once), arguments)


@dataclass
class Town:
    """The lesson that completes the course, the address of one that is only read, and the browsers of both."""

    lesson: int
    read: str
    learners: list[Visit]
    readers: list[Visit]


@dataclass
class Times:
    """Seconds since the first completion was sent: when the last was acknowledged, and when the last file stood."""

    completed: float
    made: float
    #: How many pages the readers had had when everything was made; what they read later is not counted.
    pages: list[float]


def load(people: int, readers: int) -> Town:
    from courses.models import Enrolment
    from tests.certificates.factories import municipality
    from tests.factories import TrainingRequirementFactory, course_page, lessons_of

    municipality()
    course, other = course_page(lessons=1, title="Gasto, obra y bienes a la vista"), course_page(lessons=3)
    requirement = TrainingRequirementFactory(validity_months=12)
    requirement.courses.add(course)
    staff = persons(people + readers)
    Enrolment.objects.bulk_create(Enrolment(employee=one, course=course) for one in staff[:people])
    Enrolment.objects.bulk_create(Enrolment(employee=one, course=other) for one in staff[people:])
    visits = [Visit(employee_id=one.pk, session=session_of(one.user)) for one in staff]
    address = lessons_of(other)[0].get_url()
    return Town(lessons_of(course)[0].pk, address, visits[:people], visits[people:])


def persons(number: int) -> list:
    from django.utils import timezone

    from people.models import Employee, User

    users = [User(username=f"{n:06d}") for n in range(number)]
    for user in users:
        user.set_unusable_password()
    users = User.objects.bulk_create(users)
    return Employee.objects.bulk_create(
        Employee(
            number=user.username,
            given_names="María Guadalupe",
            first_surname=f"Núñez {place}",
            second_surname="Güemes",
            hired_on=timezone.localdate(),
            user=user,
        )
        for place, user in enumerate(users)
    )


def session_of(user) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "people.authentication.EmployeeBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@contextlib.contextmanager
def makers(number: int, folder: Path) -> Iterator[None]:
    command = [sys.executable, "manage.py", "db_worker", "--backend", "jobs", "--interval", "0.2", "--no-reload"]
    with (folder / "makers.log").open("wb") as log:
        processes = [
            subprocess.Popen([*command, "--worker-id", f"maker-{n}"], cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
            for n in range(number)
        ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def rush(port: int, town: Town, at_once: int) -> Times:
    from certificates.models import Certificate

    waiting: SimpleQueue[Visit] = SimpleQueue()
    for visit in town.learners:
        waiting.put(visit)
    is_over = threading.Event()
    readers = [threading.Thread(target=read, args=(port, town, one, is_over), daemon=True) for one in town.readers]
    learners = [threading.Thread(target=complete, args=(port, town, waiting), daemon=True) for _ in range(at_once)]
    begun = time.monotonic()
    for thread in [*readers, *learners]:
        thread.start()
    for thread in learners:
        thread.join()
    completed = time.monotonic() - begun
    while Certificate.objects.exclude(sha256="").count() < len(town.learners):
        if time.monotonic() - begun > PATIENCE:
            break
        time.sleep(0.5)
    made = time.monotonic() - begun
    is_over.set()
    for thread in readers:
        thread.join()
    return Times(completed, made, sorted(second for one in town.readers for second in one.seconds["page"]))


def complete(port: int, town: Town, waiting: SimpleQueue) -> None:
    with contextlib.suppress(Empty):
        while True:
            Sender(port, waiting.get_nowait())("complete", "POST", f"/mi-aula/lecciones/{town.lesson}/leida/")


def read(port: int, town: Town, visit: Visit, is_over: threading.Event) -> None:
    while not is_over.wait(PAUSE):
        Sender(port, visit)("page", "GET", town.read)


def report(town: Town, times: Times, arguments: argparse.Namespace) -> None:
    from django.db import connection

    from certificates.models import Certificate, Drawing
    from certificates.storing import file_is_intact
    from courses.models import Completion

    certificates = list(Certificate.objects.order_by("number"))
    per_completion = Counter(one.completion_id for one in certificates)
    whole = sum(file_is_intact(one) for one in certificates)
    statuses = sum((visit.statuses for visit in [*town.learners, *town.readers]), Counter())
    acts = sorted(second for one in town.learners for second in one.seconds["complete"])
    say = sys.stdout.write
    say(f"{connection.vendor}, {arguments.workers} web workers, {arguments.makers} makers of files, ")
    say(f"{len(town.learners)} people, {arguments.at_once} at once; load of the machine {os.getloadavg()[1]:.1f}\n")
    say(f"completions {Completion.objects.count()}, constancias {len(certificates)}, ")
    say(f"with none or two {sum(per_completion[one.pk] != 1 for one in Completion.objects.all())}, ")
    say(f"files that match {whole}, still waiting {Drawing.objects.count()}\n")
    gapless = [one.number for one in certificates] == list(range(1, len(certificates) + 1))
    say(f"folios without a gap: {'yes' if gapless else 'NO'}   ")
    say(f"5xx {sum(n for status, n in statuses.items() if status >= 500)}   ")
    say(f"sent again {sum(visit.unanswered for visit in town.learners)}\n")
    say(f"all completed after {times.completed:.0f} s, last file after {times.made:.0f} s, ")
    say(f"{whole / times.made:.1f} files per second\n")
    for name, seconds in (("complete", acts), ("lesson page", times.pages)):
        quantile = {share: seconds[min(len(seconds) - 1, int(len(seconds) * share))] * 1000 for share in (0.5, 0.95)}
        say(f"{name:12}{len(seconds):6} times   p50 {quantile[0.5]:6.0f} ms   p95 {quantile[0.95]:6.0f} ms   ")
        say(f"worst {seconds[-1] * 1000:6.0f} ms\n")


if __name__ == "__main__":
    main()
