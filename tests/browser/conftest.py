"""Chromium as the distribution ships it: nothing is downloaded. CHROMIUM names another one."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Playwright goes with the last test here. It keeps an event loop in the thread of the tests: what starts one of
    its own would fail there, and Django takes another connection, on which no row of a module's scene is seen.
    """
    if nextitem is None or HERE not in nextitem.path.parents:
        for fixture in item._fixtureinfo.name2fixturedefs.get("playwright", ()):
            fixture.finish(item._request)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not chromium:
        pytest.fail("Chromium is missing: `make test` installs it, or set CHROMIUM to its path.", pytrace=False)
    quiet = [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium refuses to start as root otherwise, as in a container
    return {**browser_type_launch_args, "executable_path": chromium, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "es-MX", "timezone_id": "America/Mexico_City"}


@pytest.fixture
def phone(new_context):
    """A page as wide as the cheapest phones."""
    return new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
