#!/usr/bin/env bash
# Runs a command with DATABASE_URL pointing at a PostgreSQL server of its own, which is gone when the command ends:
#   scripts/postgres.sh .venv/bin/python -m pytest -n0 tests/courses
# The cluster lies in the system's temporary folder, where root can hand it to the user postgres. It sorts the way
# Mexican Spanish does, as a server in use should. What the person at the terminal reads is in Spanish.
set -euo pipefail

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

[ $# -gt 0 ] || stop "Uso: scripts/postgres.sh orden [argumentos]"

# Debian keeps the server's programs out of the PATH.
find_programs() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /nowhere/x)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            printf '%s' "$folder"
            return 0
        fi
    done
    return 1
}

if ! programs=$(find_programs); then
    line="apt-get update && apt-get install -y --no-install-recommends postgresql"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        stop "Falta PostgreSQL. En Debian y Ubuntu copie y ejecute esta línea, y después repita la orden:" "    sudo sh -c '$line'"
    fi
    printf 'Instalando del sistema: postgresql\n'
    DEBIAN_FRONTEND=noninteractive sh -c "$line" >/dev/null </dev/null || stop "No se pudo instalar PostgreSQL."
    programs=$(find_programs) || stop "No se pudo instalar PostgreSQL."
fi

# PostgreSQL refuses to run as root.
owner=()
if [ "$(id -u)" = 0 ]; then owner=(runuser -u postgres --); fi
as_owner() { (cd "$cluster" && "${owner[@]}" "$@"); }

cluster=$(mktemp -d "${TMPDIR:-/tmp}/aula-postgres-XXXXXX")
clean_up() {
    if [ -f "$cluster/data/postmaster.pid" ]; then
        as_owner "$programs/pg_ctl" --pgdata="$cluster/data" --mode=immediate --silent stop || true
    fi
    rm -rf "$cluster"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '%s\n' "$password" >"$cluster/password"
if [ "$(id -u)" = 0 ]; then chown -R postgres: "$cluster"; fi

as_owner "$programs/initdb" --pgdata="$cluster/data" --username=aula --pwfile="$cluster/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=es-MX --no-sync >"$cluster/log" 2>&1 ||
    stop "No se pudo crear el servidor de PostgreSQL:" "$(cat "$cluster/log")"
# Nothing here outlives the command, so nothing has to reach the disk.
as_owner "$programs/pg_ctl" --pgdata="$cluster/data" --log="$cluster/data/log" --wait --silent --options="-p $port \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off" start || stop "No se pudo iniciar PostgreSQL:" "$(cat "$cluster/data/log")"

export DATABASE_URL="postgres://aula:$password@127.0.0.1:$port/postgres"
"$@"
