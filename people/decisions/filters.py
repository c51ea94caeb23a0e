"""What the ledger is narrowed to, read from the address: unknown values are left out and told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ..acts import ACTS
from ..models import Decision

LONGEST = 80


@dataclass
class Filters:
    """Act, days (both inclusive) and words of the subject, of whom it is about, or of who decided."""

    act: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, asked: QueryDict) -> Filters:
        found = cls(text=" ".join(asked.get("buscar", "").replace("\x00", "").split())[:LONGEST])
        act = asked.get("acto", "")
        if act in ACTS:
            found.act = act
        elif act:
            found.ignored.append(_("«%(value)s» is no kind of decision, so it was left out.") % {"value": act[:40]})
        found.since = found._day(asked.get("desde", ""))
        found.until = found._day(asked.get("hasta", ""))
        return found

    def _day(self, text: str) -> dt.date | None:
        if not text:
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            self.ignored.append(_("«%(value)s» is no date, so it was left out.") % {"value": text[:40]})
            return None

    def rows(self) -> QuerySet[Decision]:
        found = Decision.objects.select_related("employee")
        if self.act:
            found = found.filter(act=self.act)
        if self.since:
            found = found.filter(at__date__gte=self.since)
        if self.until:
            found = found.filter(at__date__lte=self.until)
        for word in self.text.split():
            found = found.filter(
                Q(subject__icontains=word)
                | Q(actor_name__icontains=word)
                | Q(reason__icontains=word)
                | Q(employee__number__iexact=word)
                | Q(employee__first_surname__icontains=word)
                | Q(employee__second_surname__icontains=word)
                | Q(employee__given_names__icontains=word)
            )
        return found

    def as_query(self, **changes) -> str:
        """The narrowing as an address, without what is empty; `changes` are put over it."""
        values = {
            "acto": self.act,
            "desde": self.since.isoformat() if self.since else "",
            "hasta": self.until.isoformat() if self.until else "",
            "buscar": self.text,
            **changes,
        }
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in values.items() if value})
        return query.urlencode()

    def in_words(self) -> list[tuple[str, str]]:
        return [
            (_("Decision"), str(ACTS[self.act]) if self.act else _("All")),
            (_("From"), self.since.isoformat() if self.since else "–"),
            (_("Until"), self.until.isoformat() if self.until else "–"),
            (_("Search"), self.text or "–"),
        ]
