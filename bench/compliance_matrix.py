"""How long the matrix of compliance and the night's work take in a large municipality: 5,000 people × 40 courses.

Builds it with `load_bulk` in a scratch database (some minutes), or measures the one of DATABASE_URL with --as-it-is.
Prints seconds of CPU, queries, bytes and how much memory each step added at its peak, each in a process of its own.

usage: python bench/compliance_matrix.py [--employees 5000] [--courses 40] [--as-it-is]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
QUERY = "por=cursos"
STEPS = ("page", "csv", "xlsx", "past", "duties", "notices")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--employees", type=int, default=5000)
    parser.add_argument("--courses", type=int, default=40)
    parser.add_argument("--as-it-is", action="store_true", help="measure the database of DATABASE_URL, load nothing")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
    if arguments.step:
        measure(arguments.step)
        return
    with tempfile.TemporaryDirectory() as folder:
        if not arguments.as_it_is:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
            run("manage.py", "migrate", "--verbosity=0")
            run("manage.py", "createcachetable")
            run(
                *("manage.py", "load_bulk", "--seed=1"),
                *(f"--employees={arguments.employees}", f"--courses={arguments.courses}"),
            )
        # Each in a process of its own: the peak of memory is then the step's, and nothing is warm but the disk.
        for step in STEPS:
            run("bench/compliance_matrix.py", f"--step={step}")


def run(*words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)  # noqa: S603 - our own scripts


def measure(step: str) -> None:
    import django

    django.setup()
    from django.db import connection, reset_queries
    from django.utils import translation

    translation.activate("es-mx")
    act = getattr(Acts(), step)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    connection.force_debug_cursor = True
    reset_queries()
    begun = time.process_time()
    size = act()
    seconds = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    queries = f"{connection.queries_log.maxlen}+" if connection.queries_limit <= len(connection.queries) else ""
    queries = queries or str(len(connection.queries))
    sys.stdout.write(f"{step:8} {seconds:7.2f} s CPU {queries:>6} queries {grown:6.0f} MiB more {size}\n")


class Acts:
    """The steps; each returns what it made, in words."""

    def page(self) -> str:
        listing = self._listing()
        rows = list(listing.rows[: listing.report.per_page])
        said = [[column.value(row) for column in listing.asked.columns] for row in rows]
        return f"{len(said)} of {len(listing.rows)} rows, {len(listing.asked.columns)} columns"

    def csv(self) -> str:
        return self._file("csv")

    def xlsx(self) -> str:
        return self._file("xlsx")

    def past(self) -> str:
        """The CSV as of a day three months ago."""
        import datetime as dt

        return self._file("csv", f"{QUERY}&corte={(dt.date.today() - dt.timedelta(days=90)).isoformat()}")  # noqa: DTZ011

    def duties(self) -> str:
        from courses.api import recompute_duties

        return f"{sum(recompute_duties().values())} duties looked at"

    def notices(self) -> str:
        from courses.reminders import plan_reminders

        return f"{plan_reminders() or ''}"

    def _listing(self, query: str = QUERY):
        from django.http import QueryDict

        from reports.framework.listing import Listing
        from reports.framework.registry import reports

        return Listing.of(reports.get("matriz-de-cumplimiento"), QueryDict(query))

    def _file(self, kind: str, query: str = QUERY) -> str:
        from reports.framework.files import make_file

        file = make_file(self._listing(query), kind, author="bench")
        return f"{file.rows} rows, {len(file.content) / 1024:.0f} kB"


if __name__ == "__main__":
    main()
