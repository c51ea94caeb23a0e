import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory, course_page
from tests.reports.situations import days, duty, enrol, person

pytestmark = pytest.mark.django_db

ADDRESS = "/mi-equipo/"


@pytest.fixture
def course():
    return course_page(title="Fundamentos", modules=0)


@pytest.fixture
def office():
    return DepartmentFactory(name="Obras Públicas")


@pytest.fixture
def head(client, office):
    employee = EmployeeFactory()
    AppointmentFactory(employee=employee, department=office, is_head=True)
    client.force_login(employee.user)
    return employee


def names(response):
    return [member.person.name.split(",")[0] for member in response.context["page_obj"]]


def test_a_head_sees_the_own_branch_and_nobody_else(client, head, office):
    unit = DepartmentFactory(name="Proyectos", kind="jefatura", parent=office)
    person(office, first_surname="Cerca", second_surname="")
    person(unit, first_surname="Abajo", second_surname="")
    person(DepartmentFactory(), first_surname="Ajena", second_surname="")
    person(first_surname="Suelta", second_surname="")
    person(office, first_surname="Baja", second_surname="", left_on=days(-1))
    response = client.get(ADDRESS)
    assert sorted(names(response)) == ["Abajo", "Cerca"]
    page = response.content.decode()
    for other in ("Ajena", "Suelta", "Baja"):
        assert other not in page


def test_no_parameter_opens_another_team(client, head):
    stranger = person(DepartmentFactory(), first_surname="Ajena")
    page = client.get(ADDRESS, {"user": stranger.pk, "employee": stranger.pk, "direccion": 1}).content.decode()
    assert "Ajena" not in page


def test_the_head_of_a_unit_does_not_see_the_rest_of_the_direccion(client, office):
    unit = DepartmentFactory(kind="jefatura", parent=office)
    employee = EmployeeFactory()
    AppointmentFactory(employee=employee, department=unit, is_head=True)
    person(office, first_surname="Arriba")
    person(unit, first_surname="Propia", second_surname="")
    client.force_login(employee.user)
    assert names(client.get(ADDRESS)) == ["Propia"]


def test_who_is_missing_comes_first_with_word_icon_and_date(client, head, office, course):
    assignment = duty(course)
    enrol(person(office, first_surname="Lista", second_surname=""), course, assignment=assignment, completed=-1)
    enrol(person(office, first_surname="Atrasada", second_surname=""), course, assignment=assignment, due=-2)
    response = client.get(ADDRESS)
    assert names(response) == ["Atrasada", "Lista"]
    page = response.content.decode()
    assert "Con atraso" in page
    assert "Venció hace 2 días" in page
    assert page.count("<svg") > 4
    assert "Le falta" not in page


def test_no_grade_is_shown(client, head, office, course):
    enrol(person(office), course, assignment=duty(course), completed=-1)
    page = client.get(ADDRESS).content.decode()
    assert "91" not in page[page.index("<main") : page.index("</main")]


def test_who_heads_nobody_gets_a_friendly_page(client):
    for user in (EmployeeFactory().user, UserFactory()):
        client.force_login(user)
        response = client.get(ADDRESS)
        assert response.status_code == 200
        assert "no es titular de ninguna dirección" in response.content.decode()


def test_a_headship_that_has_ended_opens_nothing(client, office):
    employee = EmployeeFactory()
    AppointmentFactory(employee=employee, department=office, is_head=True, ends_on=days(-1))
    person(office, first_surname="Ajena")
    client.force_login(employee.user)
    assert "Ajena" not in client.get(ADDRESS).content.decode()


def test_a_head_without_people_is_told_so(client, head):
    assert "Todavía no hay nadie a su cargo" in client.get(ADDRESS).content.decode()


def test_a_stranger_is_sent_to_the_door(client):
    assert "/cuenta/entrar/" in client.get(ADDRESS)["Location"]


def test_only_heads_have_it_in_their_menu(client, head):
    assert reverse("reports:my_team") in client.get("/glosario/").content.decode()
    client.force_login(EmployeeFactory().user)
    assert reverse("reports:my_team") not in client.get("/glosario/").content.decode()


def test_the_menu_costs_no_query(client, head, django_assert_num_queries):
    from reports.team.branch import menu_entry

    request = client.get("/glosario/").wsgi_request
    assert request.user.is_authenticated
    with django_assert_num_queries(0):
        assert len(menu_entry(request)) == 1


def test_the_page_costs_the_same_for_any_team(client, head, office, course):
    assignment, costs = duty(course), []
    client.get(ADDRESS)
    for batch in (5, 55):
        for _ in range(batch):
            enrol(person(office), course, assignment=assignment, due=-1)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 34, "\n".join(query["sql"][:200] for query in queries)
