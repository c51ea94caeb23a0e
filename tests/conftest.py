"""What every test may count on: a migrated database of its own, empty caches, scratch folders for files.

On SQLite the migrated database is made once, kept under .pytest_cache by the digest of the migrations, and copied for
each process; on PostgreSQL each process migrates one and keeps a copy beside it. After a test that commits
(`transactional_db`, `live_server`) the copy is put back, so Wagtail's root page, locale and site and the groups are
there for the next one. `--create-db` makes it afresh.
"""

import fcntl
import gc
import hashlib
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils.translation.reloader import translation_file_changed

from scripts.compile_translations import compile_stale

ROOT = Path(__file__).resolve().parent.parent
APPS = ("people", "courses", "evaluations", "certificates", "reports", "cimtra", "site/aula")

# Playwright keeps an event loop in the test's thread; without this Django refuses the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# Whether a machine is quick enough today is no fact about what is tested.
hypothesis.settings.register_profile("suite", suppress_health_check=[hypothesis.HealthCheck.too_slow], deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        for source in compile_stale():
            # Django may have looked for it already; what it did not find then would stay English.
            translation_file_changed(None, source.with_suffix(".mo"))


@pytest.fixture(scope="session")
def django_db_setup(
    request,
    django_test_environment,
    django_db_blocker,
    django_db_createdb,
    django_db_modify_db_settings,
    tmp_path_factory,
):
    # `migrate` works with translations switched off; forms that the checks build there would stay English in this
    # process for good, so they are built before.
    run_checks()
    if connections["default"].vendor != "sqlite":
        yield from _database_on_a_server(request, django_db_blocker)
        return
    with django_db_blocker.unblock():
        template = _migrated_template(Path(request.config.cache.mkdir("migrated")), afresh=django_db_createdb)
        database = tmp_path_factory.mktemp("database") / "aula.sqlite3"
        shutil.copy(template, database)
        _point_default_connection_at(database)
    flush, TransactionTestCase._fixture_teardown = (
        TransactionTestCase._fixture_teardown,
        lambda test_case: _restore(template, database),
    )
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        connections.close_all()


def _migrated_template(folder, *, afresh):
    """The path of a migrated, otherwise empty SQLite file; the first process that asks makes it."""
    template = folder / f"{_digest_of_migrations()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_by_this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        marker = template.with_suffix(".run")
        if template.exists() and not (afresh and (not marker.exists() or marker.read_text() != made_by_this_run)):
            return template
        for outdated in folder.glob("*.sqlite3*"):
            outdated.unlink(missing_ok=True)
        unfinished = folder / "unfinished.sqlite3"
        _point_default_connection_at(unfinished)
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        unfinished.rename(template)
        marker.write_text(made_by_this_run)
    return template


def _digest_of_migrations():
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in APPS:
        for pattern in ("migrations/*.py", "apps.py", "roles.py"):
            for path in sorted((ROOT / app).glob(pattern)):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def _point_default_connection_at(path):
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(path)


def _restore(template, database):
    """Puts the migrated database back after a test that committed; the file stays, other handles may be open."""
    connections["default"].close()
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(database, timeout=20)) as target:
        source.backup(target)


def _database_on_a_server(request, django_db_blocker):
    """PostgreSQL: Django's own test database and, beside it, the copy it is put back from after a committing test."""
    connection = connections["default"]
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases=["default"],
            serialized_aliases=[],
            keepdb=request.config.getvalue("reuse_db"),
        )
        database = connection.settings_dict["NAME"]
        template = f"{database}_migrated"
        _copy_on_the_server(connection, database, template)

    flush, TransactionTestCase._fixture_teardown = (
        TransactionTestCase._fixture_teardown,
        lambda test_case: _copy_on_the_server(connection, template, database),
    )
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        _drop_on_the_server(connection, template)
        teardown_databases(made, verbosity=0)


def _copy_on_the_server(connection, source, target):
    """Rows, identifiers and sequences are then exactly what the migrations left; a flush would renumber them."""
    connection.close()
    _drop_on_the_server(connection, target)
    with connection._nodb_cursor() as cursor:
        quote = connection.ops.quote_name
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")


def _drop_on_the_server(connection, database):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(database)} WITH (FORCE)")


def pytest_collection_finish():
    """What is imported by now stays until the end: looking through it again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") == "loadfile":
        from tests.together import Together

        return Together(config, log)
    return None


def _built_once(request, django_db_setup, django_db_blocker):
    """Call it in a fixture of the module's scope to build rows that all its tests start from: `built_once(function)`;
    for the tests of one class, `built_once_for_class` does it in a fixture of the class's scope.

    The rows live in a transaction in which each test's own is nested. They are there for every test of the module,
    asked for or not: with `autouse` also in whatever order the tests come. Hand `copy.deepcopy` of the objects to the
    tests, in a fixture that asks for `db`, or one sees what another set on them.
    """
    alone = [item.nodeid for item in request.session.items if item.module is request.module and _commits(item)]
    assert not alone, f"these tests commit, so their module may not keep a transaction open: {alone}"

    def build(function):
        with django_db_blocker.unblock():
            return function()

    rows = transaction.atomic()
    with django_db_blocker.unblock():
        rows.__enter__()
    yield build
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        rows.__exit__(None, None, None)


built_once = pytest.fixture(scope="module", name="built_once")(_built_once)
built_once_for_class = pytest.fixture(scope="class", name="built_once_for_class")(_built_once)


def _commits(item):
    marker = item.get_closest_marker("django_db")
    return {"transactional_db", "live_server"} & set(item.fixturenames) or (marker and marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _empty_caches():
    """A rolled-back test must not leave its site, its identity or its lock-outs behind in a cache."""
    from django.contrib.contenttypes.models import ContentType

    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session", autouse=True)
def _scratch_files():
    """aula.settings.test puts uploads into a folder of this process under the system's temporary one."""
    yield
    scratch = Path(settings.MEDIA_ROOT).parent
    if scratch.parent == Path(tempfile.gettempdir()) and scratch.name.startswith("aula-test-"):
        shutil.rmtree(scratch, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _keys(_scratch_files):
    """The seal and the other keys that setting up makes, in the scratch folder."""
    call_command("create_keys", verbosity=0)
