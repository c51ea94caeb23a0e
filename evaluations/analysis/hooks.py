"""Addresses and menu of the analysis; ``evaluations.wagtail_hooks`` imports this module so that Wagtail finds them."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from people.api import PermittedMenuItem

from ..plugins import QuestionAction, question_actions
from . import views


@hooks.register("register_admin_urls")
def analysis_urls():
    urls = [
        path("", views.index, name="index"),
        path("requisitos/", views.requirements, name="requirements"),
        path("reactivos/<int:question_id>/", views.question_everywhere, name="question_everywhere"),
        path("<int:quiz_id>/", views.quiz, name="quiz"),
        path("<int:quiz_id>/reactivos/<int:question_id>/", views.question, name="question"),
        path("<int:quiz_id>/descargar/<slug:table>/<slug:kind>/", views.download, name="download"),
    ]
    return [path("informes/cuestionarios/", include((urls, "evaluations_analysis"), namespace="evaluations_analysis"))]


@hooks.register("register_reports_menu_item")
def analysis_menu_item():
    return PermittedMenuItem(
        _("Analysis of quizzes"),
        reverse("evaluations_analysis:index"),
        permission=views.VIEW_ANALYSIS,
        icon_name="view",
        order=60,
        name="quiz-analysis",
    )


def analysis_action(question, user) -> list[QuestionAction]:
    """From the form of a question to what people answered to it."""
    if not user.has_perm(views.VIEW_ANALYSIS):
        return []
    url = reverse("evaluations_analysis:question_everywhere", args=[question.pk])
    return [QuestionAction(_("How it works in the quizzes"), url, "view")]


question_actions.append(analysis_action)
