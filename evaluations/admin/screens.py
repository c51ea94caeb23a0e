"""The pages of the bank in the admin."""

from __future__ import annotations

from django import forms
from django.db.models import Case, Count, Value, When
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from .. import category_tree
from ..models import Question, QuestionCategory
from ..plugins import question_actions
from ..usage import usage_of
from ..version_history import history_of
from . import bulk
from .chooser import search

#: What the next question of a series takes over from the one just saved.
CARRIED_OVER = ("category", "difficulty", "lesson", "lesson_paragraph", "reference", "state")


class QuestionIndexView(IndexView):
    def search_queryset(self, queryset):
        return search(queryset, self.search_query)

    @cached_property
    def category_paths(self) -> dict[int, str]:
        return category_tree.paths()

    def get_list_more_buttons(self, instance):
        states = [
            Button(
                one.display_name,
                url=bulk.address(one, instance, back_to=self.request.get_full_path()),
                icon_name=one.icon,
                priority=15 + place,
            )
            for place, one in enumerate(bulk.actions_for(instance, self.request.user))
        ]
        return [*super().get_list_more_buttons(instance), *states]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        for question in context["object_list"]:
            question.category_path = self.category_paths.get(question.category_id, "")
        return context


class QuestionCreateView(CreateView):
    """«Save and write another» opens the next form with the same filing."""

    def get_initial_form_instance(self):
        question = Question()
        for name in CARRIED_OVER:
            value = self.request.GET.get(name)
            if value:
                field = Question._meta.get_field(name)
                try:
                    setattr(
                        question, field.attname, (field.target_field if field.is_relation else field).to_python(value)
                    )
                except (ValueError, forms.ValidationError):
                    continue
        return question

    def get_success_url(self):
        if "action-save-and-new" not in self.request.POST:
            return super().get_success_url()
        carried = {
            name: value
            for name in CARRIED_OVER
            if (value := getattr(self.object, Question._meta.get_field(name).attname))
        }
        return f"{self.get_add_url()}?{urlencode(carried)}"


class QuestionEditView(EditView):
    @cached_property
    def header_more_buttons(self):
        question, user = self.object, self.request.user
        versions = reverse(question.snippet_viewset.get_url_name("versions"), args=[question.pk])
        offered = [(_("Versions and changes"), versions, "history")]
        offered += [
            (one.display_name, bulk.address(one, question, back_to=self.request.path), one.icon)
            for one in bulk.actions_for(question, user)
        ]
        offered += [(one.label, one.url, one.icon) for offer in question_actions for one in offer(question, user)]
        return [
            *super().header_more_buttons,
            *(
                Button(label, url=url, icon_name=icon, priority=30 + place)
                for place, (label, url, icon) in enumerate(offered)
            ),
        ]


class SaveAndNewMenuItem(ActionMenuItem):
    name = "action-save-and-new"
    label = _("Save and write another")
    icon_name = "plus"

    def is_shown(self, context):
        return context["view"] == "create" and context["model"] is Question


class VersionsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What each edit of the wording changed, key included: for those who may edit the question."""

    template_name = "evaluations/admin/versions.html"
    permission_policy = ModelPermissionPolicy(Question)
    permission_required = "change"
    header_icon = "history"
    page_title = _("Versions and changes")
    _show_breadcrumbs = True

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(Question, pk=self.kwargs["pk"])

    @cached_property
    def edit_url(self) -> str:
        return reverse(Question.snippet_viewset.get_url_name("edit"), args=[self.question.pk])

    def get_page_subtitle(self):
        return str(self.question)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(Question.snippet_viewset.get_url_name("list")), "label": gettext("Question bank")},
            {"url": self.edit_url, "label": self.question.code},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def header_buttons(self):
        return [HeaderButton(label=gettext("Edit"), url=self.edit_url, icon_name="edit")]

    def get_context_data(self, **kwargs):
        attempts = usage_of(self.question).attempts_by_version
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "history": history_of(self.question, attempts=attempts),
        }


def indented(category: QuestionCategory) -> str:
    return f"{category_tree.INDENT * category.depth}{category.name}"


def in_tree_order(queryset):
    """Each category after the one that it is in, with its ``depth`` and ``count`` of questions."""
    branches = list(category_tree.branches())
    place = Case(*(When(pk=one.category.pk, then=Value(n)) for n, one in enumerate(branches)), default=Value(0))
    depth = Case(*(When(pk=one.category.pk, then=Value(one.depth)) for one in branches), default=Value(0))
    return queryset.select_related("parent").annotate(count=Count("questions"), place=place, depth=depth)


class CategoryIndexView(IndexView):
    default_ordering = "place"

    @cached_property
    def columns(self):
        columns = super().columns
        for column in columns:
            if column.name == "name":
                column.accessor = indented
        return columns
