"""Moving questions from one state to another: many at once from the list, or a single one by the same way."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from .. import bank
from ..models import Question, QuizPage
from .chooser import search
from .filters import QuestionFilterSet

CHANGE = "evaluations.change_question"


class ChangeState(SnippetBulkAction):
    """Asks first, naming the questions, and for what is retired the quizzes that lose it."""

    models = [Question]
    template_name = "evaluations/admin/change_state.html"
    state: str = ""
    icon = "cog"
    #: Told before it is done.
    explanation: Any = ""

    def get_all_objects_in_listing_query(self, parent_id):
        """Those that the filters and the search left in the listing: they stand in this address too."""
        found = search(Question.objects.all(), self.request.GET.get("q", ""))
        return QuestionFilterSet(self.request.GET, queryset=found, request=self.request).qs.values_list("pk", flat=True)

    def check_perm(self, question) -> bool:
        return self.request.user.has_perm(CHANGE)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        ids = [one["item"].pk for one in context["items"]]
        losing = QuizPage.objects.none()
        if self.state != Question.State.CURRENT:
            losing = QuizPage.objects.filter(questions__question__in=ids).distinct().order_by("title")
        return {**context, "action": self, "losing": losing}

    def get_execution_context(self):
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        return bank.set_state(questions=objects, state=cls.state, by=user), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext("%(n)d question was moved.", "%(n)d questions were moved.", num_parent_objects) % {
            "n": num_parent_objects
        }


class PutInForce(ChangeState):
    display_name = _("Put in force")
    aria_label = _("Put the selected questions in force")
    action_type = "put_in_force"
    action_priority = 10
    state = Question.State.CURRENT
    icon = "circle-check"
    explanation = _("Quizzes may ask them from now on.")


class SendToReview(ChangeState):
    display_name = _("Send to review")
    aria_label = _("Send the selected questions to review")
    action_type = "send_to_review"
    action_priority = 11
    state = Question.State.IN_REVIEW
    icon = "glasses"
    explanation = _("No attempt that begins from now on asks them until they are in force again.")


class Retire(ChangeState):
    display_name = _("Retire")
    aria_label = _("Retire the selected questions")
    action_type = "retire"
    action_priority = 12
    state = Question.State.RETIRED
    icon = "lock"
    explanation = _("No attempt that begins from now on asks them. What was answered stays.")


STATE_ACTIONS: tuple[type[ChangeState], ...] = (PutInForce, SendToReview, Retire)


def address(action: type[ChangeState], question: Question, *, back_to: str) -> str:
    """Where this is asked about one question."""
    meta = Question._meta
    base = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, action.action_type])
    return f"{base}?{urlencode({'id': question.pk, 'next': back_to})}"


def actions_for(question: Question, user) -> list[type[ChangeState]]:
    """What this person may do with the question in its present state."""
    if not user.has_perm(CHANGE):
        return []
    return [action for action in STATE_ACTIONS if action.state != question.state]
