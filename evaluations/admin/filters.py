"""By what the list of questions is narrowed down."""

from __future__ import annotations

import django_filters
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.api import TrainingRequirement

from ..category_tree import CategoryFilter
from ..models import AttemptQuestion, Question
from ..models.bank import QuestionTag
from ..plugins import question_types


class UseFilter(django_filters.ChoiceFilter):
    """By whether anybody was asked it, and whether a quiz asks it of everybody."""

    CHOICES = (
        ("never", _("Never asked")),
        ("asked", _("Asked at least once")),
        ("fixed", _("Fixed in a quiz")),
        ("loose", _("Fixed in no quiz")),
    )

    def __init__(self, **kwargs):
        super().__init__(label=_("Use"), choices=self.CHOICES, **kwargs)

    def filter(self, queryset, value):
        asked = AttemptQuestion.objects.order_by().values("version__question")
        conditions = {
            "never": lambda: queryset.exclude(pk__in=asked),
            "asked": lambda: queryset.filter(pk__in=asked),
            "fixed": lambda: queryset.filter(quiz_places__isnull=False),
            "loose": lambda: queryset.filter(quiz_places__isnull=True),
        }
        return conditions[value]() if value in conditions else queryset


class AspectFilter(django_filters.NumberFilter):
    """By the number of a CIMTRA aspect. Not every database can look into a list, so the lists are read here."""

    def filter(self, queryset, value):
        if value is None:
            return queryset
        known = Question.objects.exclude(aspects=[]).values_list("pk", "aspects")
        return queryset.filter(pk__in=[pk for pk, aspects in known if value in aspects])


def authors(_request):
    return get_user_model().objects.filter(pk__in=Question.objects.order_by().values("author")).order_by("username")


class QuestionFilterSet(WagtailFilterSet):
    category = CategoryFilter(label=_("Category"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=Question.State.choices)
    kind = django_filters.ChoiceFilter(label=_("Type"), field_name="current__kind", choices=question_types.choices)
    difficulty = django_filters.ChoiceFilter(label=_("Difficulty"), choices=Question.Difficulty.choices)
    requirements = django_filters.ModelChoiceFilter(
        label=_("Training requirement"), queryset=TrainingRequirement.objects.all()
    )
    aspect = AspectFilter(label=_("CIMTRA aspect"))
    tags = django_filters.ModelChoiceFilter(label=_("Tag"), queryset=QuestionTag.objects.order_by("name"))
    author = django_filters.ModelChoiceFilter(label=_("Author"), queryset=authors)
    use = UseFilter()

    class Meta:
        model = Question
        fields = ["category", "state", "kind", "difficulty", "requirements", "aspect", "tags", "author", "use"]
