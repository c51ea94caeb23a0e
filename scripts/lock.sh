#!/usr/bin/env bash
# Rewrites both locks from the dependency lists of pyproject.toml. `make lock UPGRADE=1` moves to the newest versions allowed.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    tools=var/tools
    [ -x "$tools/bin/uv" ] || { .venv/bin/python -m venv "$tools" && "$tools/bin/python" -m pip install --quiet uv; }
    uv=$tools/bin/uv
fi
compile=("$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 ${UPGRADE:+--upgrade})
export UV_CUSTOM_COMPILE_COMMAND="make lock"
"${compile[@]}" pyproject.toml -o requirements.txt
# Constrained by the first: the tests run on exactly what is served.
"${compile[@]}" --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
