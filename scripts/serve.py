"""What `make run` does once Python is ready: the data, then the web server, the jobs worker and the clock side by side.

All stop with this process (Ctrl-C, SIGTERM, the terminal closing), and if one dies the others are stopped too.
"""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_PATIENCE = 120  # seconds until the first answer, on a slow machine
STOP_PATIENCE = 10
DEMONSTRATION_ROLES = {
    "admin": "Administración: todo",
    "consultora": "Consultoría: cursos, cuestionarios y CIMTRA",
    "rh": "Recursos Humanos: personas, avance e informes",
    "directora": "Titular de una dirección, con su equipo",
    "funcionaria": "Persona servidora pública con cursos pendientes",
}


def say(text=""):
    print(text, flush=True)


def main():
    port = chosen_port()
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.dev")
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    # Ctrl-C too: a shell that starts this in the background would have it ignored.
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: sys.exit(0))
    prepare_data()
    return serve(port)


def chosen_port():
    word = os.environ.get("PORT") or "8000"
    if not word.isdecimal() or not 0 < int(word) < 65536:
        sys.exit(f"PORT={word} no es un número de puerto. Ejemplo: make run PORT=8080")
    port = int(word)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"El puerto {port} no está disponible ({error.strerror}). Pruebe con otro: make run PORT={port + 1}"
            )
    return port


def prepare_data():
    import django
    from django.core.management import call_command

    django.setup()
    say("Preparando la base de datos …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("create_keys", verbosity=0)
    say("Cargando el contenido inicial y el municipio de demostración …")
    call_command("load_starter_content", verbosity=0)
    call_command("load_demo", verbosity=0)
    collect_static_files()


def collect_static_files():
    """Collects and compresses only after a change: it takes longer than all the rest of a second start."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = os.stat(storage.path(path))
            digest.update(f"{storage.path(path)}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.VAR_DIR) / "stamps" / "static"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and Path(settings.STATIC_ROOT).exists():
        return
    say("Reuniendo hojas de estilo, guiones e imágenes …")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())


def serve(port):
    manage = [sys.executable, str(ROOT / "manage.py")]
    children = {}
    try:
        children["el servidor web"] = start([*manage, "runserver", f"{HOST}:{port}"], stdout=subprocess.DEVNULL)
        children["el proceso de trabajos"] = start([*manage, "db_worker", "--backend", "jobs", "-v0"])
        children["el reloj"] = start([*manage, "run_schedule"])
        wait_until_it_answers(port, children)
        introduce(port)
        return watch(children)
    finally:
        stop(children.values())
        say("\nAula Clara se detuvo.")


def start(command, **streams):
    # A session of its own: Ctrl-C reaches only this process, which then stops each child with its reloader.
    environment = {**os.environ, "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment, start_new_session=True, **streams)


def wait_until_it_answers(port, children):
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children.values()):
            return
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/salud/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return


def introduce(port):
    from django.conf import settings

    from people.demo import DEMO_PASSWORD, DEMO_USERNAMES

    say()
    say(f"  Aula Clara está lista:  http://{HOST}:{port}/")
    say(f"  Entrar:                 http://{HOST}:{port}/cuenta/entrar/")
    say(f"  Administración:         http://{HOST}:{port}/admin/")
    if settings.DEBUG:
        say()
        say(f"  Cuentas de demostración (contraseña de todas: {DEMO_PASSWORD})")
        for username in DEMO_USERNAMES:
            say(f"    {username:<12} {DEMONSTRATION_ROLES.get(username, '')}")
    say()
    say("  Para detenerla: Ctrl-C")
    say()


def watch(children):
    """Returns when a child has died: the site works with both or not at all."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                say(f"Se detuvo {name} (código {child.returncode}).")
                return 1
        time.sleep(0.5)


def stop(children):
    running = [child for child in children if child.poll() is None]
    for child in running:
        signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE
    for child in running:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            signal_group(child, signal.SIGKILL)
            child.wait()


def signal_group(child, sign):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, sign)


if __name__ == "__main__":
    sys.exit(main())
