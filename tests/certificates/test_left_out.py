"""An installation that does without certificates: courses are completed all the same."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
from aula.settings.test import *
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "certificates"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""
JOURNEY = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check")
call_command("migrate", verbosity=0)
from courses.api import complete_step
from courses.models import Completion
from tests.factories import EnrolmentFactory, course_page, lessons_of
enrolment = EnrolmentFactory(course=course_page(lessons=1))
complete_step(enrolment=enrolment, step=lessons_of(enrolment.course)[0])
assert Completion.objects.count() == 1
client = Client()
assert client.get("/").status_code == 200
assert client.get("/verificar/").status_code == 404
client.force_login(enrolment.employee.user)
assert client.get("/mi-aula/").status_code == 200
print("works")
"""


def test_the_rest_works_without_certificates(tmp_path):
    (tmp_path / "without_certificates.py").write_text(SETTINGS)
    path = os.pathsep.join(map(str, (tmp_path, ROOT, ROOT / "site")))
    run = subprocess.run(
        [sys.executable, "-c", JOURNEY],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "without_certificates"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.stdout.strip().endswith("works"), run.stderr[-3000:]
