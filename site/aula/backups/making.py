"""Making a backup: one archive, whole or not at all, while people go on working."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from . import databases
from .errors import BackupFailed
from .manifest import NAME, Manifest, Stored, applied_migrations, engine

CHUNK = 1 << 20


def roots() -> dict[str, Path]:
    """The folders of files that belong to an installation, by their name inside a backup."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_MEDIA_ROOT)}


def make(folder: Path) -> Path:
    """Write a backup into `folder`, which is made if need be; the file. Raises BackupFailed.

    The database is copied before the files: whatever a row names was there by then, since a file is written before
    the row that names it. Files that come meanwhile belong to no row and harm nobody.
    With BACKUP_RECIPIENT the archive is encrypted for that key (age), which this machine cannot open again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ending = ".tar.gz.age" if settings.BACKUP_RECIPIENT else ".tar.gz"
    target = folder / f"aula-{timezone.localtime():%Y%m%d-%H%M%S}{ending}"
    if target.exists():
        raise BackupFailed(_("«%(name)s» is there already: wait a second.") % {"name": target.name})
    partial = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch, _sink(partial) as sink:
            _write(sink, Path(scratch))
        os.replace(partial, target)
    except OSError as error:
        raise BackupFailed(_("The backup could not be written: %(reason)s") % {"reason": error}) from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def _write(sink, scratch: Path) -> None:
    made_at, migrations = timezone.now().isoformat(), applied_migrations()
    database, rows = databases.dump(scratch)
    manifest = Manifest(made_at, engine(), migrations, rows)
    # The weakest compression: PDFs and pictures give nothing, and the database gives most of what it can.
    with (
        gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=1, filename="") as compressing,
        tarfile.open(fileobj=compressing, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        _add(archive, database, database.name, manifest)
        for name, root in roots().items():
            for path in _files_of(root):
                _add(archive, path, f"{name}/{path.relative_to(root).as_posix()}", manifest)
        told = manifest.as_bytes()
        member = tarfile.TarInfo(NAME)
        member.size = len(told)
        archive.addfile(member, io.BytesIO(told))


def _files_of(root: Path) -> Iterator[Path]:
    """The files below `root` but for the half-written ones, whose names begin with a dot; links are not followed."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _add(archive: tarfile.TarFile, path: Path, name: str, manifest: Manifest) -> None:
    try:
        content = path.open("rb")
    except FileNotFoundError:
        # Deleted since it was listed, as files of reports are when their days are over.
        return
    with content:
        member = tarfile.TarInfo(name)
        member.size = os.fstat(content.fileno()).st_size
        member.mtime = int(os.fstat(content.fileno()).st_mtime)
        reader = _Fingerprinting(content)
        archive.addfile(member, reader)
    manifest.files[name] = Stored(member.size, reader.digest.hexdigest())


class _Fingerprinting:
    """Reads a file through a digest, so that it is read once."""

    def __init__(self, content) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.content.read(size)
        self.digest.update(data)
        return data


@contextmanager
def _sink(partial: Path):
    """Where the archive is written: a file of its own, encrypted on the way where the settings say so."""
    with partial.open("xb") as file:
        partial.chmod(0o600)
        if not settings.BACKUP_RECIPIENT:
            yield file
        else:
            with _encrypted(file) as encrypting:
                yield encrypting
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _encrypted(file):
    if not (age := shutil.which("age")):
        raise BackupFailed(_("%(name)s is missing. Install it: apt-get install %(name)s") % {"name": "age"})
    process = subprocess.Popen(  # noqa: S603 - a setting of the server
        [age, "--recipient", settings.BACKUP_RECIPIENT], stdin=subprocess.PIPE, stdout=file, stderr=subprocess.PIPE
    )
    try:
        yield process.stdin
    except BrokenPipeError:
        # What age says about it is told below.
        pass
    finally:
        _told, trouble = process.communicate()
    if process.returncode:
        reason = trouble.decode(errors="replace").strip()[-300:]
        raise BackupFailed(_("The backup could not be encrypted: %(reason)s") % {"reason": reason})
