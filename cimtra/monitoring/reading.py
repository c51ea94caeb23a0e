"""What a visit brought, read by a process that cannot do harm (examiner.py)."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from dataclasses import dataclass, field, fields
from typing import Any, BinaryIO, cast

from django.conf import settings

# By the clock: starting up included, on a busy machine.
PATIENCE = 40.0
#: Kinds of `Contents` that are open spreadsheets.
OPEN_TABLES = ("xlsx", "ods", "csv")
#: What is kept of what was read.
KEPT = ("header", "rows", "sheets", "pages", "has_text", "title", "quarters")


class CannotRead(Exception):
    """The reader itself could not be started or did not answer: nothing is known about the file."""


@dataclass(frozen=True)
class Contents:
    """What a file or page is and says; see looking.py. Days of quarters are ISO texts."""

    kind: str = "other"
    trouble: str = ""
    header: list[str] = field(default_factory=list)
    rows: int | None = None
    sheets: int | None = None
    pages: int | None = None
    has_text: bool | None = None
    title: str = ""
    words: int = 0
    is_login: bool = False
    is_missing: bool = False
    is_challenge: bool = False
    has_player: bool = False
    quarters: list[str] = field(default_factory=list)
    possible_quarters: list[str] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """What stands in LinkCheck.content: the kind, and whatever that kind has."""
        found = {name: getattr(self, name) for name in KEPT}
        return {"kind": self.kind, **{name: value for name, value in found.items() if value not in (None, "", [])}}


KNOWN = frozenset(one.name for one in fields(Contents))


class Reader:
    """One examiner for many files, one after the other; use it as a context. Threads may share it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def read(self, data: bytes, *, content_type: str = "", name: str = "", charset: str = "") -> Contents:
        """What `data` is and says. Raises CannotRead; a file that breaks the examiner's child is no error."""
        question = {"size": len(data), "type": content_type[:120], "name": name[:300], "charset": charset[:40]}
        with self._turn:
            try:
                found = json.loads(self._asked(json.dumps(question).encode() + b"\n", data))
            except (OSError, ValueError) as error:
                self.close()
                raise CannotRead(str(error)) from error
        return Contents(**{name: value for name, value in found.items() if name in KNOWN})

    def _asked(self, line: bytes, data: bytes) -> bytes:
        process = self._started()
        questions, answers = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        questions.write(line)
        questions.write(data)
        questions.flush()
        if not select.select([answers], [], [], PATIENCE)[0]:
            raise OSError("no answer")
        answer = answers.readline()
        if not answer:
            raise OSError("no answer")
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cimtra.monitoring.examiner"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(settings.BASE_DIR), **_loading()},
            )
        return self._process


def _loading() -> dict[str, str]:
    """Of the environment, what a Python may need to find its libraries; no key and no address of a database."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR") if name in os.environ}


def read(data: bytes, **told: str) -> Contents:
    """What one file is and says; see Reader.read."""
    with Reader() as reader:
        return reader.read(data, **told)
