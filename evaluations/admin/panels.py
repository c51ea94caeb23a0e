"""What the edit page of a question tells beside its form: where it is used, and who is being asked it now."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.panels import Panel

from ..models import Question
from ..plugins import question_actions
from ..usage import Usage, usage_of
from . import bulk


def usage_on_page(question: Question) -> Usage:
    """Asked once for all panels of a page."""
    if not hasattr(question, "_usage_on_page"):
        question._usage_on_page = usage_of(question)
    return question._usage_on_page


class PanelOfStored(Panel):
    """Shown only for a question that is in the bank already."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "usage": usage_on_page(self.instance),
                "question": self.instance,
                "versions_url": reverse(
                    self.instance.snippet_viewset.get_url_name("versions"), args=[self.instance.pk]
                ),
            }


class OpenAttemptsPanel(PanelOfStored):
    """Warns who changes a question that people are answering right now."""

    class BoundPanel(PanelOfStored.BoundPanel):
        template_name = "evaluations/admin/open_attempts_panel.html"

        def is_shown(self):
            return super().is_shown() and usage_on_page(self.instance).open_attempts > 0


class UsagePanel(PanelOfStored):
    class BoundPanel(PanelOfStored.BoundPanel):
        template_name = "evaluations/admin/usage_panel.html"

        def get_context_data(self, parent_context=None):
            question, user = self.instance, self.request.user
            return {
                **super().get_context_data(parent_context),
                "state_actions": [
                    {
                        "label": one.display_name,
                        "icon": one.icon,
                        "url": bulk.address(one, question, back_to=self.request.path),
                    }
                    for one in bulk.actions_for(question, user)
                ],
                "more_actions": [action for offer in question_actions for action in offer(question, user)],
            }
