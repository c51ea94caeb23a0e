"""Who may ask for packs and take them: whoever sees coverage; those that name people only with personal records."""

from __future__ import annotations

from django.db.models import QuerySet

from people.api import User

from ..access import SEE_PEOPLE
from ..models import EvidencePack
from .scope import Audience


def audiences_of(user: User) -> list[tuple[str, str]]:
    """The audiences for which `user` may ask, as choices of a form."""
    may_name = user.has_perm(SEE_PEOPLE)
    return [choice for choice in Audience.choices if may_name or choice[0] == Audience.PUBLIC]


def visible_packs(user: User) -> QuerySet[EvidencePack]:
    """The packs that `user` may see and download, the newest first."""
    found = EvidencePack.objects.order_by("-asked_at", "-pk")
    return found if user.has_perm(SEE_PEOPLE) else found.filter(audience=Audience.PUBLIC)
