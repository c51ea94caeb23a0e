"""The real server in processes of its own, on the database of the test, for what only a crash can show."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds until the first answer, on a busy machine


def address_of_the_database():
    """The DATABASE_URL under which another process reaches what this test has committed."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


class Server:
    """Gunicorn with two workers. `app` names the WSGI module; `kill` and `kill_workers` are SIGKILL."""

    def __init__(self, app, *, scratch, workers=2):
        self.app, self.scratch, self.workers = app, scratch, workers
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", f"{self.app}:application", "--pythonpath", f"{ROOT},{ROOT}/site"]
        # Preloaded, so that a worker that was killed has a successor at once.
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers), "--preload"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "aula.settings.test",
            "DATABASE_URL": address_of_the_database(),
            "TMPDIR": str(self.scratch),
        }
        with (self.scratch / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/salud/", timeout=5).close()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{(self.scratch / 'server.log').read_text()[-3000:]}")

    def kill_workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
