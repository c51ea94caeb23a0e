#!/usr/bin/env python
"""Django's command line. `manage.py test` hands over to pytest, which owns the suite."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def run_pytest(arguments: list[str]) -> int:
    try:
        import pytest
    except ImportError:
        sys.stderr.write("pytest is not installed. Run `make test`, which prepares everything.\n")
        return 1
    return int(pytest.main([f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml"), *arguments]))


def main() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    if sys.argv[1:2] == ["test"]:
        os.chdir(ROOT)
        sys.exit(run_pytest(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
