"""RH's screens about accounts."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from people import works as long_work
from people.access.panel import access_panel
from people.models import AccessCode, Decision, Employee, Work
from people.roles import ADMINISTRATION, ALL_ROLES, CONSULTANCY, HUMAN_RESOURCES
from tests.english import english_in
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    DepartmentFactory,
    EmployeeFactory,
    UserFactory,
    employee_with_role,
)
from tests.people.access_factories import code_for, official, waiting_employee

pytestmark = pytest.mark.django_db
REASON = {"reason": "Acudió con identificación oficial"}


def address(name, *args):
    return reverse(f"people_access:{name}", args=args)


@pytest.fixture
def rh():
    client = Client()
    client.user = official()
    client.force_login(client.user)
    return client


SCREENS = ["offices", "accounts", "receipts"]
ACTS = ["make", "letters", "links"]


@pytest.mark.parametrize("role", ALL_ROLES)
def test_only_rh_and_administration_open_the_screens(client, role):
    client.force_login(employee_with_role(role))
    person = waiting_employee()
    allowed = role in {HUMAN_RESOURCES, ADMINISTRATION}
    for name, args in [*((name, ()) for name in SCREENS), ("person", (person.pk,)), ("reset", (person.pk,))]:
        response = client.get(address(name, *args))
        # Wagtail's admin leads those who may not see a page to its home, with a message; outside it is a 403.
        assert response.status_code in ({200} if allowed else {302, 403}), name


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_post_only(rh, name):
    assert rh.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", [*ACTS, "reset"])
def test_nobody_else_acts(client, name):
    person = waiting_employee()
    client.force_login(employee_with_role(CONSULTANCY))
    args = (person.pk,) if name == "reset" else ()
    assert client.post(address(name, *args), {**REASON, "persona": person.pk}).status_code in {302, 403}
    assert not AccessCode.objects.exists()
    assert not Work.objects.exists()


def test_the_missing_accounts_of_an_office_are_made(rh):
    office = DepartmentFactory()
    inside, outside = EmployeeFactory(user=None), EmployeeFactory(user=None)
    AppointmentFactory(employee=inside, department=office)
    rh.post(address("make"), {"direccion": office.pk})
    assert Employee.objects.filter(user=None).get() == outside
    page = rh.post(address("make"), follow=True).content.decode()
    assert "Se creó 1 cuenta" in page
    assert not Employee.objects.filter(user=None).exists()


def test_printing_becomes_long_work_of_whoever_asked(rh):
    office = DepartmentFactory(name="Hacienda Municipal")
    AppointmentFactory(employee=waiting_employee(), department=office)
    response = rh.post(address("letters"), {"direccion": office.pk, "forma": "tarjetas"})
    work = Work.objects.get()
    assert response.url == reverse("people_works:show", args=[work.uuid])
    assert work.owner == rh.user
    assert "Hacienda Municipal" in work.title
    long_work.run(work.pk)
    work.refresh_from_db()
    assert work.state == Work.State.DONE


def test_nobody_chosen_starts_nothing(rh):
    for name in ("letters", "links"):
        assert rh.post(address(name), {}).url == address("accounts")
    assert not Work.objects.exists()


def test_people_who_were_ticked_are_the_ones_of_the_work(rh):
    people = [waiting_employee(email=f"{n}@tuxpan.example") for n in range(3)]
    rh.post(address("links"), {"persona": [people[0].pk, people[2].pk]})
    assert Work.objects.get().parameters["chosen"] == [people[0].pk, people[2].pk]


def test_a_reset_downloads_the_letter_and_leaves_a_receipt(rh):
    employee = EmployeeFactory()
    response = rh.post(address("reset", employee.pk), REASON)
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")
    line = Decision.objects.get(act="reset_access")
    assert (line.actor, line.employee, line.reason) == (rh.user, employee, REASON["reason"])
    page = rh.get(address("person", employee.pk)).content.decode()
    assert "Sin usar todavía" in page
    assert "Carta impresa" in page


def test_a_reset_without_a_reason_changes_nothing(rh):
    employee = EmployeeFactory()
    assert rh.post(address("reset", employee.pk), {"reason": " "}).status_code == 200
    employee.user.refresh_from_db()
    assert employee.user.check_password(PASSWORD)


def test_looking_at_the_page_of_a_reset_changes_nothing(rh):
    employee = EmployeeFactory()
    rh.get(address("reset", employee.pk))
    employee.user.refresh_from_db()
    assert employee.user.check_password(PASSWORD)
    assert not AccessCode.objects.exists()


def test_accounts_out_of_reach_cannot_be_reset_from_the_screens(rh):
    own = EmployeeFactory(user=rh.user)
    superuser = EmployeeFactory(user__is_superuser=True)
    administrator = EmployeeFactory()
    administrator.user.groups.add(Group.objects.get(name=ADMINISTRATION))
    for employee in (own, superuser, administrator):
        assert rh.post(address("reset", employee.pk), REASON).status_code == 404
        page = rh.get(address("person", employee.pk)).content.decode()
        assert address("reset", employee.pk) not in page
        assert "no puede dar acceso" in page
    assert not AccessCode.objects.exists()


def test_people_who_have_left_are_not_found(rh):
    gone = EmployeeFactory(left_on="2025-01-01")
    assert rh.get(address("person", gone.pk)).status_code == 404
    assert rh.post(address("reset", gone.pk), REASON).status_code == 404


def test_people_are_found_by_office_state_and_words(rh):
    office = DepartmentFactory()
    found = waiting_employee(given_names="Xóchitl", number="0777")
    AppointmentFactory(employee=found, department=office)
    for _ in range(2):
        AppointmentFactory(department=office)
    EmployeeFactory()

    def names(**query):
        page = rh.get(address("accounts"), query).content.decode()
        return "Xóchitl" in page, page.count(address("person", 0).removesuffix("0/"))

    assert names(direccion=office.pk) == (True, 3)
    assert names(direccion=office.pk, estado="waiting") == (True, 1)
    assert names(q="0777") == (True, 1)
    assert names(direccion="sin-nombramiento") == (False, 1)
    assert names(q="nadie así")[1] == 0
    # What is not understood is left out.
    assert names(direccion="'; --", estado="otra")[1] == 4


def test_screens_take_the_same_queries_for_more_people(rh, django_assert_max_num_queries):
    limits = {"offices": 14, "accounts": 16, "receipts": 14}
    for _ in range(2):
        for _number in range(8):
            employee = waiting_employee()
            AppointmentFactory(employee=employee)
            code_for(employee, made_by=rh.user)
        for name, limit in limits.items():
            rh.get(address(name))
            with django_assert_max_num_queries(limit):
                rh.get(address(name))


def test_the_screens_are_in_spanish(rh):
    waiting, missing = waiting_employee(), EmployeeFactory(user=None)
    code_for(waiting, made_by=rh.user)
    people = (waiting, missing, EmployeeFactory(user__is_superuser=True))
    screens = [address(name) for name in SCREENS] + [address("person", employee.pk) for employee in people]
    for screen in (*screens, address("reset", waiting.pk)):
        assert english_in(rh.get(screen).content.decode(), by_words=False) == []


def test_the_panel_shows_the_account_and_its_last_receipts(django_assert_num_queries):
    employee = waiting_employee()
    for _ in range(5):
        code_for(employee)
    [panel] = access_panel(employee)
    assert panel["title"] == "Cuenta de acceso"
    assert len(panel["context"]["receipts"]) == 3
    with django_assert_num_queries(1):
        access_panel(employee)


def test_the_panel_of_somebody_without_an_account():
    [panel] = access_panel(EmployeeFactory(user=None))
    assert panel["context"]["account"] is None
    assert panel["context"]["receipts"] == []


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, CONSULTANCY])
def test_wagtails_own_screens_of_users_stay_closed(client, role):
    client.force_login(employee_with_role(role))
    other = UserFactory()
    for name, args in [("wagtailusers_users:add", ()), ("wagtailusers_users:edit", (other.pk,))]:
        assert client.get(reverse(name, args=args)).status_code in {302, 403}
        response = client.post(reverse(name, args=args), {"username": "x", "is_superuser": "on"})
        assert response.status_code in {302, 403}
    other.refresh_from_db()
    assert not other.is_superuser
