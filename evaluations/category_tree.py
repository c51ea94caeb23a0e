"""Categories shown as the tree that they are: in lists to choose from, in filters, in the list of categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import django_filters
from django import forms

from .models import QuestionCategory

INDENT = "\u2003"
BETWEEN = " › "


class Branch(NamedTuple):
    category: QuestionCategory
    #: 0 for those at the top.
    depth: int
    #: «Transparencia › Plazos»
    path: str


def branches(queryset=None) -> Iterator[Branch]:
    """Every category after the one that it is in, by name; one query. `queryset` must hold them all."""
    children: dict[int | None, list[QuestionCategory]] = {}
    for category in (QuestionCategory.objects.all() if queryset is None else queryset).order_by("name", "pk"):
        children.setdefault(category.parent_id, []).append(category)
    waiting = [Branch(category, 0, category.name) for category in reversed(children.get(None, []))]
    while waiting:
        branch = waiting.pop()
        yield branch
        waiting += [
            Branch(child, branch.depth + 1, f"{branch.path}{BETWEEN}{child.name}")
            for child in reversed(children.get(branch.category.pk, []))
        ]


def paths() -> dict[int, str]:
    """The path of each category by its id."""
    return {branch.category.pk: branch.path for branch in branches()}


class TreeChoices(forms.models.ModelChoiceIterator):
    """What a field of categories offers: an indented line for each, read when it is drawn."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for branch in branches():
            yield (
                forms.models.ModelChoiceIteratorValue(branch.category.pk, branch.category),
                f"{INDENT * branch.depth}{branch.category.name}",
            )

    def __bool__(self) -> bool:
        return True


class CategoryField(forms.ModelChoiceField):
    iterator = TreeChoices

    def __init__(self, *args, **kwargs):
        super().__init__(*args, queryset=QuestionCategory.objects.all(), **{"widget": forms.Select, **kwargs})


class CategoryFilter(django_filters.Filter):
    """Questions in the category and in those inside it."""

    field_class = CategoryField

    def filter(self, queryset, value):
        return queryset.in_category(value) if value else queryset
