"""A process of its own that reads what a visit brought, with little memory, little time, no database and no Django.

`python -m cimtra.monitoring.examiner` reads questions from its input until it ends: a line of JSON
{"size", "type", "name", "charset"} and so many bytes; it answers each with a line of JSON, the fields of
`reading.Contents`. Each question is read by a child that is forked for it: a file that is made to break the reader
breaks that child, and the answer is {"trouble": "broke"}.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from .looking import kind_of, look_at

# Of the processor, and by the clock, for one file.
MOST_SECONDS = 8
PATIENCE = 15
# On top of what the process holds before it opens the file.
MOST_MEMORY = 300 * 1024 * 1024
LONGEST_ANSWER = 256 * 1024
# What reads each kind; loaded before the fork, so that only the first file of a kind costs a start.
LOADED = {"archive": ("defusedxml.ElementTree", "openpyxl"), "pdf": ("pyhanko.pdf_utils.reader",)}
BROKE = b'{"trouble": "broke"}\n'


def main() -> None:
    """Answer until the input ends."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := questions.readline():
        question = json.loads(line)
        data = questions.read(question["size"])
        for name in LOADED.get(kind_of(data, content_type="", name=""), ()):
            import_module(name)
        answers.write(_in_a_fork(data, question))
        answers.flush()


def _in_a_fork(data: bytes, question: dict[str, Any]) -> bytes:
    mouth, ear = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(mouth)
        _answer_and_end(data, question, ear)
    os.close(ear)
    with os.fdopen(mouth, "rb") as pipe:
        answer = _read(pipe)
    _pid, status = os.waitpid(child, 0)
    return answer if status == 0 and answer.endswith(b"\n") else BROKE


def _read(pipe: BinaryIO) -> bytes:
    return pipe.read(LONGEST_ANSWER)


def _answer_and_end(data: bytes, question: dict[str, Any], ear: int) -> None:
    """Never returns: whatever happens, the child ends here."""
    status = 1
    try:
        _limit_this_process()
        found = look_at(data, content_type=question["type"], name=question["name"], charset=question["charset"])
        answer = json.dumps(found, ensure_ascii=True).encode() + b"\n"
        if len(answer) <= LONGEST_ANSWER:
            _write_all(ear, answer)
            status = 0
    finally:
        os._exit(status)


def _write_all(ear: int, answer: bytes) -> None:
    while answer:
        answer = answer[os.write(ear, answer) :]


def _limit_this_process() -> None:
    signal.alarm(PATIENCE)
    memory = Path("/proc/self/statm")
    if memory.exists():
        most = int(memory.read_text().split()[0]) * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
