"""The pages around the journey, as everybody may meet them: in the dark, on a wide screen, empty, or gone wrong."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD, AppointmentFactory, EmployeeFactory
from tests.journey import Journey

from .audit import Watch, check_page, violations

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = ("/", "/cursos/", "/glosario/", "/ayuda/", "/aviso-de-privacidad/", "/accesibilidad/", "/verificar/")
DOORS = ("/cuenta/entrar/", "/cuenta/contrasena/restablecer/")
GONE = ("/no-existe/", "/verificar/un-codigo-que-no-existe/")


@pytest.fixture
def visit(live_server, phone):
    """Opens a path of the site in the phone and returns the page."""

    def open_path(path, page=phone):
        page.goto(live_server.url + path)
        return page

    return open_path


def sign_in(visit, employee, page):
    visit("/cuenta/entrar/", page)
    page.get_by_label("Número de empleado").fill(employee.user.username)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Entrar").click()
    page.wait_for_url("**/mi-aula/")


def test_pages_hold_in_the_dark_and_on_a_wide_screen(visit, live_server, new_context):
    journey = Journey()
    head = EmployeeFactory()
    AppointmentFactory(employee=head, department=journey.department, is_head=True)
    wide = new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark").new_page()
    watch = Watch(wide, live_server.url)
    for path in (*PUBLIC, *DOORS, journey.course.url):
        check_page(visit(path, wide))
    check_foot(wide)
    sign_in(visit, head, wide)
    expect(wide.get_by_text("Aún no tiene constancias")).to_be_visible()
    check_page(wide)
    check_page(visit("/mi-equipo/", wide))
    sign_out(wide)
    sign_in(visit, journey.employee, wide)
    check_page(visit(journey.lessons[0].url, wide))
    assert watch.faults == []


def check_foot(page):
    """Every link at the foot of the page leads somewhere."""
    addresses = page.locator("footer a").evaluate_all("links => links.map((link) => link.href)")
    assert len(addresses) == 8
    for address in addresses:
        assert page.request.get(address).status == 200, address


def sign_out(page):
    page.get_by_role("button", name="Cerrar sesión").click()
    page.get_by_role("link", name="Entrar").first.wait_for()


@pytest.mark.parametrize("path", GONE)
def test_what_is_not_there_says_so_and_shows_the_way_on(visit, path):
    page = visit(path)
    expect(
        page.locator("main").get_by_role("link").or_(page.locator("main").get_by_role("button")).first
    ).to_be_visible()
    check_page(page)


def test_a_wrong_password_is_told_beside_the_form(visit, phone):
    employee = EmployeeFactory()
    visit("/cuenta/entrar/")
    phone.get_by_label("Número de empleado").fill(employee.user.username)
    phone.locator("input[type=password]").fill("no-es-esta")
    phone.locator("main").get_by_role("button", name="Entrar").click()
    expect(phone.locator(".error-summary")).to_be_focused()
    assert violations(phone) == []
