"""The folder of secrets (KEYS_DIR): for its owner alone, outside the database and outside every folder of files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

FOR_THE_OWNER = 0o700
FILE_FOR_THE_OWNER = 0o600


def keys_dir() -> Path:
    return Path(settings.KEYS_DIR)


def path_of(name: str) -> Path:
    return keys_dir() / name


def make_once(name: str, make: Callable[[], bytes]) -> bool:
    """Write the secret `name` unless it is there; whole or not at all. Returns whether it was made now.

    Two processes that start at once leave one secret: the second finds it made.
    """
    place = path_of(name)
    if place.exists():
        return False
    keys_dir().mkdir(mode=FOR_THE_OWNER, parents=True, exist_ok=True)
    unfinished = _written(make())
    try:
        # A link refuses to take a name that is taken; a rename would write over what another process has just made.
        os.link(unfinished, place)
    except FileExistsError:
        return False
    finally:
        unfinished.unlink()
    _settle()
    return True


def make_anew(name: str, data: bytes) -> None:
    """Write the secret `name` in place of the one that is there; what it was before is gone for good."""
    keys_dir().mkdir(mode=FOR_THE_OWNER, parents=True, exist_ok=True)
    _written(data).replace(path_of(name))
    _settle()


def _written(data):
    # mkstemp opens its file for the owner alone, so that there is no moment at which another could read it.
    handle, name = tempfile.mkstemp(dir=keys_dir(), prefix=".unfinished-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _settle():
    """A new name in a folder is safe from a power cut only when the folder itself is on the disk."""
    handle = os.open(keys_dir(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
