"""The screens about attempts under way in the admin, and how the log of the site tells what was decided there."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogFormatter

from . import accommodations, closing
from .accommodations_admin import AccommodationViewSet
from .stuck_admin import AttemptViewSet


class QuizzesUnderWayGroup(ViewSetGroup):
    menu_label = gettext_lazy("Attempts")
    menu_icon = "history"
    menu_order = 315
    items = (AttemptViewSet, AccommodationViewSet)


@hooks.register("register_admin_viewset")
def screens():
    return QuizzesUnderWayGroup()


@hooks.register("register_log_actions")
def log_actions(actions):
    acts = {
        closing.CLOSED: gettext_lazy("Attempt closed and graded"),
        closing.CANCELLED: gettext_lazy("Attempt cancelled"),
        accommodations.GRANTED: gettext_lazy("Accommodation granted"),
        accommodations.ENDED: gettext_lazy("Accommodation ended"),
    }
    for action, words in acts.items():
        actions.register_action(action)(_formatter(words))


def _formatter(words):
    class WithReason(LogFormatter):
        label = message = words

        def format_message(self, log_entry):
            reason = log_entry.data.get("reason")
            return _("%(what)s. Reason: %(reason)s") % {"what": self.label, "reason": reason} if reason else self.label

    return WithReason
