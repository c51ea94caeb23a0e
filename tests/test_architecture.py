"""The rules of docs/architecture.md that a linter does not know."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# From the bottom up; two apps on one line are siblings.
LAYERS = (("people",), ("courses",), ("evaluations", "certificates"), ("reports",), ("cimtra",), ("aula",))
LEVEL = {label: level for level, labels in enumerate(LAYERS) for label in labels}
APP_FOLDERS = {label: ROOT / ("site/aula" if label == "aula" else label) for label in LEVEL}
LONGEST_MODULE = 450

# File: why its marked-safe text is safe.
MAY_USE_SAFE = {
    "people/crest.py": "the crest's SVG after the sanitiser has rebuilt it from an allow-list",
    "courses/lesson_view.py": "the blocks' own templates have escaped it; the glossary adds links around its own text",
    "evaluations/markup.py": "a question's text, cleaned by an allow-list when it was written",
    "site/aula/templatetags/aula_ui.py": "our own drawings, from site/aula/icons.py",
    "templates/includes/crest.html": "the same crest, as stored by people/crest.py",
    "templates/wagtailadmin/base.html": "the same crest",
    "templates/includes/form_field.html": "help texts are written in the code, never by a person filling in a form",
}
# Folder or file: why it may carry script or style of its own.
MAY_CARRY_STYLE = {
    "templates/pdf/": "paper, rendered by WeasyPrint without any script and never sent to a browser",
    "templates/email/": "mail programs read no style sheet",
}

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(
    path
    for folder in (*APP_FOLDERS.values(), ROOT / "tests", ROOT / "scripts")
    for path in folder.rglob("*.py")
    if "__pycache__" not in path.parts
)
APP_SOURCES = [path for path in SOURCES if (ROOT / "tests") not in path.parents]


def relative(path):
    return path.relative_to(ROOT).as_posix()


def is_allowed(path, allowed):
    return any(
        relative(path) == entry or (entry.endswith("/") and relative(path).startswith(entry)) for entry in allowed
    )


def lines_matching(paths, pattern):
    """The places, as "file:line: text", where the regular expression is found."""
    expression = re.compile(pattern)
    return [
        f"{relative(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if expression.search(line)
    ]


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in LEVEL
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in LEVEL
        and not points_down(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upward == []


def points_down(source, target):
    return source == target or LEVEL[source] > LEVEL[target]


@pytest.mark.parametrize("label", [label for label in LEVEL if label != "aula"])
def test_the_front_door_only_lists_names(label):
    api = APP_FOLDERS[label] / "api.py"
    if not api.exists():
        pytest.skip(f"{label} has no api.py: nothing of it may be imported")
    tree = ast.parse(api.read_text())
    logic = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    assert [node.name for node in logic] == []
    assigned = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert "__all__" in assigned


@pytest.mark.parametrize("label", [label for label in LEVEL if label != "aula"])
def test_each_app_explains_itself(label):
    readme = APP_FOLDERS[label] / "README.md"
    assert readme.exists(), f"{label}/README.md is missing"
    assert len(readme.read_text().split()) >= 40


def test_the_folder_site_is_not_a_package():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_apps_carry_no_templates_of_their_own():
    assert [relative(path) for folder in APP_FOLDERS.values() for path in folder.rglob("*.html")] == []


def test_templates_hold_no_script_and_no_style():
    served = [path for path in TEMPLATES if not is_allowed(path, MAY_CARRY_STYLE)]
    inline_script = r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(ld\+)?json)"
    assert lines_matching(served, inline_script) == []
    assert lines_matching(served, r"<style\b|\sstyle\s*=\s*[\"']") == []
    assert lines_matching(served, r"\son[a-z]+\s*=\s*[\"']") == []
    assert lines_matching(served, r"javascript:") == []


def test_templates_name_no_other_host():
    loads_something = r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\b(?:src|srcset)=[\"']?(?:https?:)?//"
    assert lines_matching(TEMPLATES, loads_something) == []
    assert lines_matching(TEMPLATES, r"<link\b[^>]*\bhref=[\"']?(?:https?:)?//") == []


def test_text_is_marked_safe_only_where_it_is_known_why():
    templates = [path for path in TEMPLATES if not is_allowed(path, MAY_USE_SAFE)]
    assert lines_matching(templates, r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off") == []
    sources = [path for path in APP_SOURCES if not is_allowed(path, MAY_USE_SAFE)]
    assert lines_matching(sources, r"\b(mark_safe|SafeString|SafeText)\s*\(") == []


def test_the_lists_of_exceptions_hold_nothing_stale():
    assert [entry for entry in MAY_USE_SAFE if not (ROOT / entry).exists()] == []


def test_modules_stay_short():
    lengths = {relative(path): len(path.read_text().splitlines()) for path in SOURCES if "migrations" not in path.parts}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_nothing_is_left_for_later():
    scripts = sorted((ROOT / "site/static").rglob("*.js")) + sorted((ROOT / "site/static").rglob("*.css"))
    mark = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
    assert lines_matching([*SOURCES, *TEMPLATES, *scripts], rf"\b({mark})\b") == []


def test_nothing_knows_the_machine_it_was_written_on():
    texts = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "Makefile"]
    absolute = r"(?<![\w./])/(home|root|Users|work|mnt)/\w"
    assert lines_matching([*SOURCES, *TEMPLATES, *texts], absolute) == []


def test_migrations_stay_free_of_living_code():
    """A migration that imports an app's code changes its meaning with it; people.roles is written for migrations."""
    own = "|".join(LEVEL)
    migrations = [path for path in APP_SOURCES if "migrations" in path.parts]
    assert lines_matching(migrations, rf"^\s*from ({own})\.(?!roles import)\S+ import|^\s*from \.\.") == []


def test_the_site_runs_from_its_own_settings_alone():
    assert settings.ROOT_URLCONF == "aula.urls"
    assert [label for label in LEVEL if not apps.is_installed(label)] == []
