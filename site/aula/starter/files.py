"""Reading the YAML files of this folder."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
# PyYAML's C reader, where it was built, is ten times as quick.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> Any:
    """The content of the file `name`, such as "courses.yaml"; callers must not change it."""
    # CSafeLoader and SafeLoader both make plain values only.
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506


def courses() -> list[dict[str, Any]]:
    """The courses in order, each with its modules, each of these with its lessons and questions."""
    listed = read("courses.yaml")["courses"]
    return [{**course, "modules": [module(code) for code in course["modules"]]} for course in listed]


def module(code: str) -> dict[str, Any]:
    name = code.lower()
    paths = sorted((FOLDER / "lessons").glob(f"{name}-*.yaml"), key=lambda path: int(path.stem.partition("-")[2]))
    return {
        **read(f"modules/{name}.yaml"),
        "lessons": [read(f"lessons/{path.name}") for path in paths],
        "questions": read(f"questions/{name}.yaml")["questions"],
    }
