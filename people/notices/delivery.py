"""Handing the e-mails to the mail server: each is claimed first, so it never goes out twice."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ..models import Notice, NoticeMail, NoticeSettings
from .addresses import address_of, mark_returned, returned_among
from .hours import is_sending_time, notice_rules
from .judging import verdicts_on
from .settling import keep_back
from .wording import message_of

logger = logging.getLogger(__name__)
State = NoticeMail.State
AT_ONCE = 50
PATIENCE = 30  # seconds for each answer of the mail server
# Twenty times what the longest exchange takes: who claimed an e-mail this long ago is no longer there.
LOST_AFTER = dt.timedelta(minutes=15)
WAITS = [dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720)]
MOST_TRIES = 8


def ask_for_delivery() -> None:
    """What the clock does each minute: gives the worker a job when there is something to send and none waits."""
    from ..tasks import deliver_notices

    now = timezone.now()
    lost = Q(state=State.SENDING, claimed_at__lt=now - LOST_AFTER)
    if not NoticeMail.objects.filter(Q(state=State.WAITING, next_try_at__lte=now) | lost).exists():
        return
    if not DBTaskResult.objects.ready().filter(task_path=deliver_notices.module_path).exists():
        deliver_notices.enqueue()


def deliver() -> int:
    """What the worker does; returns how many e-mails the mail server took. Several workers may do it at once."""
    tell_lost(timezone.now())
    rules = notice_rules()
    taken = 0
    while is_sending_time(timezone.now(), rules) and (mails := _next_ones(rules)):
        connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or PATIENCE)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("The mail server cannot be reached: %s", error)
            _put_off(_due(), _answer(error))
            break
        try:
            taken += sum(_deliver_one(connection, mail) for mail in mails)
        finally:
            _hang_up(connection)
    return taken


def _due():
    return NoticeMail.objects.filter(state=State.WAITING, next_try_at__lte=timezone.now())


def _next_ones(rules: NoticeSettings) -> list[NoticeMail]:
    """The next e-mails to send, after leaving out what has become moot while they waited."""
    while mails := list(_due().select_related("employee__user").order_by("next_try_at", "pk")[:AT_ONCE]):
        kept = _without_moot(mails, rules)
        if kept:
            return kept
    return []


@transaction.atomic
def _without_moot(mails: Sequence[NoticeMail], rules: NoticeSettings) -> list[NoticeMail]:
    now = timezone.now()
    locked = NoticeMail.objects.filter(pk__in=[mail.pk for mail in mails], state=State.WAITING).select_for_update()
    waiting = set(locked.values_list("pk", flat=True))
    notices = list(Notice.objects.filter(mail__in=waiting).select_related("employee", "about"))
    verdicts = verdicts_on(notices, now, rules)
    returned = returned_among({address_of(mail.employee) for mail in mails} - {""})
    to_nowhere = {mail.pk for mail in mails if address_of(mail.employee).lower() in {*returned, ""}}
    for notice in notices:
        if notice.mail_id in to_nowhere:
            why = Notice.Why.BOUNCING if address_of(notice.employee) else Notice.Why.NO_ADDRESS
            verdicts.setdefault(notice.pk, why)
    keep_back(verdicts, now)
    full = {notice.mail_id for notice in notices if notice.pk not in verdicts}
    NoticeMail.objects.filter(pk__in=waiting - full).update(state=State.DROPPED)
    return [mail for mail in mails if mail.pk in full]


def _deliver_one(connection, mail: NoticeMail) -> bool:
    """Send one e-mail, unless somebody else has claimed it; whether the mail server took it."""
    if not _is_alive(connection):
        return False
    mail.address = address_of(mail.employee)
    claim = NoticeMail.objects.filter(pk=mail.pk, state=State.WAITING)
    claimed = {"state": State.SENDING, "claimed_at": timezone.now(), "tries": F("tries") + 1, "address": mail.address}
    if not claim.update(**claimed):
        return False
    own = NoticeMail.objects.filter(pk=mail.pk, state=State.SENDING)
    try:
        notices = list(mail.notices.select_related("about").order_by("planned_for", "pk"))
        message = message_of(mail, notices)
        message.message()
    except ValueError as error:
        # An address or a title that no header can carry: no later try would be better.
        _give_up(mail, own, State.FAILED, f"{error}")
        return False
    except BaseException:
        _put_off(own, "")
        raise
    return _hand_over(connection, mail, message, own)


def _hand_over(connection, mail: NoticeMail, message, own) -> bool:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        _refused(mail, own, code, _text(code, answer), State.BOUNCED)
    except smtplib.SMTPResponseException as error:
        _refused(mail, own, error.smtp_code, _text(error.smtp_code, error.smtp_error), State.FAILED)
    except smtplib.SMTPNotSupportedError as error:
        _give_up(mail, own, State.FAILED, _answer(error))
    except (OSError, smtplib.SMTPException) as error:
        # The line broke after the server had begun to hear the message; whether it took it, nobody can say.
        _settle(mail, State.UNSURE, Notice.State.UNSURE, _answer(error))
        connection.close()
    else:
        _settle(mail, State.SENT, Notice.State.SENT, "")
        return True
    return False


def _refused(mail: NoticeMail, own, code: int, answer: str, state: str) -> None:
    """A refusal by 4xx asks to come again; 5xx is for good, and of an address it means that mail comes back."""
    if 400 <= code < 500:
        _put_off(own, answer)
    else:
        _give_up(mail, own, state, answer)


def _settle(mail: NoticeMail, state: str, notice_state: str, answer: str, why: str = "") -> None:
    now = timezone.now()
    with transaction.atomic():
        rows = NoticeMail.objects.filter(pk=mail.pk, state__in=[State.SENDING, State.UNSURE])
        if rows.update(state=state, sent_at=now, answer=answer[:300]):
            open_ones = mail.notices.filter(state__in=[Notice.State.PLANNED, Notice.State.UNSURE])
            open_ones.update(state=notice_state, why=why, settled_at=now)


def _give_up(mail: NoticeMail, own, state: str, answer: str) -> None:
    now = timezone.now()
    returned = state == State.BOUNCED
    with transaction.atomic():
        own.update(state=state, answer=answer[:300])
        if returned:
            mark_returned(address=mail.address, answer=answer)
            mail.notices.filter(state=Notice.State.PLANNED).update(state=Notice.State.BOUNCED, settled_at=now)
        else:
            _tell_not_accepted(mail.notices, now)


def _tell_not_accepted(notices, now: dt.datetime) -> None:
    planned = notices.filter(state=Notice.State.PLANNED)
    planned.update(state=Notice.State.SUPPRESSED, why=Notice.Why.NOT_ACCEPTED, settled_at=now)


def _put_off(mails, answer: str) -> None:
    """Try these again later, each time later; after the last try they count as not accepted."""
    now = timezone.now()
    waits = [When(tries=tries, then=Value(now + wait)) for tries, wait in enumerate(WAITS, start=1)]
    with transaction.atomic():
        ids = list(mails.select_for_update().values_list("pk", flat=True))
        rows = NoticeMail.objects.filter(pk__in=ids)
        # Claiming has counted the try of a single one; a server that cannot be reached counts for all.
        rows.filter(state=State.WAITING).update(tries=F("tries") + 1)
        later = Case(*waits, default=Value(now + WAITS[-1]))
        rows.update(state=State.WAITING, next_try_at=later, answer=answer[:300])
        rows.filter(tries__gte=MOST_TRIES).update(state=State.FAILED)
        _tell_not_accepted(Notice.objects.filter(mail__in=ids, mail__state=State.FAILED), now)


def tell_lost(now: dt.datetime) -> int:
    """E-mails whose sender died between claim and answer: they may have arrived, so they are not sent again."""
    with transaction.atomic():
        lost = NoticeMail.objects.filter(state=State.SENDING, claimed_at__lt=now - LOST_AFTER)
        ids = list(lost.select_for_update().values_list("pk", flat=True))
        NoticeMail.objects.filter(pk__in=ids).update(state=State.UNSURE, sent_at=F("claimed_at"))
        planned = Notice.objects.filter(mail__in=ids, state=Notice.State.PLANNED)
        planned.update(state=Notice.State.UNSURE, settled_at=now)
    return len(ids)


def _is_alive(connection) -> bool:
    """Whether the line still stands, opened anew where the server has hung up between two messages."""
    line = getattr(connection, "connection", None)
    if not isinstance(line, smtplib.SMTP):
        return True
    try:
        if line.noop()[0] == 250:
            return True
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server hung up; calling again")
    _hang_up(connection)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("The mail server cannot be reached: %s", error)
        return False
    return True


def _hang_up(connection) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server had hung up already")


def _answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _text(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _text(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {words}"
