"""Which people an act of RH is for, as its form and its work say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from ..models import Employee, User
from .states import AccountState, Offices, people_with_accounts

NO_OFFICE = "sin-nombramiento"


@dataclass(frozen=True)
class Selection:
    """People of an office (its id, or NO_OFFICE), in a state, found by words, or chosen one by one."""

    office: str = ""
    state: str = ""
    words: str = ""
    chosen: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, data: Any) -> Selection:
        """From the fields of a form or the query of an address; whatever is not understood is left out."""
        office, state = data.get("direccion", ""), data.get("estado", "")
        is_known = office == NO_OFFICE or (office.isdecimal() and len(office) < 10)
        chosen = data.getlist("persona") if hasattr(data, "getlist") else []
        return cls(
            office=office if is_known else "",
            state=state if state in AccountState.values else "",
            words=data.get("q", "").strip()[:80],
            chosen=tuple(int(pk) for pk in chosen if pk.isdecimal() and len(pk) < 10),
        )

    @classmethod
    def from_parameters(cls, parameters: dict[str, Any]) -> Selection:
        """As `parameters()` put it into the row of a work."""
        return cls(office=parameters["office"], chosen=tuple(parameters["chosen"]))

    def parameters(self) -> dict[str, Any]:
        return {"office": self.office, "chosen": list(self.chosen)}

    def people(self, actor: User, offices: Offices) -> QuerySet[Employee]:
        """Those people among the ones on the roll, with the annotations of `people_with_accounts`."""
        people = people_with_accounts(actor)
        if self.chosen:
            people = people.filter(pk__in=self.chosen)
        if self.office == NO_OFFICE:
            people = people.filter(department_now=None)
        elif self.office:
            people = people.filter(department_now__in=offices.departments_of(int(self.office)))
        if self.state:
            people = people.filter(account_state=self.state)
        for word in self.words.split():
            people = people.filter(
                Q(number__icontains=word)
                | Q(given_names__icontains=word)
                | Q(first_surname__icontains=word)
                | Q(second_surname__icontains=word)
            )
        return people
