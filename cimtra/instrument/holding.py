"""What hangs on the rows of the instrument: nothing vanishes from under an evaluation or an observation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from ..models import Aspect, AspectRequirement, Block, Field, LegalReference, Variable

# Parts of the instrument itself: they go with the row on which they hang.
OWN_PARTS = (Field, Block, Aspect, Variable, LegalReference, AspectRequirement)


def holders_of(model: type[models.Model], ids: Iterable[int]) -> dict[int, list[str]]:
    """{id: what hangs on it, in words} for those of `ids` on which something does; one query per kind of thing."""
    ids = list(ids)
    found: dict[int, list[str]] = defaultdict(list)
    for relation in _relations_to(model) if ids else ():
        held, words = _held_by(relation, ids)
        for pk in held:
            if words not in found[pk]:
                found[pk].append(words)
    return dict(found)


def _relations_to(model: type[models.Model]) -> list:
    """Of those that other models declare, also the ones without a name on this side («+»)."""
    return [
        one
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created
        and not one.concrete
        and not issubclass(one.related_model, OWN_PARTS)
        and not one.related_model._meta.auto_created
    ]


def _held_by(relation, ids: list[int]) -> tuple[Iterable[int], str]:
    """The ids that rows of `relation` point at, and what these rows are called."""
    words = str(relation.related_model._meta.verbose_name_plural)
    if relation.many_to_many:
        rows = relation.through._default_manager
        column = relation.field.m2m_reverse_name()
    else:
        rows = relation.related_model._default_manager
        column = relation.field.attname
    return rows.filter(**{f"{column}__in": ids}).order_by().values_list(column, flat=True).distinct(), words
