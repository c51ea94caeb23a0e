"""Recovering a password by e-mail: the same answer for every address, and a link that works once."""

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from people.access.passwords import send_recovery
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = {"password1": "otra-frase-larga", "password2": "otra-frase-larga"}


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def test_every_address_gets_the_same_answer_for_the_same_work(client, django_assert_num_queries):
    UserFactory(email="ana@tuxpan.example")
    pages = []
    ask(client, "calienta@tuxpan.example")
    for email in ("ana@tuxpan.example", "nadie@tuxpan.example"):
        with django_assert_num_queries(1):
            response = ask(client, email)
        pages.append((response.status_code, response.url, client.get(response.url).content))
    assert pages[0][:2] == pages[1][:2]
    # No mail is sent while the visitor waits: that would take longer for an account that exists.
    assert mail.outbox == []
    assert DBTaskResult.objects.filter(task_path__endswith="send_recovery").count() == 3


def test_the_link_opens_the_page_for_a_new_password_once(client, settings):
    settings.SITE_URL = "https://aula.ejemplo.test"
    user = EmployeeFactory(user__email="ana@tuxpan.example").user
    assert send_recovery("ANA@tuxpan.example") == 1
    [message] = mail.outbox
    assert message.subject == "Elija una nueva contraseña para Aula Clara"
    link = next(word for word in message.body.split() if word.startswith("https://aula.ejemplo.test/"))
    path = link.removeprefix("https://aula.ejemplo.test")
    form = client.get(path).url
    assert client.post(form, NEW).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW["password1"])
    assert "Ya se usó" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("fields", [{"is_active": False}, {}])
def test_nobody_else_is_written_to(fields):
    if fields:
        UserFactory(email="ana@tuxpan.example", **fields)
    assert send_recovery("ana@tuxpan.example") == 0
    assert mail.outbox == []


def test_the_host_that_a_browser_claims_gets_into_no_mail(client, settings):
    settings.SITE_URL = "https://aula.ejemplo.test"
    settings.ALLOWED_HOSTS = ["*"]
    UserFactory(email="ana@tuxpan.example")
    client.post(reverse("account_reset_password"), {"email": "ana@tuxpan.example"}, HTTP_HOST="ajeno.example")
    send_recovery("ana@tuxpan.example")
    assert "ajeno.example" not in mail.outbox[0].body


def test_people_without_e_mail_are_told_whom_to_ask(client):
    page = client.get(reverse("account_reset_password")).content.decode()
    assert "Si su cuenta no tiene correo" in page
    assert "Recursos Humanos" in page
