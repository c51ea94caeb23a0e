"""What the ledger of notices is narrowed to, read from the address: unknown values are left out and told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ..models import Employee, Notice
from ..registries import notice_kinds
from .told import kind_word

LONGEST = 80
State = Notice.State
# The words of the address are Spanish, like every address of the site.
STATE_WORDS = {
    "planeados": State.PLANNED,
    "enviados": State.SENT,
    "sin-confirmacion": State.UNSURE,
    "en-el-sitio": State.SHOWN,
    "no-enviados": State.SUPPRESSED,
    "devueltos": State.BOUNCED,
}
WORD_OF_STATE = {state: word for word, state in STATE_WORDS.items()}


@dataclass
class Filters:
    """Person, kind, state, days planned for (both inclusive) and words of the person or the title."""

    person: Employee | None = None
    kind: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, asked: QueryDict) -> Filters:
        found = cls(text=" ".join(asked.get("buscar", "").replace("\x00", "").split())[:LONGEST])
        found.kind = found._known("tipo", asked, {kind: kind for kind in notice_kinds})
        found.state = found._known("estado", asked, STATE_WORDS)
        found.since = found._day(asked.get("desde", ""))
        found.until = found._day(asked.get("hasta", ""))
        found.person = found._person(asked.get("persona", ""))
        return found

    def _ignore(self, value: str) -> None:
        self.ignored.append(_("«%(value)s» is not known here, so it was left out.") % {"value": value[:40]})

    def _known(self, name: str, asked: QueryDict, choices: dict[str, str]) -> str:
        value = asked.get(name, "")
        if value and value not in choices:
            self._ignore(value)
        return choices.get(value, "")

    def _day(self, text: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            self._ignore(text)
            return None

    def _person(self, text: str) -> Employee | None:
        if not text:
            return None
        is_number = text.isascii() and text.isdigit() and len(text) < 16
        found = Employee.objects.filter(pk=text).select_related("user").first() if is_number else None
        if found is None:
            self._ignore(text)
        return found

    def rows(self) -> QuerySet[Notice]:
        found = Notice.objects.select_related("employee", "about", "mail")
        exact = {"employee": self.person, "kind": self.kind, "state": self.state}
        exact |= {"planned_for__gte": self.since, "planned_for__lte": self.until}
        found = found.filter(**{name: value for name, value in exact.items() if value})
        for word in self.text.split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(employee__number__iexact=word)
                | Q(employee__first_surname__icontains=word)
                | Q(employee__second_surname__icontains=word)
                | Q(employee__given_names__icontains=word)
            )
        return found

    def as_query(self, **changes) -> str:
        """The narrowing as an address, without what is empty; `changes` are put over it."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in (dict(self.fields()) | changes).items() if value})
        return query.urlencode()

    def fields(self) -> list[tuple[str, str]]:
        """Name and value of each filter as the address has it, empty ones too."""
        return [
            ("persona", str(self.person.pk) if self.person else ""),
            ("tipo", self.kind),
            ("estado", WORD_OF_STATE[State(self.state)] if self.state else ""),
            ("desde", self.since.isoformat() if self.since else ""),
            ("hasta", self.until.isoformat() if self.until else ""),
            ("buscar", self.text),
        ]

    def in_words(self) -> list[tuple[str, str]]:
        return [
            (_("Person"), self.person.full_name if self.person else _("All")),
            (_("Kind"), kind_word(self.kind) if self.kind else _("All")),
            (_("State"), str(State(self.state).label) if self.state else _("Any")),
            (_("From"), self.since.isoformat() if self.since else "–"),
            (_("Until"), self.until.isoformat() if self.until else "–"),
            (_("Search"), self.text or "–"),
        ]
