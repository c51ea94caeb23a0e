#!/usr/bin/env bash
# Prepares this folder for `make run` (argument: run) or `make test` and `make check` (argument: dev):
# Python, the system libraries, .venv with the hashed lock. Installs only what is missing, so a second call is quick.
# What the person at the terminal reads is in Spanish.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DEBIAN_FRONTEND=noninteractive
exec </dev/null

say() { printf '%s\n' "$*"; }
stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo && sudo -n true 2>/dev/null; then
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    else
        return 1
    fi
}

may_install() { has apt-get && as_root true; }

# Installs Debian packages, or stops with the one line to paste.
install_packages() {
    if ! may_install; then
        if has apt-get; then
            stop "Faltan bibliotecas del sistema. Copie y ejecute esta línea, y después repita la orden:" \
                "    sudo apt-get update && sudo apt-get install -y $*"
        elif has dnf; then
            stop "Faltan bibliotecas del sistema. Copie y ejecute esta línea, y después repita la orden:" \
                "    sudo dnf install -y pango harfbuzz chromium poppler-utils qpdf gettext zbar"
        elif has brew; then
            stop "Faltan bibliotecas del sistema. Copie y ejecute esta línea, y después repita la orden:" \
                "    brew install pango poppler qpdf gettext zbar"
        fi
        stop "Faltan en este sistema: $*. Instálelos y repita la orden."
    fi
    say "Instalando del sistema: $*"
    local log
    log=$(mktemp)
    if ! { as_root apt-get -o DPkg::Lock::Timeout=300 update -qq || true
        as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        stop "No se pudieron instalar: $*" "Revise la conexión y repita la orden."
    fi
    rm -f "$log"
}

is_recent_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2])' >/dev/null 2>&1
}

find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
        if has "$name" && is_recent_python "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Notes in `missing` what Python itself lacks; without any Python that serves, stops.
look_for_python() {
    if ! python=$(find_python) && may_install; then
        install_packages python3 python3-venv
    fi
    python=$(find_python) ||
        stop "Hace falta Python 3.11 o posterior y no se encontró." \
            "En Debian 12, Ubuntu 24.04 o posterior:  sudo apt-get install -y python3 python3-venv" \
            "Si ya lo tiene en otro lugar:            make run PYTHON=/ruta/a/python3.11"
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        missing+=("python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv")
    fi
}

# A library counts as present when this Python can load it, wherever it came from.
lacks_library() {
    ! "$python" - "$@" >/dev/null 2>&1 <<'PY'
import ctypes, ctypes.util, sys

def loads(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

soname, short = sys.argv[1:]
sys.exit(not (loads(soname) or loads(ctypes.util.find_library(short) or "/nowhere")))
PY
}

look_for_libraries() {
    if lacks_library libpango-1.0.so.0 pango-1.0; then missing+=(libpango-1.0-0); fi
    if lacks_library libpangoft2-1.0.so.0 pangoft2-1.0; then missing+=(libpangoft2-1.0-0); fi
    # Without it each PDF takes three times as long.
    if lacks_library libharfbuzz-subset.so.0 harfbuzz-subset; then missing+=(libharfbuzz-subset0); fi
}

look_for_test_tools() {
    local tool
    # Playwright brings its own node, which needs this one library.
    if lacks_library libatomic.so.1 atomic; then missing+=(libatomic1); fi
    for tool in pdftotext:poppler-utils qpdf:qpdf xgettext:gettext zbarimg:zbar-tools age:age; do
        if ! has "${tool%%:*}"; then missing+=("${tool##*:}"); fi
    done
    if [ -z "${CHROMIUM:-}" ] && ! has chromium && ! has chromium-browser && ! has google-chrome-stable && ! has google-chrome; then
        missing+=(chromium)
    fi
}

digest() {
    "$venv_python" -c 'import hashlib, pathlib, sys
print(hashlib.sha256(sys.version.encode() + b"".join(pathlib.Path(p).read_bytes() for p in sys.argv[1:])).hexdigest())' "$@"
}

is_installed() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

prepare_venv() {
    venv_python=.venv/bin/python
    if ! is_recent_python "$venv_python" || ! "$venv_python" -m pip --version >/dev/null 2>&1; then
        say "Creando el entorno de Python en .venv …"
        rm -rf .venv
        "$python" -m venv .venv || stop "No se pudo crear el entorno de Python en .venv."
    fi
    local lock=requirements.txt stamp=.venv/.installed wanted dev_stamp=.venv/.installed-dev
    # The development lock holds every pin of the other one, so having it is enough to run.
    if [ "$purpose" = dev ] || [ -f "$dev_stamp" ]; then
        lock=requirements-dev.txt
        stamp=$dev_stamp
    fi
    wanted=$(digest requirements.txt "$lock")
    if ! is_installed "$stamp" "$wanted"; then
        say "Instalando las dependencias de Python (la primera vez tarda uno o dos minutos) …"
        rm -f .venv/.installed .venv/.installed-dev
        "$venv_python" -m pip install --quiet --quiet --require-hashes -r "$lock" ||
            stop "No se pudieron instalar las dependencias de Python. Revise la conexión y repita la orden."
        printf '%s' "$wanted" >"$stamp"
    fi
}

case $purpose in
    run | dev) ;;
    *) stop "Uso: scripts/prepare.sh run|dev" ;;
esac
missing=()
look_for_python
look_for_libraries
if [ "$purpose" = dev ]; then look_for_test_tools; fi
if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
prepare_venv
"$venv_python" scripts/compile_translations.py
