"""Two hundred officials take one quiz at once against the real server: gunicorn with two workers, production settings.

Each has a session of their own, opens each question, saves two answers to it, reviews and submits; then what the
server acknowledged is compared with what the database holds. Without DATABASE_URL on a scratch SQLite file; for
PostgreSQL: scripts/postgres.sh .venv/bin/python bench/quiz_rush.py. Figures: bench/README.md.

usage: python bench/quiz_rush.py [--people 200] [--questions 10] [--pause 5] [--workers 2]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
TOKEN = "t" * 32
PATIENCE = 60  # seconds for one answer of the server
TRIES = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds for one question, on the average")
    parser.add_argument("--workers", type=int, default=2)
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
        call_command("collectstatic", verbosity=0, interactive=False)
        page, visits = load(arguments.people, arguments.questions)
        # collectstatic and migrate run in this process, so its children are the server alone.
        with serving(arguments.workers, Path(folder)) as port:
            begun = time.monotonic()
            rush(port, page, visits, arguments.questions, arguments.pause)
            lasted = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report(visits, arguments, lasted, cpu=used.ru_utime + used.ru_stime)


@dataclass
class Visit:
    """One person's browser: what it was told, and how long each thing took."""

    employee_id: int
    session: str
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter = field(default_factory=Counter)
    unanswered: int = 0
    #: The last answer that was acknowledged, by position.
    acknowledged: dict[int, list[str]] = field(default_factory=dict)
    has_result: bool = False


def load(people: int, questions: int):
    """A course with one quiz and `people` enrolled in it, each with a session: (page of the quiz, visits)."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from courses.models import Enrolment
    from people.models import Employee, User
    from tests.evaluations.factories import course_with_quiz, question

    asked = [question(f"R-{number}") for number in range(questions)]
    course, quiz = course_with_quiz(questions=asked, time_limit=60, shuffle_questions=True)
    users = [User(username=f"{n:06d}") for n in range(people)]
    for user in users:
        user.set_unusable_password()
    users = User.objects.bulk_create(users)
    staff = Employee.objects.bulk_create(
        Employee(
            number=user.username,
            given_names="Ana",
            first_surname="Núñez",
            second_surname="Güemes",
            hired_on=timezone.localdate(),
            user=user,
        )
        for user in users
    )
    Enrolment.objects.bulk_create(Enrolment(employee=one, course=course) for one in staff)
    visits = []
    for user, employee in zip(users, staff, strict=True):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "people.authentication.EmployeeBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        visits.append(Visit(employee_id=employee.pk, session=session.session_key))
    return quiz.pk, visits


@contextlib.contextmanager
def serving(workers: int, folder: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "aula.wsgi:application", "--pythonpath", "site", "--preload"]
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{port}", "--backlog", "2048", "--timeout", "120"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 -- our own command
    try:
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            if process.poll() is not None:
                sys.exit((folder / "server.log").read_text())
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def rush(port: int, page: int, visits: list[Visit], questions: int, pause: float) -> None:
    threads = [threading.Thread(target=take, args=(port, page, one, questions, pause), daemon=True) for one in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def take(port: int, page: int, visit: Visit, questions: int, pause: float) -> None:
    """One person, from «Comenzar» to the result. Whatever is not answered is sent again, as the browser does."""
    chance = random.Random(visit.session)
    send = Sender(port, visit)
    where = send("begin", "POST", f"/mi-aula/cuestionarios/{page}/comenzar/").getheader("Location")
    for position in range(1, questions + 1):
        text = send("page", "GET", f"{where}{position}/").body
        options = re.findall(r'name="answer" value="(\w+)"', text)
        for seq in (1, 2):
            time.sleep(chance.uniform(0.5, 1.5) * pause / 2)
            chosen = [chance.choice(options)]
            answer = json.dumps({"fields": {"answer": chosen}, "seq": seq})
            if send("save", "POST", f"{where}{position}/guardar/", answer, "application/json").status == 200:
                visit.acknowledged[position] = chosen
    send("page", "GET", f"{where}revisar/")
    send("submit", "POST", f"{where}enviar/")
    visit.has_result = send("page", "GET", f"{where}resultado/").status == 200


class Sender:
    def __init__(self, port: int, visit: Visit) -> None:
        self.port, self.visit = port, visit

    def __call__(self, kind: str, method: str, path: str, body: str = "", content="application/x-www-form-urlencoded"):
        headers = {
            "Cookie": f"aula_session={self.visit.session}; aula_csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": content,
            "Accept-Encoding": "gzip",
        }
        if method == "GET":
            del headers["Accept-Encoding"], headers["Content-Type"]
        for _ in range(TRIES):
            begun = time.monotonic()
            browser = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                browser.request(method, path, body=body.encode() or None, headers=headers)
                response = browser.getresponse()
                response.body = response.read().decode(errors="replace")
            except (OSError, http.client.HTTPException):
                self.visit.unanswered += 1
                time.sleep(1)
                continue
            finally:
                browser.close()
            self.visit.seconds[kind].append(time.monotonic() - begun)
            self.visit.statuses[response.status] += 1
            return response
        raise TimeoutError(f"{method} {path}: no answer in {TRIES} tries")


def report(visits: list[Visit], arguments, lasted: float, *, cpu: float) -> None:
    from django.db import connection

    from evaluations.models import Answer, Attempt

    statuses = sum((visit.statuses for visit in visits), Counter())
    stored = {
        (employee, position): selected
        for employee, position, selected in Answer.objects.values_list(
            "attempt_question__attempt__enrolment__employee", "attempt_question__position", "selected"
        )
    }
    told = {(one.employee_id, place): chosen for one in visits for place, chosen in one.acknowledged.items()}
    lost = sum(stored.get(key) != chosen for key, chosen in told.items())
    say = sys.stdout.write
    say(f"{connection.vendor}, {arguments.workers} workers, {len(visits)} people, {arguments.questions} questions, ")
    say(f"{arguments.pause:g} s per question; {lasted:.0f} s, {sum(statuses.values()) / lasted:.0f} requests/s\n")
    say(f"server {cpu * 1000 / sum(statuses.values()):.0f} ms of CPU per request, its start included; ")
    say(f"load of the machine {os.getloadavg()[1]:.1f}\n")
    say(f"5xx {sum(n for status, n in statuses.items() if status >= 500)}   ")
    say(f"4xx {sum(n for status, n in statuses.items() if 400 <= status < 500)}   ")
    say(f"sent again {sum(visit.unanswered for visit in visits)}\n")
    say(f"answers acknowledged {len(told)} of {len(visits) * arguments.questions}, lost {lost}\n")
    say(f"graded {Attempt.objects.submitted().count()}, results seen {sum(visit.has_result for visit in visits)}\n")
    for kind in ("begin", "page", "save", "submit"):
        times = sorted(second for visit in visits for second in visit.seconds[kind])
        quantile = {share: times[min(len(times) - 1, int(len(times) * share))] * 1000 for share in (0.5, 0.95, 0.99)}
        say(f"{kind:8}{len(times):6} times   p50 {quantile[0.5]:6.0f} ms   p95 {quantile[0.95]:6.0f} ms   ")
        say(f"p99 {quantile[0.99]:6.0f} ms   worst {times[-1] * 1000:6.0f} ms\n")


if __name__ == "__main__":
    main()
