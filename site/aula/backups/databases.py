"""The database as one file, and back: VACUUM INTO for SQLite, pg_dump and pg_restore for PostgreSQL.

Both copy one moment while others go on writing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import BackupFailed, RestoreFailed

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# Debian keeps the programs of the server out of the PATH.
PROGRAMS = "/usr/lib/postgresql"


def dump(folder: Path) -> tuple[Path, dict[str, int]]:
    """Write the database into `folder`; the file and {table: rows} of the moment it holds. Raises BackupFailed."""
    target = folder / FILES[connection.vendor]
    return target, _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


def _dump_sqlite(target: Path) -> dict[str, int]:
    # Not through Django's connection: VACUUM wants to be outside any transaction.
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    try:
        source.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.Error as error:
        raise BackupFailed(_("The database could not be copied: %(reason)s") % {"reason": error}) from error
    finally:
        source.close()
    copy = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        with closing(copy.cursor()) as cursor:
            return count_rows(cursor)
    finally:
        copy.close()


def _dump_postgresql(target: Path) -> dict[str, int]:
    # pg_dump and the count look at the same snapshot. A connection of its own: Django's may be in a transaction.
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            # What an earlier restore set aside stays out. A dump of one schema alone would leave out the extensions.
            what = ["--format=custom", "--exclude-schema=antes_*", "--no-owner", "--no-privileges"]
            _run(["pg_dump", *what, f"--snapshot={snapshot}", f"--file={target}"], BackupFailed)
            return count_rows(cursor)
    finally:
        own.close()


def count_rows(cursor=None) -> dict[str, int]:
    """{table: rows} as the database of `cursor` (of this installation by default) counts them now."""
    if cursor is None:
        with connection.cursor() as own:
            return count_rows(own)
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    counted = {}
    for (table,) in sorted(cursor.fetchall()):
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - the database's own names
        counted[table] = cursor.fetchone()[0]
    return counted


def is_empty() -> bool:
    """Whether there is nothing to lose: no tables at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def load(source: Path) -> str:
    """Put the dump `source` in the place of the database; the name of what was set aside, if anything was.

    A SQLite file is set aside beside the new one, PostgreSQL's tables in a schema of their own. Raises RestoreFailed,
    and then everything is as it was.
    """
    had_data = not is_empty()
    if connection.vendor == "sqlite":
        connection.close()
        return str(_replace_sqlite(source, keep=had_data) or "")
    return _replace_postgresql(source, keep=had_data)


def _replace_postgresql(source: Path, *, keep: bool) -> str:
    former = f"antes_{timezone.localtime():%Y%m%d_%H%M%S}" if keep else ""
    if former:
        _move_schema("public", former)
    try:
        what = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        _run(["pg_restore", *what, f"--dbname={connection.settings_dict['NAME']}", str(source)], RestoreFailed)
    except RestoreFailed:
        if former:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
            _move_schema(former, "public")
        raise
    connection.close()
    return former


@transaction.atomic
def _move_schema(name: str, target: str) -> None:
    """Rename a schema, leaving an empty `public`; extensions stay where they are looked for."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER SCHEMA "{name}" RENAME TO "{target}"')
        if target == "public":
            return
        cursor.execute('CREATE SCHEMA "public"')
        cursor.execute(
            "SELECT extname FROM pg_extension WHERE extrelocatable AND extnamespace = %s::regnamespace", [target]
        )
        for (extension,) in cursor.fetchall():
            cursor.execute(f'ALTER EXTENSION "{extension}" SET SCHEMA "public"')


def _replace_sqlite(source: Path, *, keep: bool) -> Path | None:
    target, aside = Path(connection.settings_dict["NAME"]), None
    _refuse_broken(source)
    if target.exists() and keep:
        aside = target.with_name(f"{target.name}.antes-{timezone.localtime():%Y%m%d-%H%M%S}")
        _checkpoint(target)
        os.replace(target, aside)
    for leftover in (f"{target}-wal", f"{target}-shm"):
        Path(leftover).unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
    return aside


def _refuse_broken(source: Path) -> None:
    copy = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    try:
        [(verdict,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        verdict = str(error)
    finally:
        copy.close()
    if verdict != "ok":
        raise RestoreFailed(_("The database inside the backup is damaged: %(reason)s") % {"reason": verdict})


def _checkpoint(target: Path) -> None:
    """Bring what the journal holds into the file that is set aside; refuse while somebody writes."""
    former = sqlite3.connect(target, timeout=1)
    try:
        former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        former.execute("BEGIN EXCLUSIVE")
        former.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise RestoreFailed(_("The database is in use. Stop the service and its worker, and try again.")) from error
        # A damaged file is a reason to restore, not to refuse.
    finally:
        former.close()


def _run(arguments: list[str], failure: type[Exception]) -> None:
    database = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": database.get("HOST") or "",
        "PGPORT": str(database.get("PORT") or ""),
        "PGUSER": database.get("USER") or "",
        "PGPASSWORD": database.get("PASSWORD") or "",
        "PGDATABASE": connection.settings_dict["NAME"],
    }
    environment = {name: value for name, value in environment.items() if value or not name.startswith("PG")}
    arguments = [_program(arguments[0], failure), *arguments[1:]]
    # A program of PostgreSQL with names of our own files.
    done = subprocess.run(  # noqa: S603
        arguments,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise failure(_("PostgreSQL refused: %(reason)s") % {"reason": done.stderr.strip()[-500:]})


def _program(name: str, failure: type[Exception]) -> str:
    newest = sorted(Path(PROGRAMS).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if not found:
        raise failure(_("%(name)s is missing. Install it: apt-get install postgresql-client") % {"name": name})
    return found
