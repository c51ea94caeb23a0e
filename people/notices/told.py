"""«Was the person told?» in words: what became of each notice, as the ledger and its files say it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Notice, NoticeMail
from ..registries import notice_kinds

State = Notice.State
TONES = {
    State.PLANNED: ("neutral", "clock"),
    State.SENT: ("ok", "mail"),
    State.UNSURE: ("warn", "mail"),
    State.SHOWN: ("info", "list"),
    State.SUPPRESSED: ("neutral", "ban"),
    State.BOUNCED: ("bad", "x-circle"),
}


@dataclass(frozen=True)
class Line:
    """A notice with its words: kind, state, and what else there is to say."""

    notice: Notice
    kind: str
    state: str
    detail: str
    tone: str
    icon: str


def kind_word(kind: str) -> str:
    return str(notice_kinds[kind]) if kind in notice_kinds else kind


def line_of(notice: Notice) -> Line:
    """The line of `notice`, whose `mail` must be loaded."""
    tone, icon = TONES[State(notice.state)]
    return Line(notice, kind_word(notice.kind), notice.get_state_display(), _detail(notice), tone, icon)


def _detail(notice: Notice) -> str:
    """Why it was not sent, or how far its e-mail is; empty where the state says it all."""
    if notice.why:
        return f"{notice.get_why_display()}{_answer(notice.mail)}"
    mail = notice.mail
    if mail is None:
        return ""
    if notice.state == State.PLANNED and mail.tries:
        return _("The mail server has not taken it yet (tries: %(tries)d).") % {"tries": mail.tries} + _answer(mail)
    return mail.address + _answer(mail)


def _answer(mail: NoticeMail | None) -> str:
    return f" · {mail.answer}" if mail and mail.answer else ""
