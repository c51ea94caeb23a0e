"""Files of a roster for tests: as bytes, from a heading and rows, and an import taken through its steps."""

import csv
import datetime as dt
import io

import openpyxl
from django_tasks_db.models import DBTaskResult

from people.api import HUMAN_RESOURCES
from people.models import RosterImport
from people.roster import applying, imports
from people.roster.columns import Layout
from people.roster.plan import Plan
from people.tasks import do_work
from tests.factories import DepartmentFactory, PostFactory, employee_with_role

DAY = dt.date(2026, 11, 23)
HEADING = ["No. empleado", "Nombre", "CURP", "Correo", "Fecha de ingreso", "Dependencia", "Puesto", "Titular"]


def csv_bytes(rows, *, heading=HEADING, delimiter=",", encoding="utf-8"):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(heading)
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def xlsx_bytes(rows, *, heading=HEADING, change=None):
    """A workbook with one sheet; `change` gets the book before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plantilla"
    sheet.append(heading)
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row(number, name, *, curp="", email="", hired="01/10/2024", department="Hacienda", post="Analista", head=""):
    return [number, name, curp, email, hired, department, post, head]


def places():
    """The departments and posts that the rows name."""
    for name in ("Hacienda", "Obras Públicas"):
        DepartmentFactory(name=name)
    for name in ("Analista", "Titular de la dependencia"):
        PostFactory(name=name)


def human_resources():
    return employee_with_role(HUMAN_RESOURCES)


def uploaded(data, *, user=None, name="plantilla.csv", **choices):
    """A file whose columns are said as they were recognised, so it is at its preview."""
    roster_import = imports.receive(data=data, file_name=name, user=user or human_resources(), day=DAY)
    if roster_import.state == RosterImport.State.UPLOADED:
        imports.say_columns(roster_import=roster_import, layout=Layout.load(roster_import.layout))
    if choices:
        imports.choose(roster_import=roster_import, **choices)
    roster_import.refresh_from_db()
    return roster_import


def plan_of(roster_import):
    return Plan.load(roster_import.plan)


def accepted(roster_import, *, actor=None):
    """Accept the preview and, where one is needed, let a second person agree."""
    actor = actor or roster_import.uploaded_by
    found = applying.accept(roster_import=roster_import, actor=actor, digest=roster_import.plan_sha256)
    if found.state == RosterImport.State.SECOND:
        found = applying.second(roster_import=found, actor=human_resources(), digest=found.plan_sha256)
    return found


def applied(roster_import, *, actor=None):
    """The import after the worker has done it."""
    found = accepted(roster_import, actor=actor)
    run_jobs()
    found.refresh_from_db()
    return found


def run_jobs():
    """What the worker would do."""
    for job in DBTaskResult.objects.ready():
        do_work.func(*job.args_kwargs["args"])
        job.delete()


def brought(rows, **fields):
    """A file of `rows`, applied."""
    return applied(uploaded(csv_bytes(rows), **fields))
