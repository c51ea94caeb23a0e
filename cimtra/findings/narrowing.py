"""What a list of findings is narrowed to, read from the address: unknown values are left out, and told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from people.api import Department, Employee, departments_with_branches

from ..models import Aspect, Block, Finding, Round
from .lists import overdue_on

State = Finding.State
SOON = dt.timedelta(days=15)
LONGEST_SEARCH = 100
# word of the address -> states; in the order of the list of choices
STATES = {
    "abiertas": Finding.OPEN,
    "pendiente": (State.PENDING,),
    "en-proceso": (State.IN_PROGRESS,),
    "atendida": (State.ATTENDED,),
    "devuelta": (State.RETURNED,),
    "verificada": (State.VERIFIED,),
}
KINDS = {"observacion": Finding.Kind.OBSERVATION, "recomendacion": Finding.Kind.RECOMMENDATION}
DUE = {
    "vencidas": gettext_lazy("Overdue"),
    "proximas": gettext_lazy("In the next 15 days"),
    "sin-fecha": gettext_lazy("Without a day"),
}
ORDERS = {
    # The two databases put empty days at different ends.
    "vence": (F("due_on").asc(nulls_last=True), "number"),
    "-vence": (F("due_on").desc(nulls_last=True), "-number"),
    "numero": ("number",),
    "-numero": ("-number",),
    "aspecto": ("aspect__number", "number"),
    "direccion": ("department__name", "number"),
    "estado": ("state", F("due_on").asc(nulls_last=True), "number"),
}
OBJECTS = {"direccion": Department, "aspecto": Aspect, "bloque": Block, "evaluacion": Round, "persona": Employee}
# Of a person it is told only that a finding is theirs: no number in the address finds out anybody else's name.
ONLY = {"persona": Q(pk__in=Finding.objects.exclude(person=None).values("person"))}


@dataclass
class Narrowed:
    """`values` by the name in the address; `chosen` the objects behind the ids; `ignored` what was left out."""

    values: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, Any] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    order: str = "vence"
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> Narrowed:
        found = cls()
        for name, known in (("estado", STATES), ("tipo", KINDS), ("vence", DUE)):
            found._read_word(name, query.get(name, "").strip(), known)
        for name, model in OBJECTS.items():
            found._read_object(name, query.get(name, "").strip(), model)
        if words := " ".join(query.get("buscar", "").replace("\x00", "").split())[:LONGEST_SEARCH]:
            found.values["buscar"] = words
        order = query.get("orden", "")
        found.order = order if order in ORDERS else "vence"
        page = query.get("pagina") or query.get("page", "1")
        found.page = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return found

    def _read_word(self, name: str, word: str, known: dict) -> None:
        if word in known:
            self.values[name] = word
        elif word:
            self._ignore(word)

    def _read_object(self, name: str, word: str, model: type) -> None:
        if not word:
            return
        is_id = word.isascii() and word.isdigit() and len(word) < 10
        found = model.objects.filter(ONLY.get(name, Q()), pk=int(word)).first() if is_id else None
        if found is None:
            self._ignore(word)
        else:
            self.values[name], self.chosen[name] = word, found

    def _ignore(self, word: str) -> None:
        self.ignored.append(_("«%(value)s» is not known here, so it was left out.") % {"value": word[:40]})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.values)

    def as_query(self, **changes: Any) -> str:
        """The address query, with `changes` put over it; empty values are left out."""
        order = {} if self.order == "vence" else {"orden": self.order}
        values = {**self.values, **order, **changes}
        return urlencode({name: value for name, value in values.items() if value not in ("", None)})

    def of(self, findings: QuerySet[Finding]) -> QuerySet[Finding]:
        """`findings` narrowed and in order; one query more for the branches of a department."""
        values = self.values
        if word := values.get("estado"):
            findings = findings.filter(state__in=STATES[word])
        if word := values.get("tipo"):
            findings = findings.filter(kind=KINDS[word])
        if word := values.get("vence"):
            findings = findings.filter(_due(word))
        if department := self.chosen.get("direccion"):
            findings = findings.filter(department__in=departments_with_branches([department]))
        for name, path in (("aspecto", "aspect"), ("bloque", "aspect__block"), ("evaluacion", "round")):
            if name in self.chosen:
                findings = findings.filter(**{path: self.chosen[name]})
        if person := self.chosen.get("persona"):
            findings = findings.filter(person=person)
        if words := values.get("buscar"):
            findings = findings.filter(_says(words))
        return findings.order_by(*ORDERS[self.order])

    def in_words(self) -> list[tuple[str, str]]:
        """The criteria, for the first sheet of a file."""
        labels = {
            "estado": (_("State"), dict(state_choices())),
            "tipo": (_("Kind"), dict(kind_choices())),
            "vence": (_("Due"), DUE),
            "direccion": (_("Department"), {}),
            "aspecto": (_("Aspect"), {}),
            "bloque": (_("Block"), {}),
            "evaluacion": (_("Evaluation"), {}),
            "persona": (_("Person"), {}),
            "buscar": (_("Words"), {}),
        }
        return [
            (str(label), str(known.get(self.values[name], self.chosen.get(name, self.values[name]))))
            for name, (label, known) in labels.items()
            if name in self.values
        ]


def _due(word: str) -> Q:
    today = timezone.localdate()
    if word == "vencidas":
        return overdue_on(today)
    if word == "sin-fecha":
        return Q(due_on=None)
    return Q(state__in=Finding.OPEN, due_on__gte=today, due_on__lte=today + SOON)


def _says(words: str) -> Q:
    said = Q(text__icontains=words) | Q(commitment__icontains=words)
    return said | Q(number=int(words)) if words.isascii() and words.isdigit() and len(words) < 10 else said


def state_choices() -> list[tuple[str, str]]:
    labels = {word: str(State(states[0]).label) for word, states in STATES.items() if len(states) == 1}
    return [("abiertas", pgettext("findings", "All that are open")), *labels.items()]


def kind_choices() -> list[tuple[str, str]]:
    return [(word, str(kind.label)) for word, kind in KINDS.items()]


def due_choices() -> list[tuple[str, str]]:
    return [(word, str(label)) for word, label in DUE.items()]
