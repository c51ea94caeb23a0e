import io
import sys
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command

from people.models import Notice, NoticeMail, ReturnedAddress
from people.notices.bounces import failures_in, record_bounce
from people.notices.delivery import deliver
from people.notices.settling import settle_notices

from .notice_factories import at, notice, person

pytestmark = pytest.mark.django_db
ANA = "ana@tuxpan.example"

REPORT = """\
From: MAILER-DAEMON@correo.example
To: aula@tuxpan.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

No se pudo entregar.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; correo.example
Arrival-Date: Mon, 23 Nov 2026 10:00:00 -0600

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient
    address rejected

--b
{enclosed}
--b--
"""
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: Aviso\n\nTexto"
HEADERS = "Content-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: Aviso\n"


def report(*, message_id="", address=ANA, action="failed", status="5.1.1", enclosed=WHOLE):
    inside = enclosed.format(id=message_id) if message_id else "Content-Type: text/plain\n\n(nada)"
    return REPORT.format(address=address, action=action, status=status, enclosed=inside).encode()


@pytest.fixture
def sent(time_machine):
    """The e-mail of today to Ana, handed to the mail server."""
    time_machine.move_to(at())
    notice(person(ANA))
    settle_notices(at())
    deliver()
    return NoticeMail.objects.get()


@pytest.mark.parametrize("enclosed", [WHOLE, HEADERS])
def test_a_report_with_our_number_marks_mail_notices_and_address(sent, enclosed):
    assert record_bounce(report(message_id=sent.message_id, enclosed=enclosed)) == [sent]
    sent.refresh_from_db()
    assert sent.state == NoticeMail.State.BOUNCED
    assert sent.answer == f"smtp; 550 5.1.1 <{ANA}>: Recipient address rejected"
    assert Notice.objects.get().state == Notice.State.BOUNCED
    assert ReturnedAddress.objects.get().address == ANA


def test_the_same_report_twice_changes_nothing_more(sent):
    record_bounce(report(message_id=sent.message_id))
    record_bounce(report(message_id=sent.message_id))
    assert ReturnedAddress.objects.count() == 1


def test_a_report_without_our_number_is_told_but_switches_no_address_off(sent):
    assert record_bounce(report()) == [sent]
    assert Notice.objects.get().state == Notice.State.BOUNCED
    assert not ReturnedAddress.objects.exists()


def test_a_full_mailbox_switches_the_address_off_only_the_third_time(time_machine):
    ana = person(ANA)
    for day in (23, 24, 25):
        assert not ReturnedAddress.objects.exists()
        moment = at().replace(day=day)
        time_machine.move_to(moment)
        notice(ana, f"dia:{day}@x")
        settle_notices(moment)
        deliver()
        mail = NoticeMail.objects.order_by("-pk").first()
        record_bounce(report(message_id=mail.message_id, status="5.2.2"))
    assert ReturnedAddress.objects.exists()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_what_is_no_failure_is_left_alone(sent, action):
    assert record_bounce(report(message_id=sent.message_id, action=action)) == []


def test_a_report_about_somebody_elses_message_is_left_alone(sent):
    assert record_bounce(report(message_id="<otra@correo.example>")) == []
    assert record_bounce(report(address="nadie@tuxpan.example")) == []
    sent.refresh_from_db()
    assert sent.state == NoticeMail.State.SENT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe" * 50,
        b"Subject: Estoy de vacaciones\n\nVuelvo el lunes.",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\n--b--",
        b"Content-Type: multipart/report\n\nsin partes",
    ],
)
def test_any_other_mail_holds_no_failures(content):
    assert failures_in(content) == []


def test_an_automatic_answer_is_no_report(sent):
    answer = EmailMessage()
    answer["In-Reply-To"] = sent.message_id
    answer.set_content("Estoy de vacaciones.")
    assert record_bounce(bytes(answer)) == []


def given(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_the_command_reads_the_message_from_its_standard_input(sent, monkeypatch, capsys):
    given(monkeypatch, report(message_id=sent.message_id))
    call_command("record_bounce")
    assert ANA in capsys.readouterr().out
    given(monkeypatch, b"Subject: Hola\n\nHola")
    call_command("record_bounce")
    assert "Nothing to record" in capsys.readouterr().out


def test_the_command_says_when_it_was_given_nothing(monkeypatch):
    given(monkeypatch, b"\n")
    with pytest.raises(CommandError, match="record_bounce < message"):
        call_command("record_bounce")
