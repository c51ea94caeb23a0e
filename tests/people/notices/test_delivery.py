import datetime as dt
import socket
import threading

import pytest
from django.core import mail as outbox
from django.core.mail.backends import locmem
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from people.models import Notice, NoticeMail, ReturnedAddress
from people.notices import delivery
from people.notices.addresses import mark_returned
from people.notices.delivery import ask_for_delivery, deliver, tell_lost
from people.notices.settling import settle_notices
from people.plugins import notice_checks

from .notice_factories import MONDAY, at, notice, person
from .smtp_server import mail_server

pytestmark = pytest.mark.django_db
State, MailState = Notice.State, NoticeMail.State


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(at())
    return time_machine


@pytest.fixture
def server(settings):
    with mail_server(settings) as running:
        yield running


def settled(number=1):
    """As many e-mails that wait to be sent, one notice in each."""
    for place in range(number):
        notice(person(f"persona{place}@tuxpan.example"))
    settle_notices(at())
    return list(NoticeMail.objects.order_by("pk"))


def only_mail():
    return NoticeMail.objects.get()


def test_a_real_server_gets_the_mail_once(server):
    ana = person("ana@tuxpan.example", given_names="Ana", first_surname="Ruiz", second_surname="")
    notice(ana, title="«Transparencia» vence el 1 de diciembre de 2026", text="Por su puesto.", url="/mi-aula/")
    settle_notices(at())
    assert deliver() == 1
    assert deliver() == 0
    (message,) = server.taken
    mail = only_mail()
    assert message["To"] == "ana@tuxpan.example"
    assert message["Message-ID"] == mail.message_id
    assert message["Subject"] == "«Transparencia» vence el 1 de diciembre de 2026"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content()
    assert "Ana Ruiz" in text
    assert "Por su puesto." in text
    assert "/mi-aula/" in text
    assert "http://" in text
    assert "<strong>" in message.get_body(("html",)).get_content()
    assert (mail.state, Notice.objects.get().state) == (MailState.SENT, State.SENT)


def test_what_others_wrote_is_shown_and_not_obeyed(server):
    notice(person(), title="<script>alert(1)</script> {{ 7|add:7 }}\nBcc: otra@tuxpan.example")
    settle_notices(at())
    deliver()
    (message,) = server.taken
    assert message["Bcc"] is None
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert "<script>alert(1)</script> {{ 7|add:7 }}" in message.get_body(("plain",)).get_content()


def test_the_lines_about_a_team_stand_together_by_person(server):
    head = person("titular@tuxpan.example")
    late = person("", given_names="Beto", first_surname="Cruz", second_surname="Díaz")
    notice(head, "enrolment:1@head", title="«Uno» venció", about=late)
    notice(head, "enrolment:2@head", title="«Dos» venció", about=late)
    settle_notices(at())
    deliver()
    text = server.taken[0].get_body(("plain",)).get_content()
    assert text.count("Beto Cruz Díaz") == 1
    assert "«Uno» venció" in text
    assert "«Dos» venció" in text


def test_a_server_that_is_down_is_tried_again_later_and_later(settings, clock):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settled(3)
    waits = []
    for _ in range(3):
        assert deliver() == 0
        mail = NoticeMail.objects.order_by("pk").first()
        assert mail.state == MailState.WAITING
        assert "refused" in mail.answer
        waits.append(mail.next_try_at - timezone.now())
        clock.move_to(mail.next_try_at + dt.timedelta(seconds=1))
    assert [round(wait.total_seconds() / 60) for wait in waits] == [5, 15, 60]
    assert set(Notice.objects.values_list("state", flat=True)) == {State.PLANNED}


def test_after_the_outage_each_mail_goes_out_once(settings, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settled(3)
    deliver()
    clock.move_to(at(hour=11))
    with mail_server(settings) as server:
        assert deliver() == 3
        assert deliver() == 0
        assert len(server.taken) == 3


def test_a_server_that_never_comes_back_ends_the_tries(settings, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settled()
    for days in range(20):
        clock.move_to(at(MONDAY + dt.timedelta(days=days)))
        deliver()
    one = Notice.objects.get()
    assert only_mail().state == MailState.FAILED
    assert only_mail().tries == delivery.MOST_TRIES
    assert (one.state, one.why) == (State.SUPPRESSED, Notice.Why.NOT_ACCEPTED)


def test_an_address_that_does_not_exist_is_returned_and_written_to_no_more(server):
    server.answers["persona0@tuxpan.example"] = "550 5.1.1 No such user"
    settled(2)
    assert deliver() == 1
    returned = NoticeMail.objects.get(address="persona0@tuxpan.example")
    assert returned.state == MailState.BOUNCED
    assert "550 5.1.1 No such user" in returned.answer
    assert returned.notices.get().state == State.BOUNCED
    assert ReturnedAddress.objects.get().address == "persona0@tuxpan.example"
    assert [message["To"] for message in server.taken] == ["persona1@tuxpan.example"]


def test_a_passing_refusal_is_tried_again(server, clock):
    server.answers["persona0@tuxpan.example"] = "451 4.7.1 Come back later"
    settled()
    assert deliver() == 0
    assert only_mail().state == MailState.WAITING
    server.answers.clear()
    clock.move_to(at(hour=11))
    assert deliver() == 1
    assert not ReturnedAddress.objects.exists()


def test_a_message_that_is_refused_for_good_fails_without_blaming_the_address(server):
    server.data_answer = "554 5.7.1 Looks like spam"
    settled()
    assert deliver() == 0
    assert only_mail().state == MailState.FAILED
    assert Notice.objects.get().why == Notice.Why.NOT_ACCEPTED
    assert not ReturnedAddress.objects.exists()


def test_a_line_that_breaks_after_the_message_is_told_as_unsure_and_not_sent_again(server, clock):
    server.data_answer = None
    settled()
    assert deliver() == 0
    assert only_mail().state == MailState.UNSURE
    assert Notice.objects.get().state == State.UNSURE
    server.data_answer = "250 Taken"
    clock.move_to(at(hour=18))
    assert deliver() == 0
    assert server.taken == []


def test_a_worker_that_dies_between_claim_and_answer_leaves_it_unsure(monkeypatch, clock):
    class PowerCut(BaseException):
        pass

    def cut(*_args):
        raise PowerCut

    settled()
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", cut)
    with pytest.raises(PowerCut):
        deliver()
    monkeypatch.undo()
    assert only_mail().state == MailState.SENDING
    clock.move_to(at(minute=10))
    assert deliver() == 0
    assert only_mail().state == MailState.SENDING
    clock.move_to(at(minute=30))
    assert deliver() == 0
    assert (only_mail().state, Notice.objects.get().state) == (MailState.UNSURE, State.UNSURE)
    assert outbox.outbox == []


def test_a_worker_that_was_only_slow_still_tells_that_it_was_sent(clock):
    (mail,) = settled()
    NoticeMail.objects.update(state=MailState.SENDING, claimed_at=timezone.now())
    clock.move_to(at(minute=30))
    tell_lost(timezone.now())
    delivery._settle(mail, MailState.SENT, State.SENT, "")
    assert (only_mail().state, Notice.objects.get().state) == (MailState.SENT, State.SENT)


def test_what_became_moot_while_it_waited_is_not_sent(monkeypatch):
    monkeypatch.setattr(notice_checks, "_entries", dict(notice_checks._entries))
    settled()
    notice_checks.register("tests.news", lambda notices: {one.pk for one in notices})
    assert deliver() == 0
    assert only_mail().state == MailState.DROPPED
    assert Notice.objects.get().why == Notice.Why.NO_LONGER_DUE
    assert outbox.outbox == []


def test_a_corrected_address_counts_at_the_moment_of_sending():
    settled()
    employee = only_mail().employee
    employee.email = "correcta@tuxpan.example"
    employee.save()
    assert deliver() == 1
    assert outbox.outbox[0].to == ["correcta@tuxpan.example"]
    assert only_mail().address == "correcta@tuxpan.example"


def test_an_address_marked_while_the_mail_waited_is_respected():
    settled()
    mark_returned(address="persona0@tuxpan.example")
    assert deliver() == 0
    assert (only_mail().state, Notice.objects.get().why) == (MailState.DROPPED, Notice.Why.BOUNCING)


def test_nothing_goes_out_in_the_quiet_hours(clock):
    settled()
    clock.move_to(at(hour=21))
    assert deliver() == 0
    assert only_mail().state == MailState.WAITING


def test_a_server_that_hangs_up_between_two_messages_is_called_again(server):
    settled(2)
    hung_up = []
    original = delivery._deliver_one

    def hang_up_first(line, mail):
        if hung_up:
            line.connection.sock.shutdown(socket.SHUT_RDWR)
        hung_up.append(mail)
        return original(line, mail)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "_deliver_one", hang_up_first)
        assert deliver() == 2
    assert len(server.taken) == 2


def test_the_clock_asks_the_worker_once_and_only_when_there_is_something_to_send():
    ask_for_delivery()
    assert not DBTaskResult.objects.exists()
    settled()
    ask_for_delivery()
    ask_for_delivery()
    assert DBTaskResult.objects.get().task_path == "people.tasks.deliver_notices"


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_nothing_twice(settings):
    with mail_server(settings) as server:
        settled(12)
        taken, barrier = [], threading.Barrier(3)

        def work():
            barrier.wait()
            try:
                taken.append(deliver())
            finally:
                connection.close()

        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        numbers = [message["Message-ID"] for message in server.taken]
    assert sum(taken) == 12
    assert len(numbers) == len(set(numbers)) == 12
    assert set(NoticeMail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_make_one_mail_per_person():
    for place in range(6):
        notice(person(f"persona{place}@tuxpan.example"))
    barrier = threading.Barrier(2)

    def settle():
        barrier.wait()
        try:
            settle_notices(at())
        finally:
            connection.close()

    clocks = [threading.Thread(target=settle) for _ in range(2)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    assert NoticeMail.objects.count() == 6
    assert not Notice.objects.filter(mail=None).exists()
