import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.api import apply_assignment
from courses.models import Assignment, Duty
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from people.models import Decision
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def requirement():
    requirement = factories.TrainingRequirementFactory()
    requirement.courses.add(factories.course_page(lessons=1))
    return requirement


@pytest.fixture
def rh(client):
    user = factories.employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    return client


def url(name, *args):
    return reverse(f"courses_assignments:{name}", args=args)


def sent(meets, **fields):
    return {
        "title": "Bienvenida",
        "reason": "Ingresan",
        "requirement": meets.pk,
        "audience": "everyone",
        "starts_on": timezone.localdate(),
        "due_kind": "after_reached",
        "due_days": 30,
        "least_days": 7,
        **fields,
    }


def propose(client, meets, **fields):
    return client.post(url("add"), sent(meets, **fields))


def test_from_the_form_through_the_simulation_to_the_assignment(rh, requirement):
    person = factories.AppointmentFactory().employee
    page = rh.get(propose(rh, requirement).url)
    assert not Assignment.objects.exists()
    assert person.first_surname in page.content.decode()
    accepted = rh.post(url("accept", page.context["token"]), {"digest": page.context["digest"]})
    assignment = Assignment.objects.get()
    assert accepted.url == url("show", assignment.pk)
    assert Duty.objects.get().employee == person
    assert rh.post(url("accept", page.context["token"]), {"digest": page.context["digest"]}).status_code == 404
    assert rh.get(accepted.url).status_code == rh.get(url("index")).status_code == 200


def test_an_edit_shows_the_difference_and_discarding_changes_nothing(rh, requirement):
    factories.AppointmentFactory()
    page = rh.get(propose(rh, requirement).url)
    rh.post(url("accept", page.context["token"]), {"digest": page.context["digest"]})
    assignment = Assignment.objects.get()
    assert rh.get(url("edit", assignment.pk)).status_code == 200
    proposed = rh.post(url("edit", assignment.pk), sent(requirement, due_days=45))
    page = rh.get(proposed.url)
    assert [label for label, _before, _after in page.context["changed"]] == ["Para cuándo"]
    assert page.context["simulation"].counts == {"changed": 1}
    rh.post(url("discard", page.context["token"]))
    assignment.refresh_from_db()
    assert assignment.due_days == 30


def test_the_draft_comes_back_to_the_form(rh, requirement):
    page = rh.get(propose(rh, requirement).url)
    again = rh.get(page.context["back_url"])
    assert again.context["form"].initial["title"] == "Bienvenida"


def test_the_start_of_what_has_begun_does_not_change(rh, requirement):
    assignment = factories.AssignmentFactory(requirement=requirement, starts_on=dt.date(2026, 1, 5))
    page = rh.get(rh.post(url("edit", assignment.pk), sent(requirement, starts_on="2027-01-01")).url)
    assert page.context["simulation"].rule.starts_on == assignment.starts_on


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"requirement": ""}, "__all__"),
        ({"audience": "departments"}, "departments"),
        ({"audience": "posts"}, "posts"),
        ({"audience": "hired"}, "hired_from"),
        ({"audience": "people"}, "numbers"),
        ({"audience": "people", "numbers": "nadie"}, "numbers"),
        ({"due_kind": "fixed"}, "due_on"),
        ({"due_kind": "fixed", "due_on": "2001-01-01"}, "due_on"),
        ({"due_days": ""}, "due_days"),
        ({"due_days": 30000}, "due_days"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"excluded_numbers": "nadie"}, "excluded_numbers"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(rh, requirement, fields, field):
    answer = propose(rh, requirement, **fields)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "courses_" not in str(answer.context["form"].errors)


def test_named_people_come_in_a_file_whose_unknown_rows_are_told(rh, requirement):
    person = factories.EmployeeFactory(number="1001")
    file = SimpleUploadedFile("lista.csv", b"Numero de empleado\n1001\n5555\n")
    refused = propose(rh, requirement, audience="people", file=file)
    assert "Renglón 3" in refused.content.decode()
    file.seek(0)
    page = rh.get(propose(rh, requirement, audience="people", file=file, skips_unknown="on").url)
    assert [line.employee_id for line in page.context["simulation"].lines] == [person.pk]


def test_a_sheet_of_the_simulation_carries_no_formula_and_is_in_the_ledger(rh, requirement):
    factories.EmployeeFactory(given_names="=HYPERLINK(1)", first_surname="=1+1", second_surname="")
    page = rh.get(propose(rh, requirement).url)
    answer = rh.post(url("download_draft", page.context["token"]))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(answer.content))["Simulación"] for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert Decision.objects.get(act="export").after == {"rows": len(page.context["simulation"].lines)}


def test_withdrawing_asks_for_a_reason(rh, requirement):
    assignment = factories.AssignmentFactory(requirement=requirement)
    assert rh.get(url("withdraw", assignment.pk)).status_code == 200
    assert rh.post(url("withdraw", assignment.pk), {"reason": ""}).status_code == 422
    rh.post(url("withdraw", assignment.pk), {"reason": "Se repite en enero"})
    assignment.refresh_from_db()
    assert not assignment.is_active
    assert rh.get(url("edit", assignment.pk)).status_code == 404


def test_somebody_elses_draft_is_not_found(rh, requirement, client):
    token = propose(rh, requirement).url.rstrip("/").rpartition("/")[2]
    client.force_login(factories.employee_with_role(ADMINISTRATION))
    assert client.get(url("simulation", token)).status_code == 404


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT])
def test_who_keeps_no_records_gets_nowhere(client, requirement, role):
    assignment = factories.AssignmentFactory(requirement=requirement)
    client.force_login(factories.employee_with_role(role))
    for address in (url("index"), url("add"), url("show", assignment.pk), url("edit", assignment.pk)):
        assert client.get(address).status_code in {302, 403}


def test_the_list_costs_the_same_for_more_assignments_and_people(rh, requirement):
    costs = []
    for _n in range(2):
        factories.EmployeeFactory.create_batch(4)
        for assignment in factories.AssignmentFactory.create_batch(3, requirement=requirement):
            apply_assignment(assignment)
        rh.get(url("index"))
        with CaptureQueriesContext(connection) as queries:
            page = rh.get(url("index"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert {row["assignment"].missing for row in page.context["rows"]} == {4, 8}
