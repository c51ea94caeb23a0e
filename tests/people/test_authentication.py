import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse

from people.demo import DEMO_PASSWORD
from tests import factories

pytestmark = pytest.mark.django_db


def sign_in(client, login, password=factories.PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


@pytest.mark.parametrize("login", ["4711", "ana@tuxpan.example", "ANA@tuxpan.example"])
def test_one_signs_in_with_employee_number_or_e_mail(client, login):
    factories.UserFactory(username="4711", email="ana@tuxpan.example")
    response = sign_in(client, login)
    assert response.status_code == 302
    assert response.url == "/mi-aula/"


def test_a_wrong_password_and_an_unknown_number_get_the_same_spanish_sentence(client):
    factories.UserFactory(username="4711")
    wrong, unknown = (sign_in(client, login, "otra").content.decode() for login in ("4711", "9999"))
    for page in (wrong, unknown):
        assert "no son correctos" in page


def test_an_account_that_was_closed_does_not_enter(client):
    factories.UserFactory(username="4711", is_active=False)
    response = sign_in(client, "4711")
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302}


def test_the_documented_password_opens_nothing_while_debug_is_off(client, settings):
    factories.UserFactory(username="rh", password=DEMO_PASSWORD)
    settings.DEBUG = False
    sign_in(client, "rh", DEMO_PASSWORD)
    assert "_auth_user_id" not in client.session
    settings.DEBUG = True
    sign_in(client, "rh", DEMO_PASSWORD)
    assert "_auth_user_id" in client.session


def test_check_deploy_reports_demonstration_accounts_as_an_error():
    factories.UserFactory(username="rh", password=DEMO_PASSWORD)
    with pytest.raises(SystemCheckError, match="E001"):
        call_command("check", "--deploy", databases=["default"])


def test_signing_out_empties_the_browser(client):
    client.force_login(factories.UserFactory())
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_the_door_to_sign_up_leads_to_the_one_to_sign_in(client):
    assert client.get("/cuenta/registro/").url == "/cuenta/entrar/"
    assert client.get("/admin/login/").url.startswith("/cuenta/entrar/")
