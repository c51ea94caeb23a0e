"""The window in which a quiz chooses questions of the bank."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from ..category_tree import CategoryField
from ..models import Question
from ..models.bank import fold


def search(questions, words: str):
    """Those whose code, words or reference hold every one of these words, whatever their accents."""
    for word in fold(words).split():
        questions = questions.filter(search_text__contains=word)
    return questions


class QuestionChooserFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search term"), required=False)
    category = CategoryField(label=_("Category"), required=False)

    def filter(self, objects):
        words = self.cleaned_data.get("q") or ""
        objects = search(objects, words)
        if category := self.cleaned_data.get("category"):
            objects = objects.in_category(category)
        self.is_searching, self.search_query = bool(words.strip()), words
        return super().filter(objects)


class OnlyForTheBank:
    """For those who may see the bank: Wagtail asks nothing but whether one may enter the admin."""

    def dispatch(self, request, *args, **kwargs):
        if not ModelPermissionPolicy(Question).user_has_any_permission(request.user, {"add", "change", "view"}):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class QuestionChooseMixin(OnlyForTheBank):
    """Questions that are not retired."""

    filter_form_class = QuestionChooserFilterForm

    def get_object_list(self):
        return Question.objects.exclude(state=Question.State.RETIRED).select_related("category")

    @property
    def columns(self):
        return [
            *super().columns,
            Column("category", label=_("Category")),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class QuestionChooseView(QuestionChooseMixin, ChooseView):
    pass


class QuestionChooseResultsView(QuestionChooseMixin, ChooseResultsView):
    pass


class QuestionChosenView(OnlyForTheBank, SnippetChosenView):
    pass


class QuestionChosenMultipleView(OnlyForTheBank, SnippetChosenMultipleView):
    pass


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView
    chosen_view_class = QuestionChosenView
    chosen_multiple_view_class = QuestionChosenMultipleView
