"""A round of the link monitor over a municipality's portal with every fault, served on this machine.

Three hundred addresses, most of them at one host as in real life, the rest at eleven others: pages, workbooks, PDFs and
CSV files of some hundreds of rows, one in five with a fault, among them servers that drip, redirects in a circle and
into private networks, and five thousand million bytes. Says how long the round took, how many connections there were at
once and to one host, how many requests reached what is private, and whether each fault was told right.

usage: python bench/link_monitor.py [--addresses 300] [--faults 60]
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
# path, what it should be, whether it names the quarter, verdict
FINE = (
    ("/bien", "page", True, "meets"),
    ("/nomina.xlsx", "open_table", True, "meets"),
    ("/informe.pdf", "document", True, "meets"),
    ("/julio-septiembre-2026.csv", "open_table", True, "meets"),
    ("/nomina.ods", "open_table", True, "meets"),
)
FAULTS = (
    ("/no-esta", "anything", False, "broken"),
    ("/falla", "anything", False, "unverifiable"),
    ("/circulo", "anything", False, "broken"),
    ("/goteo", "page", False, "unverifiable"),
    ("/informe.pdf", "open_table", False, "changed"),
    ("/entrar", "page", False, "changed"),
    ("/movido", "page", False, "changed"),
    ("/escaneado.pdf", "document", False, "changed"),
    ("/atrasada.xlsx", "open_table", True, "outdated"),
    ("/a-lo-privado", "anything", False, "unverifiable"),
    ("/rebota", "anything", False, "unverifiable"),
    ("/enorme.xlsx", "open_table", False, "unverifiable"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=300)
    parser.add_argument("--faults", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure(arguments.addresses, arguments.faults)


def measure(number: int, faults: int) -> None:
    from tests.cimtra.monitoring.portal import open_portal

    with open_portal() as portal:
        wanted = addresses(portal, number, faults)
        run, wall, cpu = go(portal)
        told = {check.published_id: check.verdict for check in run.checks.all()}
        wrong = [f"{wanted[pk][0]}: {verdict}" for pk, verdict in told.items() if verdict != wanted[pk][1]]
        say(f"addresses {len(told)} · {wall:.1f} s · CPU {cpu:.1f} s · load {os.getloadavg()[0]:.1f}")
        say(f"requests {len(portal.asked)} · most at once {portal.most_at_once}, at one host {portal.most_at_one_host}")
        say(f"requests to what is private: {sum(path == '/secreto' for path in portal.asked)}")
        say(f"verdicts {dict(Counter(told.values()))}")
        say(f"told wrong: {wrong or 'none'}")
        here, there = (
            resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        say(f"most memory: {here} MiB here, {there} MiB in a reader")


def addresses(portal, number: int, faults: int) -> dict[int, tuple[str, str]]:
    """Of each address its path and the verdict that it should get."""
    from django.conf import settings

    from cimtra.models import PublishedAddress
    from tests.cimtra.monitoring.conftest import HOSTS
    from tests.factories import DepartmentFactory

    settings.CIMTRA_MONITOR_LOCAL_PORTALS = {f"{host}:{portal.port}" for host in HOSTS}
    portal.answers["/rebota"] = (302, {"Location": "http://cambia.test/secreto"}, b"")
    departments = [DepartmentFactory() for _number in range(30)]
    found = {}
    for place in range(number):
        kinds = FAULTS if place < faults else FINE
        path, expects, names_quarter, verdict = kinds[place % len(kinds)]
        # Three of four at one host, as in real life.
        host = HOSTS[0] if place % 4 else HOSTS[1 + place // 4 % (len(HOSTS) - 1)]
        one = PublishedAddress.objects.create(
            address=f"{portal.url(path, host)}?{place}",
            title=f"{path} {place}",
            department=departments[place % 30],
            expects=expects,
            names_quarter=names_quarter,
        )
        found[one.pk] = (path, verdict)
    return found


def go(portal):
    from cimtra.models import MonitoringRun
    from cimtra.monitoring import fetching, running
    from tests.cimtra.monitoring.conftest import Names

    resolve = Names(**{"interno.test": ["10.0.0.8"], "cambia.test": ["192.168.1.1"]})
    run = MonitoringRun.objects.create(quarter_start=dt.date(2026, 7, 1))
    began, worked = time.monotonic(), time.process_time()
    running.go_round(run, fetch=partial(fetching.fetch, resolve=resolve))
    return run, time.monotonic() - began, time.process_time() - worked


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
