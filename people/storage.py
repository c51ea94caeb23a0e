"""Where private files lie: outside MEDIA_URL, reached only through views that ask who is there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.files.storage import storages


def private_storage():
    return storages["private"]


def write_whole(name: str, data: bytes) -> None:
    """Write `data` under `name` in the private storage: a reader finds all of it or nothing, even after a power cut."""
    target = Path(private_storage().path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _make_durable(target.parent)


def move_whole(name: str, file: Path) -> None:
    """Move `file`, which lies on the same disk, under `name` in the private storage: all of it or nothing."""
    target = Path(private_storage().path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb+") as content:
        os.fsync(content.fileno())
    file.chmod(0o600)
    os.replace(file, target)
    _make_durable(target.parent)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
