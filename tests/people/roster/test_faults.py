"""What breaks on purpose while a roster is applied or taken back: failing queries, two workers, a killed process."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, transaction

from people import ledger
from people.models import Appointment, Decision, EarlierService, Employee, Post, RosterImport, User
from people.roster import applying, undoing
from tests.people.roster_factories import accepted, brought, csv_bytes, human_resources, places, row, uploaded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

ROWS = [
    row("1001", "QUINTERO IBARROLA, ROSALBA"),
    row("1002", "ARECHAVALETA PEÑA, JIMENA"),
    row("1003", "SOTO LARA, EVA"),
]
CHANGED = [
    row("1001", "QUINTERO IBARROLA, ROSALBA", department="Obras Públicas", post="CAJERO"),
    row("1002", "ARECHAVALETA PEÑA, JIMENA", email="jimena@tuxpan.example"),
    row("1004", "MONTELONGO UREÑA, EFRAÍN"),
]


def state():
    """Everything that an import writes."""
    found = [model.objects.count() for model in (Employee, User, Appointment, EarlierService, Post, Decision)]
    found += Employee.objects.order_by("pk").values_list("number", "email", "left_on")
    found += User.objects.order_by("pk").values_list("username", "email", "is_active")
    found += Appointment.objects.order_by("pk").values_list("employee", "department", "starts_on", "ends_on")
    return found, list(RosterImport.objects.order_by("pk").values_list("state"))


class FailAt:
    """Fails the query number `at`."""

    def __init__(self, at):
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)


def sweep(act):
    """Let each query of `act` fail in turn, until it gets through: (points, points that left a half-done state)."""
    before, points, half_done = state(), 0, 0
    for at in range(1, 300):
        try:
            with connection.execute_wrapper(FailAt(at)):
                act()
        except OperationalError:
            points += 1
            half_done += state() != before
        else:
            return points, half_done
    raise AssertionError("it never got through")


@contextlib.contextmanager
def keeps_what_was_done():
    """A transaction that commits what it did before it failed."""
    failure = None
    with transaction.atomic():
        try:
            yield
        except OperationalError as error:
            failure = error
            transaction.set_rollback(False)
    if failure:
        raise failure


@pytest.fixture(name="waiting")
def _waiting(monkeypatch):
    """An accepted import with new people, a transfer, changed data, somebody who leaves and a post to create."""
    # What others do after the commit is none of its transaction.
    monkeypatch.setattr(connection, "on_commit", lambda act, robust=False: None)
    places()
    brought(ROWS)
    leaver = Employee.objects.get(number="1003")
    return accepted(uploaded(csv_bytes(CHANGED), leavers={leaver.pk}, posts={"cajero": "create"}))


def test_a_failing_query_leaves_the_roster_as_it_was_and_a_retry_applies_it(waiting):
    points, half_done = sweep(lambda: applying.apply(roster_import=waiting))
    assert points > 20
    assert half_done == 0
    assert Employee.objects.get(number="1003").left_on is not None
    assert Employee.objects.filter(number="1004").exists()
    assert list(ledger.faults()) == []


def test_the_sweep_notices_an_import_that_is_not_one_transaction(waiting, monkeypatch):
    monkeypatch.setattr(applying, "transaction", types.SimpleNamespace(atomic=keeps_what_was_done))
    before, half_done = state(), 0
    for at in range(1, 300):
        # What was written stands in the way of the next try.
        with contextlib.suppress(OperationalError, applying.PlanChanged), connection.execute_wrapper(FailAt(at)):
            applying.apply(roster_import=waiting)
            break
        half_done += state() != before
    assert half_done > 0


def test_a_failing_query_leaves_an_import_applied_and_a_retry_takes_it_back(waiting):
    done = applying.apply(roster_import=waiting)
    office = human_resources()
    points, half_done = sweep(lambda: undoing.undo(roster_import=done, actor=office))
    assert points > 15
    assert half_done == 0
    assert sorted(Employee.objects.values_list("number", "left_on")) == [("1001", None), ("1002", None), ("1003", None)]


def test_two_workers_at_once_apply_it_once(waiting):
    barrier, outcomes = threading.Barrier(4), []

    def run():
        barrier.wait()
        try:
            outcomes.append(applying.apply(roster_import=waiting).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert outcomes == [RosterImport.State.APPLIED] * 4
    assert Decision.objects.filter(act="import_roster").count() == 2
    assert Employee.objects.filter(number="1004").count() == 1


KILLED = """
import os, sys, time
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from people.models import RosterImport
from people.roster import applying
from people.roster.reading import read
write = applying.write
def slowly(plan):
    written = write(plan)
    print("written", flush=True)
    time.sleep(60)
    return written
applying.write = slowly
book = read(open(sys.argv[2], "rb").read(), file_name="plantilla.csv")
applying.apply(roster_import=RosterImport.objects.get(pk=int(sys.argv[3])), book=book)
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other process is pointed at the test's file")
def test_a_worker_killed_before_the_end_leaves_nothing_and_the_next_one_applies_it(waiting):
    before = state()
    root = Path(settings.BASE_DIR)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "aula.settings.test"}
    environment["PYTHONPATH"] = f"{root}{os.pathsep}{root / 'site'}"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), waiting.file.path, str(waiting.pk)],
        env=environment,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = process.stdout.readline().strip()
        assert said == "written", process.stderr.read()[-2000:]
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    time.sleep(0.2)
    assert state() == before
    applying.apply(roster_import=waiting)
    assert Employee.objects.filter(number="1004").exists()
