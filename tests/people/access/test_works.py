"""What the worker does: letters and links, safe to stop and to run again."""

import datetime as dt
import io
import zipfile

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from people import works as long_work
from people.access import works
from people.access.codes import in_groups
from people.access.selection import Selection
from people.models import AccessCode, Decision, User, Work
from people.paper import DrawingFailed
from people.roles import HUMAN_RESOURCES
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory
from tests.people.access_factories import code_for, official, waiting_employee

pytestmark = pytest.mark.django_db


def run(kind, selection, owner, **parameters):
    work = Work.objects.create(
        kind=kind, title="Prueba", owner=owner, parameters={**selection.parameters(), **parameters}
    )
    long_work.run(work.pk)
    work.refresh_from_db()
    return work


def print_for(owner, *employees, shape="cartas", office=""):
    selection = Selection(office=office, chosen=tuple(one.pk for one in employees))
    return run(works.LETTERS, selection, owner, shape=shape)


def send_to(owner, *employees):
    return run(works.LINKS, Selection(chosen=tuple(one.pk for one in employees)), owner)


def test_an_office_is_printed_without_those_who_enter_already():
    actor, office = official(), DepartmentFactory(code="hacienda")
    waiting, entering = waiting_employee(), EmployeeFactory()
    for employee in (waiting, entering):
        AppointmentFactory(employee=employee, department=office)
    AppointmentFactory(employee=waiting_employee())
    work = print_for(actor, office=str(office.pk))
    assert work.state == Work.State.DONE, work.note
    assert work.result_name == "cartas-hacienda.pdf"
    assert "1 carta" in work.note
    assert AccessCode.objects.get().user == waiting.user
    assert Decision.objects.get(act="give_access").actor == actor


def test_people_who_were_chosen_by_name_are_printed_even_if_they_enter_already():
    employee = EmployeeFactory()
    print_for(official(), employee)
    employee.user.refresh_from_db()
    assert not employee.user.has_usable_password()
    assert AccessCode.objects.get().purpose == "reset"


def test_nothing_is_given_when_the_drawing_fails(monkeypatch):
    def fail(*args, **kwargs):
        raise DrawingFailed("no")

    monkeypatch.setattr(works, "draw_letters", fail)
    employee = waiting_employee()
    earlier = code_for(employee)
    with pytest.raises(DrawingFailed):
        print_for(official(), employee)
    assert AccessCode.objects.open().count() == 1
    assert earlier


def test_running_it_again_prints_anew_and_closes_the_codes_before():
    employee = waiting_employee()
    work = print_for(official(), employee)
    Work.objects.filter(pk=work.pk).update(state=Work.State.RUNNING)
    long_work.run(work.pk)
    assert sorted(code.state for code in AccessCode.objects.all()) == ["cancelled", "open"]


def test_the_row_of_the_work_holds_no_code(settings):
    employee = waiting_employee()
    work = print_for(official(), employee)
    code = AccessCode.objects.get()
    assert code.batch == str(work.uuid)
    assert set(work.parameters) == {"office", "chosen", "shape"}


def test_a_role_that_was_taken_away_meanwhile_stops_it():
    actor = official()
    actor.groups.remove(Group.objects.get(name=HUMAN_RESOURCES))
    work = print_for(actor, waiting_employee())
    assert work.state == Work.State.FAILED
    assert not AccessCode.objects.exists()


def test_a_selection_of_nobody_says_so():
    work = print_for(official(), EmployeeFactory(user__is_superuser=True))
    assert work.state == Work.State.FAILED
    assert "protegida" in work.note


def test_the_file_is_deleted_after_a_day():
    work = print_for(official(), waiting_employee())
    ends_in = work.expires_at - timezone.now()
    assert dt.timedelta(hours=23) < ends_in <= dt.timedelta(hours=24)
    assert works.forget_letters() == 0
    Work.objects.filter(pk=work.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    storage, name = work.result.storage, work.result.name
    assert storage.exists(name)
    assert works.forget_letters() == 1
    assert not storage.exists(name)


def test_many_letters_come_as_one_file_per_office(monkeypatch):
    monkeypatch.setattr(works, "LETTERS_PER_FILE", 2)
    people = []
    for code, number in (("obras", 3), ("archivo", 1)):
        office = DepartmentFactory(code=code, name=code)
        for _ in range(number):
            people.append(waiting_employee())
            AppointmentFactory(employee=people[-1], department=office)
    work = print_for(official(), *people)
    with work.result.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.namelist() == ["cartas-archivo.pdf", "cartas-obras-1.pdf", "cartas-obras-2.pdf"]
    assert AccessCode.objects.open().count() == 4


def test_a_link_goes_to_those_with_an_e_mail_and_opens_the_account(client, settings):
    settings.SITE_URL = "https://aula.ejemplo.test"
    with_mail, without = waiting_employee(email="ana@tuxpan.example"), waiting_employee()
    work = send_to(official(), with_mail, without)
    assert "1 enlace" in work.note
    [message] = mail.outbox
    assert message.to == ["ana@tuxpan.example"]
    assert message.subject == "Abra su cuenta en Aula Clara"
    _page, _sign, fragment = next(
        word for word in message.body.split() if word.startswith("https://aula.ejemplo.test/cuenta/activar/#")
    ).partition("#")
    number, code = fragment.split(".")
    assert in_groups(code) in message.body
    assert client.post("/cuenta/activar/", {"number": number, "code": code}).status_code == 302
    assert AccessCode.objects.get().channel == "email"
    assert not without.user.access_codes.exists()


def test_a_link_that_the_server_did_not_take_opens_nothing(monkeypatch):
    from django.core.mail import EmailMessage

    def send(self, **kwargs):
        if "mala@tuxpan.example" in self.to:
            raise OSError("no")
        return real(self, **kwargs)

    real = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", send)
    good, bad = waiting_employee(email="buena@tuxpan.example"), waiting_employee(email="mala@tuxpan.example")
    work = send_to(official(), good, bad)
    assert bad.number in work.note
    assert AccessCode.objects.open().get().user == good.user
    assert len(mail.outbox) == 1


def test_nobody_with_an_e_mail_is_a_sentence_and_not_a_mail():
    work = send_to(official(), waiting_employee())
    assert work.state == Work.State.FAILED
    assert "correo" in work.note
    assert mail.outbox == []


def test_more_people_take_no_more_queries(django_assert_max_num_queries):
    actor = official()
    User.objects.update(last_login=None)
    for number in (1, 9):
        people = [waiting_employee() for _ in range(number)]
        with django_assert_max_num_queries(40):
            print_for(actor, *people, shape="tarjetas")
