"""The screens of the bank as Wagtail registers them."""

from __future__ import annotations

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.api import LessonPage

from ..category_tree import CategoryField
from ..models import Question, QuestionCategory
from ..plugins import question_types
from ..question_form import QuestionForm
from ..usage import with_counts
from .chooser import QuestionChooserViewSet
from .filters import QuestionFilterSet
from .panels import OpenAttemptsPanel, UsagePanel
from .screens import (
    CategoryIndexView,
    QuestionCreateView,
    QuestionEditView,
    QuestionIndexView,
    VersionsView,
    in_tree_order,
)


class LessonChooser(AdminPageChooser):
    """Chooses among lessons only."""

    def __init__(self, **kwargs):
        super().__init__(target_models=[LessonPage], **kwargs)


class CategoryForm(WagtailAdminModelForm):
    parent = CategoryField(label=_("Inside of"), required=False)


def kind_label(question: Question):
    """The type of the current version in words."""
    kind = question.current.kind if question.current else ""
    return question_types.get(kind).label if kind in question_types else kind


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("All the questions")
    menu_name = "question-bank"
    url_prefix = "reactivos"
    list_display = [
        "__str__",
        Column("category", label=_("Category"), accessor="category_path", sort_key="category__name"),
        Column("kind", label=_("Type"), accessor=kind_label),
        Column("difficulty", label=_("Difficulty"), accessor="get_difficulty_display", sort_key="difficulty"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("quizzes", label=_("Quizzes"), accessor="quizzes", sort_key="quizzes"),
        Column("exposure", label=_("Times asked"), accessor="exposure", sort_key="exposure"),
    ]
    list_per_page = 50
    filterset_class = QuestionFilterSet
    search_fields = ["search_text"]
    search_backend_name = None
    ordering = ["code"]
    copy_view_enabled = False
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    chooser_viewset_class = QuestionChooserViewSet
    chooser_per_page = 25
    edit_handler = ObjectList(
        [
            OpenAttemptsPanel(),
            FieldPanel("kind"),
            FieldPanel("stem"),
            FieldPanel("body"),
            FieldPanel("feedback"),
            MultiFieldPanel(
                [
                    FieldPanel("category"),
                    FieldRowPanel([FieldPanel("state"), FieldPanel("difficulty")]),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("reference")]),
                    FieldPanel("lesson", widget=LessonChooser),
                    FieldPanel("lesson_paragraph"),
                    FieldPanel("requirements", widget=forms.CheckboxSelectMultiple),
                    FieldRowPanel([FieldPanel("aspects"), FieldPanel("tags")]),
                ],
                heading=_("Filing"),
            ),
            UsagePanel(heading=_("Where it is used")),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request):
        return with_counts(Question.objects.select_related("category", "current"))

    @property
    def versions_view(self):
        return self.construct_view(VersionsView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path(f"versiones/<{self.pk_path_converter}:pk>/", self.versions_view, name="versions"),
        ]


class QuestionCategoryViewSet(SnippetViewSet):
    model = QuestionCategory
    icon = "folder-open-1"
    menu_label = _("Categories")
    menu_name = "question-categories"
    url_prefix = "reactivos/categorias"
    list_display = [
        "name",
        Column("count", label=_("Number of questions"), accessor="count", sort_key="count"),
    ]
    list_per_page = 200
    index_view_class = CategoryIndexView
    search_fields = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("parent")], base_form_class=CategoryForm)

    def get_queryset(self, request):
        return in_tree_order(QuestionCategory.objects.all())


class QuestionBankGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionCategoryViewSet)
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_icon = "help"
    menu_order = 250

    def get_submenu_items(self):
        """The screens of the bank, and what other modules hang into its menu by a hook of ours."""
        return [
            *super().get_submenu_items(),
            *(make() for make in hooks.get_hooks("register_question_bank_menu_item")),
        ]
