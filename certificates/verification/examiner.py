"""A process of its own that reads a file which somebody brought, with little memory, little time and no database.

`python -m certificates.verification.examiner` reads the file from its input and writes what it found as one line of
JSON. `look_into` starts it. A file that is made to break the reader breaks this process and nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

# Of the processor, starting up included.
MOST_SECONDS = 10
# By the clock, less than a web server waits for a page: a busy machine starts the process slowly.
PATIENCE = 25
# On top of what the process holds before it opens the file.
MOST_MEMORY = 256 * 1024 * 1024
MOST_ATTACHMENTS = 8
MOST_MANIFEST_BYTES = 1024 * 1024
NO_DATABASE = "sqlite:///:memory:"


class CannotExamine(Exception):
    """The file took too much time or memory, or broke the reader: nothing is known but that it is no ordinary one."""


@dataclass(frozen=True)
class Contents:
    """What stands in a file, whoever wrote it: its first signature, and the code in its evidence."""

    is_readable: bool
    is_signed: bool
    is_intact: bool
    is_whole: bool
    fingerprint: str
    signer: str
    signed_at: datetime | None
    # Of a time stamp that this installation trusts.
    stamped_at: datetime | None
    code: str


def look_into(data: bytes) -> Contents:
    """What stands in the PDF `data`, found out by a process that cannot do harm. Raises CannotExamine."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "certificates.verification.examiner"],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            cwd=settings.BASE_DIR,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CannotExamine("took too long") from late
    if done.returncode != 0:
        raise CannotExamine(f"ended with {done.returncode}")
    found = json.loads(done.stdout.splitlines()[-1])
    for name in ("signed_at", "stamped_at"):
        found[name] = datetime.fromisoformat(found[name]) if found[name] else None
    return Contents(**found)


def _environment():
    """Ours, with a database that is empty and gone when the process ends."""
    folders = [str(settings.BASE_DIR), str(settings.SITE_DIR)]
    return {
        **os.environ,
        "DATABASE_URL": NO_DATABASE,
        "PYTHONPATH": os.pathsep.join([*folders, *filter(None, [os.environ.get("PYTHONPATH")])]),
    }


def contents(data: bytes) -> dict[str, Any]:
    """The fields of Contents as plain values; in the process of its own only, and without its database."""
    from ..signing.validating import examine

    found = examine(data, look_up=lambda fingerprint: None)
    stamp = found.time_stamp
    return {
        "is_readable": found.is_readable,
        "is_signed": found.is_signed,
        "is_intact": found.is_intact,
        "is_whole": found.is_whole,
        "fingerprint": found.fingerprint,
        "signer": found.signer,
        "signed_at": found.signed_at.isoformat() if found.signed_at else None,
        "stamped_at": stamp.moment.isoformat() if stamp and stamp.is_trusted else None,
        "code": code_of(data),
    }


def code_of(data: bytes) -> str:
    """The verification code in the evidence that the file carries; "" when it carries none."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    from ..drawing.manifest import NAME
    from ..signing.validating import UNREADABLE

    try:
        root = PdfFileReader(BytesIO(data), strict=False).root
        for described in list(root.get("/AF", []))[:MOST_ATTACHMENTS]:
            if described.get_object().get("/UF", described.get_object().get("/F")) == NAME:
                return _code_in(described.get_object()["/EF"]["/F"].data)
    except UNREADABLE:
        return ""
    return ""


def _code_in(manifest):
    if len(manifest) > MOST_MANIFEST_BYTES:
        return ""
    facts = json.loads(manifest)
    code = facts.get("code") if isinstance(facts, dict) else None
    return code if isinstance(code, str) else ""


def main() -> None:
    import django

    django.setup()
    # Loaded before the limit, which is for the file alone.
    from ..signing import validating  # noqa: F401

    _limit_this_process()
    sys.stdout.write(json.dumps(contents(sys.stdin.buffer.read())) + "\n")


def _limit_this_process():
    memory = Path("/proc/self/statm")
    if memory.exists():
        most = int(memory.read_text().split()[0]) * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
