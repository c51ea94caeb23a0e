"""Registers the screens of evaluations in the admin, and what keeps taken questions and quizzes from being deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import bank_hooks, composing_hooks, import_hooks, lifecycle_hooks, marking_hooks  # noqa: F401 -- registers
from .admin import QuestionBankGroup, SaveAndNewMenuItem
from .analysis import hooks as _analysis_hooks  # noqa: F401 -- registers
from .keeping import question_in_use, quizzes_with_attempts
from .models import Question

register_snippet(QuestionBankGroup)


@hooks.register("register_snippet_action_menu_item")
def save_and_write_another(model):
    return SaveAndNewMenuItem(order=10) if model is Question else None


@hooks.register("before_delete_snippet")
def keep_questions_in_use(request, snippets):
    kept = [snippet for snippet in snippets if isinstance(snippet, Question) and question_in_use(snippet)]
    if not kept:
        return None
    codes = ", ".join(question.code for question in kept)
    messages.error(request, _("In use, so they are not deleted: %(codes)s. Retire them instead.") % {"codes": codes})
    return redirect(Question.snippet_viewset.get_url_name("list"))


def _refuse_to_delete(request, quizzes):
    titles = ", ".join(f"«{quiz.title}»" for quiz in quizzes)
    messages.error(
        request,
        _("People have taken %(titles)s and their results are kept, so it cannot be deleted. Unpublish it instead.")
        % {"titles": titles},
    )
    return redirect(reverse("wagtailadmin_explore", args=[quizzes[0].get_parent().pk]))


@hooks.register("before_delete_page")
def keep_taken_quizzes(request, page):
    quizzes = quizzes_with_attempts([page])
    return _refuse_to_delete(request, quizzes) if quizzes else None


@hooks.register("before_bulk_action")
def keep_taken_quizzes_in_bulk(request, action_type, objects, action):
    if action_type != "delete" or not objects or not hasattr(objects[0], "depth"):
        return None
    quizzes = quizzes_with_attempts(objects)
    return _refuse_to_delete(request, quizzes) if quizzes else None
