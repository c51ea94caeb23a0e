"""How long a roster of 10,000 rows takes, 3 % of them broken: reading, comparing, storing the plan, applying it.

The rows are those of tests/people/roster_rows.py: good ones as odd as real ones, broken ones in 37 named ways.
It says whether every broken row was found with its column and no good one refused. Memory is what the process has at
most, with Django; other processes make the file and the tables, so that this does not count.

Last figures (SQLite, 2 shared cores under load, November 2026): read 3.5 s and, with reading the stored file again,
compare and keep the plan 6.5 s, 199 MiB at most with Django's own 96; 333 of 333 broken rows found with the right
column, no good one refused. Applying 9,667 new people with accounts, all of it in one transaction, 15.8 s; the same
file again: 0 changes. The numbers of queries are those of batches of 500.

usage: python bench/roster_import.py [--rows 10000] [--broken 300]
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--broken", type=int, default=300)
    parser.add_argument("--make", help="only write the file and its faults into this folder")
    parser.add_argument("--migrate", help="only make the tables")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django

        django.setup()
        if arguments.make:
            make(Path(arguments.make), arguments.rows, arguments.broken)
            return
        if arguments.migrate:
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            return
        sizes = ["--rows", str(arguments.rows), "--broken", str(arguments.broken)]
        for task in ("--make", "--migrate"):
            subprocess.run([sys.executable, __file__, task, folder, *sizes], check=True)  # noqa: S603
        measure(Path(folder))


def make(folder: Path, rows: int, broken: int) -> None:
    from tests.people import roster_rows

    made = roster_rows.roster(rows, broken=broken)
    (folder / "roster.xlsx").write_bytes(roster_rows.workbook(made))
    (folder / "broken").write_text(json.dumps(made.broken))


def measure(folder: Path) -> None:
    from django.db import connection, reset_queries

    from people.models import Employee, RosterImport, User
    from people.roster import applying, imports
    from people.roster.columns import Layout
    from tests.people import roster_rows

    roster_rows.setting()
    user = User.objects.get(username="direccion")
    data = (folder / "roster.xlsx").read_bytes()
    broken = {int(row): fault for row, fault in json.loads((folder / "broken").read_text()).items()}
    told = print
    told(f"{'':34} seconds  CPU    peak MiB  queries")
    connection.force_debug_cursor = True

    def timed(label, act):
        reset_queries()
        start, cpu = time.perf_counter(), time.process_time()
        outcome = act()
        seconds, spent = time.perf_counter() - start, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told(f"{label:34} {seconds:7.2f}  {spent:5.2f}  {peak:8}  {len(connection.queries_log):7}")
        return outcome

    told(f"{'before':34} {'':7}  {'':5}  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8}")
    found = timed("read, recognise the columns", lambda: imports.receive(data=data, file_name="a.xlsx", user=user))
    layout = Layout.load(found.layout)
    timed("compare and keep the plan", lambda: imports.say_columns(roster_import=found, layout=layout))
    plan = timed("compare as part of a staff", lambda: imports.choose(roster_import=found, proposes_leavers=False))
    blamed = {one.row: {problem["field"] for problem in one.problems} for one in plan.refused}
    told(f"broken rows {len(broken)}, found {len(broken.keys() & blamed.keys())}, with the right column", end=" ")
    told(sum(fault[1] in blamed.get(row, ()) for row, fault in broken.items()), end="; ")
    told(f"good rows refused: {len(blamed.keys() - broken.keys())}")
    found.refresh_from_db()
    found = applying.accept(roster_import=found, actor=user, digest=found.plan_sha256)
    found = timed("apply (read, compare, write)", lambda: applying.apply(roster_import=found))
    told(f"{Employee.objects.count()} people; plan of {len(str(found.plan)) // 1024} KiB")
    again = timed("the same file again", lambda: imports.receive(data=data, file_name="b.xlsx", user=user))
    told(f"changes by it: {RosterImport.objects.get(pk=again.pk).counts}")


if __name__ == "__main__":
    main()
