"""The bank in the admin: the consultant's list, form, preview and chooser of questions. No attempt is listed here."""

from __future__ import annotations

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminPageChooser
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet, SnippetViewSetGroup

from courses.api import LessonPage, TrainingRequirement

from .models import Question, QuestionCategory
from .models.bank import fold
from .plugins import question_types
from .question_form import QuestionForm

#: What the next question of a series takes over from the one just saved.
CARRIED_OVER = ("category", "difficulty", "lesson", "reference", "state")


class LessonChooser(AdminPageChooser):
    """Chooses among lessons only."""

    def __init__(self, **kwargs):
        super().__init__(target_models=[LessonPage], **kwargs)


def kind_label(question: Question):
    """The type of the current version in words."""
    return question_types.get(question.current.kind).label if question.current else ""


class QuestionFilterSet(WagtailFilterSet):
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=QuestionCategory.objects.all(), method="inside"
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Question.State.choices)
    difficulty = django_filters.ChoiceFilter(label=_("Difficulty"), choices=Question.Difficulty.choices)
    requirements = django_filters.ModelChoiceFilter(
        label=_("Training requirement"), queryset=TrainingRequirement.objects.all()
    )

    class Meta:
        model = Question
        fields = ["category", "state", "difficulty", "requirements"]

    def inside(self, queryset, _name, category):
        return queryset.in_category(category)


class QuestionIndexView(IndexView):
    def search_queryset(self, queryset):
        for word in fold(self.search_query).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset


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
                        question, field.attname, field.target_field.to_python(value) if field.is_relation else value
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


class SaveAndNewMenuItem(ActionMenuItem):
    name = "action-save-and-new"
    label = _("Save and write another")
    icon_name = "plus"

    def is_shown(self, context):
        return context["view"] == "create" and context["model"] is Question


class QuestionChooserFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search term"), required=False)
    category = forms.ModelChoiceField(label=_("Category"), queryset=QuestionCategory.objects.all(), required=False)

    def filter(self, objects):
        words = fold(self.cleaned_data.get("q") or "").split()
        for word in words:
            objects = objects.filter(search_text__contains=word)
        if category := self.cleaned_data.get("category"):
            objects = objects.in_category(category)
        self.is_searching, self.search_query = bool(words), self.cleaned_data.get("q")
        return super().filter(objects)


class QuestionChooseMixin:
    """Questions that are not retired, for those who may see the bank."""

    filter_form_class = QuestionChooserFilterForm

    def dispatch(self, request, *args, **kwargs):
        if not ModelPermissionPolicy(Question).user_has_any_permission(request.user, {"add", "change", "view"}):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

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


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("All the questions")
    menu_name = "question-bank"
    url_prefix = "reactivos"
    list_display = [
        "__str__",
        Column("category", label=_("Category"), accessor="category", sort_key="category__name"),
        Column("kind", label=_("Type"), accessor=kind_label),
        Column("difficulty", label=_("Difficulty"), accessor="get_difficulty_display", sort_key="difficulty"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("quizzes", label=_("Quizzes"), accessor="quizzes", sort_key="quizzes"),
    ]
    list_per_page = 50
    filterset_class = QuestionFilterSet
    search_fields = ["search_text"]
    search_backend_name = None
    ordering = ["code"]
    copy_view_enabled = False
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    chooser_viewset_class = QuestionChooserViewSet
    chooser_per_page = 25
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("stem"),
            FieldPanel("options"),
            FieldPanel("feedback"),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("category", widget=forms.Select), FieldPanel("state"), FieldPanel("difficulty")]
                    ),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("reference")]),
                    FieldPanel("lesson", widget=LessonChooser),
                    FieldPanel("requirements", widget=forms.CheckboxSelectMultiple),
                ],
                heading=_("Filing"),
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request):
        return Question.objects.select_related("category", "current").annotate(
            quizzes=Count("quiz_places__quiz", distinct=True)
        )


class QuestionCategoryViewSet(SnippetViewSet):
    model = QuestionCategory
    icon = "folder-open-1"
    menu_label = _("Categories")
    menu_name = "question-categories"
    url_prefix = "reactivos/categorias"
    list_display = [
        "name",
        "parent",
        Column("count", label=_("Number of questions"), accessor="count", sort_key="count"),
    ]
    search_fields = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("parent", widget=forms.Select)]

    def get_queryset(self, request):
        return QuestionCategory.objects.select_related("parent").annotate(count=Count("questions"))


class QuestionBankGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionCategoryViewSet)
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_icon = "help"
    menu_order = 250
