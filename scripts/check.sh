#!/usr/bin/env bash
# Everything `make check` looks at. All steps run even when one fails, so one call shows all that is wrong.
set -uo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

python=.venv/bin/python
failed=()

step() {
    local name=$1
    shift
    printf '\n── %s\n' "$name"
    "$@" || failed+=("$name")
}

with_production_settings() {
    local scratch
    scratch=$(mktemp -d) || return 1
    env DJANGO_SETTINGS_MODULE=aula.settings.production \
        SECRET_KEY="only-to-check-the-settings-7c1f0b9e2d5a4836-and-nothing-else" \
        ALLOWED_HOSTS=aula.example.org \
        SITE_URL=https://aula.example.org \
        VAR_DIR="$scratch" \
        DATABASE_URL=sqlite:///:memory: \
        bash -c '"$1" manage.py create_keys --verbosity 0 && exec "$@"' - "$@"
    local status=$?
    rm -rf "$scratch"
    return $status
}

import_contracts() {
    PYTHONPATH=site "$python" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' \
        --no-logo --cache-dir var/import_linter_cache
}

mkdir -p var
step "ruff check" "$python" -m ruff check --output-format concise .
step "ruff format" "$python" -m ruff format --check --output-format concise .
step "import-linter" import_contracts
step "djlint" "$python" -m djlint templates --lint --quiet
step "manage.py check" "$python" manage.py check
step "migrations" "$python" manage.py makemigrations --check --dry-run
step "check --deploy" with_production_settings "$python" manage.py check --deploy --fail-level WARNING

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nFallaron: %s\n' "$(printf '%s; ' "${failed[@]}")" >&2
    exit 1
fi
printf '\nTodo en orden.\n'
