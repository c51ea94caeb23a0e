"""What Wagtail's own workflow would do with documents, and ours does instead: its panel, its links, its e-mails."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail import signals
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import TaskState, WorkflowState

from ..access import PUBLISH
from ..models import LibraryDocument
from .states import State, in_state, newest_first, with_state


class DocumentAddress:
    """Where Wagtail finds a document in the admin: in its reports and in what refers to it."""

    def __init__(self, user=None):
        self.user = user

    def get_edit_url(self, document: LibraryDocument) -> str | None:
        may_see = self.user is None or self.user.has_perm("cimtra.follow_cimtra")
        return reverse("cimtra_library:one", args=[document.pk]) if may_see else None


class OwnScreens:
    """In place of a snippet's screens, whose buttons would publish without asking our rules."""

    @staticmethod
    def get_url_name(view: str) -> str:
        return f"cimtra_library:{view}"


class PagesToModerate(WorkflowObjectsToModeratePanel):
    """Wagtail's panel without documents: they have one of their own."""

    def get_context_data(self, parent_context) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["states"] = [one for one in context["states"] if not isinstance(one["obj"], LibraryDocument)]
        return context


class DocumentsToReview(Component):
    """On the first page of the admin: the documents that wait for whoever may publish."""

    name = "library_documents"
    template_name = "cimtra/library/home_panel.html"
    order = 215
    most = 8

    def render_html(self, parent_context=None) -> str:
        if not parent_context["request"].user.has_perm(PUBLISH):
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context) -> dict[str, Any]:
        waiting = in_state(with_state(LibraryDocument.objects.select_related("department")), State.WAITING)
        return {"documents": newest_first(waiting).reverse()[: self.most], "count": waiting.count()}


def adapt_home(request, panels: list) -> None:
    panels[:] = [PagesToModerate() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]
    panels.append(DocumentsToReview())


class _ButNotOfDocuments:
    """Of documents people are told by our notices, in their hours, and not in the middle of a transaction."""

    def can_handle(self, instance, **kwargs) -> bool:
        state = instance.workflow_state if isinstance(instance, TaskState) else instance
        is_ours = state.base_content_type.model_class() is LibraryDocument
        return not is_ours and super().can_handle(instance, **kwargs)


# (signal, sender, Wagtail's name for its receiver, Wagtail's receiver)
MAILERS = [
    (
        signals.task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        GroupApprovalTaskStateSubmissionEmailNotifier,
    ),
    (
        signals.workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        WorkflowStateSubmissionEmailNotifier,
    ),
    (
        signals.workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        WorkflowStateRejectionEmailNotifier,
    ),
    (
        signals.workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        WorkflowStateApprovalEmailNotifier,
    ),
]
_receivers = []


def register() -> None:
    LibraryDocument.snippet_viewset = OwnScreens
    register_admin_url_finder(LibraryDocument, DocumentAddress)
    for signal, sender, name, mailer in MAILERS:
        receiver = type(mailer.__name__, (_ButNotOfDocuments, mailer), {})()
        # Signals hold their receivers weakly.
        _receivers.append(receiver)
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(receiver, sender=sender, dispatch_uid=name)
