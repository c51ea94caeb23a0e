"""What the list of documents in the admin is narrowed to, kept in its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from ..models import LibraryDocument
from .states import State, in_state, with_state


@dataclass(frozen=True, slots=True)
class Narrowing:
    state: str = ""
    words: str = ""
    department: int | None = None

    @classmethod
    def asked(cls, query: QueryDict) -> Narrowing:
        """What an address asks for; what makes no sense is left out."""
        state, department = query.get("estado", ""), query.get("area", "")
        return cls(
            state=state if state in State.values else "",
            words=query.get("q", "").strip()[:100],
            department=int(department) if department.isdecimal() and len(department) < 10 else None,
        )

    def __bool__(self) -> bool:
        return bool(self.state or self.words or self.department)

    def as_query(self, **changes: Any) -> str:
        values = {"estado": self.state, "q": self.words, "area": self.department, **changes}
        return urlencode({name: value for name, value in values.items() if value})

    def documents(self) -> QuerySet[LibraryDocument]:
        """Those that fit, with their state; what waits first, then the newest."""
        found = in_state(with_state(LibraryDocument.objects.select_related("department")), self.state)
        if self.words:
            found = found.filter(Q(title__icontains=self.words) | Q(file_name__icontains=self.words))
        if self.department:
            found = found.filter(department=self.department)
        waits = Q(live=False, withdrawn_at=None, first_published_at=None, has_successor=False, review="in_progress")
        place = Case(When(waits, then=Value(0)), default=Value(1), output_field=IntegerField())
        return found.order_by(place, "-uploaded_at", "-pk")
