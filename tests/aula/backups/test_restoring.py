"""A backup is taken while people write, and restored in another place by the command that a technician runs."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection, connections

from aula.backups import making
from aula.backups.databases import count_rows
from aula.backups.errors import BackupFailed, RestoreFailed
from aula.backups.making import make
from aula.backups.manifest import NAME, Manifest
from aula.backups.restoring import restore, unpack
from people.models import Post
from tests.factories import EmployeeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def folders(tmp_path, settings):
    """An installation's folders, with a file of each kind."""
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT = tmp_path / "media", tmp_path / "private"
    settings.BACKUP_DIR, settings.VAR_DIR = tmp_path / "backups", tmp_path
    for name in ("media/images/plaza.png", "private/plantilla/altas.xlsx", "private/.half.part"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    return tmp_path


@contextlib.contextmanager
def another_database(tmp_path):
    """The address of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'other' / 'aula.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    told = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def restored_elsewhere(archive, address, folder, *options):
    other = folder / "other"
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "VAR_DIR": str(other),
        "MEDIA_ROOT": str(other / "media"),
        "PRIVATE_MEDIA_ROOT": str(other / "private"),
        "DJANGO_SETTINGS_MODULE": "aula.settings.dev",
    }
    command = [sys.executable, str(project.BASE_DIR / "manage.py"), "restore", str(archive), *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_technician_restores_everything_in_an_empty_place_and_no_second_time(folders):
    employee = EmployeeFactory(given_names="Guadalupe")
    call_command("backup", verbosity=0, stdout=io.StringIO())
    [archive] = project.BACKUP_DIR.iterdir()
    assert archive.stat().st_mode & 0o077 == 0
    with another_database(folders) as address:
        done = restored_elsewhere(archive, address, folders)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "✓" in done.stdout
        assert "✗" not in done.stdout
        for name in ("media/images/plaza.png", "private/plantilla/altas.xlsx"):
            assert (folders / "other" / name).read_bytes() == (folders / name).read_bytes()
        assert not (folders / "other/private/.half.part").exists()
        again = restored_elsewhere(archive, address, folders)
        assert again.returncode == 1
        assert not list((folders / "other").glob("*.antes-*"))
        assert "--replace" in again.stderr
        replaced = restored_elsewhere(archive, address, folders, "--replace")
        assert replaced.returncode == 0, replaced.stdout + replaced.stderr
        assert "antes" in replaced.stdout
    assert employee.pk


def test_what_was_written_before_it_began_is_in_it_whatever_is_written_meanwhile(folders, tmp_path):
    written, stop = [], threading.Event()

    def write():
        try:
            while not stop.is_set():
                written.append(Post.objects.create(name=f"Puesto {len(written)}").pk)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            stop.wait(0.01)
        acknowledged = list(written)
        archive = make(tmp_path / "backups")
    finally:
        stop.set()
        writer.join()
    manifest = unpack(archive, tmp_path / "unpacked")
    assert manifest.rows["people_post"] >= len(acknowledged)
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(tmp_path / "unpacked" / "database.sqlite3")) as copy:
            found = {pk for (pk,) in copy.execute("SELECT id FROM people_post")}
            assert set(acknowledged) <= found
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no file to copy")
def test_control_a_plain_copy_of_the_file_loses_what_was_acknowledged(folders, tmp_path):
    connection.cursor().execute("PRAGMA wal_autocheckpoint=0")
    Post.objects.create(name="Recién guardado")
    shutil.copy(connection.settings_dict["NAME"], tmp_path / "copied.sqlite3")
    with contextlib.closing(sqlite3.connect(tmp_path / "copied.sqlite3")) as copy:
        assert copy.execute("SELECT COUNT(*) FROM people_post WHERE name = 'Recién guardado'").fetchone() == (0,)
    connection.close()


def test_one_altered_byte_a_missing_file_and_a_cut_end_are_refused(folders, tmp_path):
    archive = make(tmp_path / "backups")
    unpacked = tmp_path / "unpacked"
    unpack(archive, unpacked)
    altered = tmp_path / "altered.tar.gz"
    for change in ("altered", "missing", "added"):
        _pack_again(archive, altered, change)
        with pytest.raises(RestoreFailed, match=r"plaza\.png|nueva\.png"):
            unpack(altered, tmp_path / change)
    altered.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(RestoreFailed):
        unpack(altered, tmp_path / "cut")


def _pack_again(source, target, change):
    with tarfile.open(source) as read, tarfile.open(target, "w:gz") as write:
        for member in read:
            data = read.extractfile(member).read()
            if member.name.endswith("plaza.png"):
                if change == "missing":
                    continue
                if change == "altered":
                    data = b"M" + data[1:]
            write.addfile(member, io.BytesIO(data))
        if change == "added":
            extra = tarfile.TarInfo("media/nueva.png")
            extra.size = 1
            write.addfile(extra, io.BytesIO(b"x"))


@pytest.mark.parametrize("name", ["/etc/cron.d/evil", "media/../../evil", "elsewhere/evil"])
def test_an_archive_writes_nowhere_but_in_its_own_folders(tmp_path, name):
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as write:
        member = tarfile.TarInfo(name)
        member.size = 1
        write.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(RestoreFailed, match="evil"):
        unpack(archive, tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists() or not any((tmp_path / "unpacked").rglob("*evil*"))


def test_a_link_in_an_archive_is_refused(tmp_path):
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as write:
        member = tarfile.TarInfo("media/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        write.addfile(member)
    with pytest.raises(RestoreFailed):
        unpack(archive, tmp_path / "unpacked")


@pytest.mark.parametrize(
    "change", [{"migrations": ["people.9999_from_the_future"]}, {"engine": "oracle"}, {"format": 99}]
)
def test_a_backup_of_newer_code_or_another_database_is_refused_and_nothing_changes(folders, tmp_path, change):
    archive, newer = make(tmp_path / "backups"), tmp_path / "newer.tar.gz"
    with tarfile.open(archive) as read, tarfile.open(newer, "w:gz") as write:
        for member in read:
            data = read.extractfile(member).read()
            if member.name == NAME:
                manifest = Manifest.read(data)
                told = {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}
                data = Manifest(**{**told, **change}).as_bytes()
                member.size = len(data)
            write.addfile(member, io.BytesIO(data))
    before = count_rows()
    with pytest.raises(RestoreFailed):
        restore(newer, replace=True)
    assert count_rows() == before
    assert (folders / "media/images/plaza.png").exists()


def test_a_full_disk_leaves_the_earlier_backups_and_no_half_one(folders, monkeypatch):
    earlier = make(project.BACKUP_DIR)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_add", full)
    monkeypatch.setattr(making.timezone, "localtime", lambda: making.timezone.datetime(2030, 1, 1))
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup")
    assert list(project.BACKUP_DIR.iterdir()) == [earlier]


def test_an_encrypted_backup_opens_with_its_key_and_with_no_other(folders, tmp_path, settings):
    keys = [tmp_path / "key", tmp_path / "another"]
    for key in keys:
        subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", str(keys[0])], check=True, capture_output=True, text=True)
    settings.BACKUP_RECIPIENT = public.stdout.strip()
    archive = make(tmp_path / "backups")
    assert archive.name.endswith(".age")
    assert b"database" not in archive.read_bytes()
    assert unpack(archive, tmp_path / "unpacked", identity=keys[0]).files
    with pytest.raises(RestoreFailed, match="--identity"):
        unpack(archive, tmp_path / "no key")
    with pytest.raises(RestoreFailed):
        unpack(archive, tmp_path / "wrong key", identity=keys[1])


def test_a_wrong_recipient_makes_no_backup(folders, settings):
    settings.BACKUP_RECIPIENT = "age1nonsense"
    with pytest.raises(BackupFailed):
        make(Path(project.BACKUP_DIR))
    assert not list(Path(project.BACKUP_DIR).iterdir())
