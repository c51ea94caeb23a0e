"""The way back from a backup: everything is unpacked and checked before anything is touched."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from . import databases
from .errors import RestoreFailed
from .making import CHUNK, roots
from .manifest import NAME, Manifest, Stored, engine, rows_that_differ, unknown_migrations


@dataclass
class Restored:
    """What was put back, where what was there before lies, and tables that do not have the rows they should."""

    manifest: Manifest
    set_aside: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def restore(archive: Path, *, replace: bool = False, identity: Path | None = None) -> Restored:
    """Put the database and the files of `archive` in the place of those of this installation. Raises RestoreFailed.

    Only into an empty database, unless `replace`; then the former files, and with SQLite the former database, are set
    aside beside the new ones. `identity` is the file with the key of an encrypted backup.
    """
    if not replace and not databases.is_empty():
        raise RestoreFailed(
            _("This installation has data. To put the backup in their place, run it again with --replace.")
        )
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as scratch:
        folder = Path(scratch)
        manifest = unpack(archive, folder, identity=identity)
        _refuse_unfit(manifest)
        restored = Restored(manifest)
        if former := databases.load(folder / databases.FILES[manifest.engine]):
            restored.set_aside.append(former)
        if differing := rows_that_differ(manifest.rows, databases.count_rows()):
            # Told and not refused: what was there is set aside already, and the tables say more than nothing.
            restored.differing = differing
        for name, root in roots().items():
            restored.set_aside += _put(folder / name, root)
    return restored


def unpack(archive: Path, folder: Path, *, identity: Path | None = None) -> Manifest:
    """Unpack `archive` into `folder` and compare each file with its fingerprint. Raises RestoreFailed."""
    found: dict[str, Stored] = {}
    told = b""
    try:
        with _opened(archive, identity) as source, tarfile.open(fileobj=source, mode="r|gz") as members:
            for member in members:
                content = members.extractfile(member) if member.isreg() else None
                if content is None or not _is_ours(member.name):
                    raise RestoreFailed(_("The backup holds «%(name)s», which is not ours.") % {"name": member.name})
                if member.name == NAME:
                    told = content.read()
                else:
                    found[member.name] = _copy(content, folder / member.name)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise RestoreFailed(_("The backup is damaged or cut off: %(reason)s") % {"reason": error}) from error
    manifest = Manifest.read(told)
    if found != manifest.files:
        differing = sorted(
            name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name)
        )
        raise RestoreFailed(
            _("The backup was altered: %(names)s is not as it was written.") % {"names": ", ".join(differing[:3])}
        )
    return manifest


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return name == NAME or name in databases.FILES.values() or path.parts[0] in roots()


def _copy(content, target: Path) -> Stored:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while data := content.read(CHUNK):
            digest.update(data)
            size += len(data)
            file.write(data)
    target.chmod(0o600)
    return Stored(size, digest.hexdigest())


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.engine != engine():
        words = _("The backup is of %(theirs)s and this installation runs on %(ours)s: see DATABASE_URL.")
        raise RestoreFailed(words % {"theirs": manifest.engine, "ours": engine()})
    if unknown := unknown_migrations(manifest):
        words = _("The backup was made by a newer version of Aula Clara (%(migrations)s). Install that version first.")
        raise RestoreFailed(words % {"migrations": ", ".join(unknown[:3])})


def _put(source: Path, root: Path) -> list[str]:
    """Set `root` aside, if anything is in it, and put `source` there; what was set aside."""
    aside = []
    if root.exists() and any(root.iterdir()):
        former = root.with_name(f"{root.name}.antes-{timezone.localtime():%Y%m%d-%H%M%S}")
        os.replace(root, former)
        aside.append(str(former))
    elif root.exists():
        root.rmdir()
    if source.exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, root)
    else:
        root.mkdir(parents=True)
    return aside


@contextmanager
def _opened(archive: Path, identity: Path | None):
    if archive.suffix != ".age":
        with archive.open("rb") as file:
            yield file
        return
    if identity is None:
        raise RestoreFailed(_("The backup is encrypted: give the file with its key, --identity FILE."))
    if not (age := shutil.which("age")):
        raise RestoreFailed(_("%(name)s is missing. Install it: apt-get install %(name)s") % {"name": "age"})
    process = subprocess.Popen(  # noqa: S603 - files that whoever runs the command names
        [age, "--decrypt", "--identity", str(identity), str(archive)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield process.stdout
    except (tarfile.TarError, EOFError, OSError) as error:
        process.kill()
        reason = process.stderr.read().decode(errors="replace").strip()[-300:] or error
        raise RestoreFailed(_("The backup could not be opened: %(reason)s") % {"reason": reason}) from error
    finally:
        process.stdout.close()
        process.wait()
