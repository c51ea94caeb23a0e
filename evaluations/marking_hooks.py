"""The screens of marking, appeals and regrades in the admin, and how the log of the site tells what was decided."""

from __future__ import annotations

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.log_actions import LogFormatter

from people.api import PermittedMenuItem

from . import appeal_views, appeals, marking_views, regrade_views, regrading
from .marking_panel import WaitingPanel
from .models import Appeal, Regrade
from .plugins import QuestionAction, question_actions


@hooks.register("register_admin_urls")
def marking_urls():
    urls = [
        path("", marking_views.queue, name="queue"),
        path("<int:quiz_id>/<int:question_id>/", marking_views.following, name="following"),
        path("<uuid:uuid>/<int:position>/", marking_views.answer, name="answer"),
        path("revisiones/", appeal_views.appeals_list, name="appeals"),
        path("revisiones/<int:pk>/", appeal_views.answer, name="appeal"),
        path("recalificaciones/", regrade_views.regrades, name="regrades"),
        path("recalificaciones/<int:pk>/", regrade_views.receipt, name="regrade"),
        path("recalificaciones/reactivo/<int:pk>/", regrade_views.by_key, name="regrade_by_key"),
        path("recalificaciones/reactivo/<int:pk>/anular/", regrade_views.void, name="void"),
    ]
    return [path("calificacion/", include((urls, "evaluations_marking"), namespace="evaluations_marking"))]


@hooks.register("register_admin_menu_item")
def marking_menu():
    items = [
        PermittedMenuItem(
            gettext_lazy("Answers to mark"),
            reverse("evaluations_marking:queue"),
            permission=marking_views.MARK,
            icon_name="edit",
            order=10,
            name="answers-to-mark",
        ),
        PermittedMenuItem(
            gettext_lazy("Appeals"),
            reverse("evaluations_marking:appeals"),
            permission=appeal_views.ANSWER,
            icon_name="comment",
            order=20,
            name="appeals",
        ),
        PermittedMenuItem(
            gettext_lazy("Regrades"),
            reverse("evaluations_marking:regrades"),
            permission=regrade_views.VIEW,
            icon_name="rotate",
            order=30,
            name="regrades",
        ),
    ]
    return SubmenuMenuItem(
        gettext_lazy("Marking"), Menu(items=items), icon_name="clipboard-list", order=255, name="marking"
    )


@hooks.register("construct_homepage_panels")
def waiting_panel(request, panels):
    if request.user.has_perm(marking_views.MARK) or request.user.has_perm(appeal_views.ANSWER):
        panels.append(WaitingPanel(request.user))


def regrade_actions(question, user) -> list[QuestionAction]:
    """What the page of a question offers to those who may regrade."""
    if question.current_id is None or not user.has_perm(regrade_views.REGRADE):
        return []
    return [
        QuestionAction(
            label=_("Regrade with today's key"),
            url=reverse("evaluations_marking:regrade_by_key", args=[question.pk]),
            icon="rotate",
        ),
        QuestionAction(
            label=_("Void the question for everybody"),
            url=reverse("evaluations_marking:void", args=[question.pk]),
            icon="cross",
        ),
    ]


question_actions.append(regrade_actions)


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action(regrading.REGRADED)
    class Regraded(LogFormatter):
        label = gettext_lazy("Question regraded")

        def format_message(self, log_entry):
            kind, reason = log_entry.data.get("kind", ""), log_entry.data.get("reason", "")
            what = dict(Regrade.Kind.choices).get(kind, kind)
            return _("Question regraded. %(what)s. Reason: %(reason)s") % {"what": what, "reason": reason}

    @actions.register_action(appeals.ANSWERED)
    class AppealAnswered(LogFormatter):
        label = gettext_lazy("Appeal answered")

        def format_message(self, log_entry):
            state, exam = log_entry.data.get("answer", ""), log_entry.data.get("exam", "")
            words = {"exam": exam, "answer": dict(Appeal.State.choices).get(state, state)}
            return _("Appeal about the examination %(exam)s answered: %(answer)s") % words
