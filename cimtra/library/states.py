"""Where a document of the library stands: it follows from its row and from Wagtail's workflow, stored nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Cast
from django.utils.translation import pgettext_lazy
from wagtail.models import WorkflowState

from ..models import LibraryDocument


class State(TextChoices):
    WAITING = "waiting", pgettext_lazy("library", "Waiting to be published")
    RETURNED = "returned", pgettext_lazy("library", "Returned with a reason")
    PUBLISHED = "published", pgettext_lazy("library", "Published")
    REPLACED = "replaced", pgettext_lazy("library", "Replaced by another one")
    WITHDRAWN = "withdrawn", pgettext_lazy("library", "Withdrawn")


# state -> (tone, icon), so that it is told by word, shape and colour.
LOOKS = {
    State.WAITING: ("warn", "clock"),
    State.RETURNED: ("bad", "arrow-left"),
    State.PUBLISHED: ("ok", "check-circle"),
    State.REPLACED: ("neutral", "replaced"),
    State.WITHDRAWN: ("neutral", "ban"),
}


@dataclass(frozen=True, slots=True)
class Look:
    label: str
    tone: str
    icon: str


def with_state(documents: QuerySet[LibraryDocument]) -> QuerySet[LibraryDocument]:
    """`documents` with what `state_of` needs, and with `returned_because`, in the same query.

    The number is cast to text: PostgreSQL compares a generic relation with a number only so.
    """
    reviews = WorkflowState.objects.filter(
        base_content_type__app_label=LibraryDocument._meta.app_label,
        base_content_type__model=LibraryDocument._meta.model_name,
        object_id=Cast(OuterRef("pk"), CharField()),
    ).order_by("-pk")
    successors = LibraryDocument.objects.filter(replaces=OuterRef("pk"))
    return documents.annotate(
        review=Subquery(reviews.values("status")[:1]),
        returned_because=Subquery(reviews.values("current_task_state__comment")[:1]),
        has_successor=Exists(successors),
        successor_is_live=Exists(successors.filter(first_published_at__isnull=False)),
    )


def state_of(document: LibraryDocument) -> State:
    """The state of a document that came from `with_state`.

    A published one that a newer one wants to replace stays published until that one is.
    """
    if document.live:
        return State.PUBLISHED
    if document.withdrawn_at:
        return State.WITHDRAWN
    # What was never published is out of the way as soon as its correction is sent.
    if document.successor_is_live or (document.has_successor and document.first_published_at is None):
        return State.REPLACED
    return State.RETURNED if document.review == WorkflowState.STATUS_NEEDS_CHANGES else State.WAITING


def look_of(state: State) -> Look:
    tone, icon = LOOKS[state]
    return Look(str(state.label), tone, icon)


def in_state(documents: QuerySet[LibraryDocument], state: str) -> QuerySet[LibraryDocument]:
    """`documents` of `with_state` that `state_of` says are in `state`; all of them for anything else."""
    gone = documents.filter(live=False, withdrawn_at=None)
    open_ones = gone.exclude(successor_is_live=True).exclude(has_successor=True, first_published_at=None)
    chosen = {
        State.PUBLISHED: lambda: documents.filter(live=True),
        State.WITHDRAWN: lambda: documents.filter(live=False, withdrawn_at__isnull=False),
        State.REPLACED: lambda: gone.exclude(pk__in=open_ones.values("pk")),
        State.RETURNED: lambda: open_ones.filter(review=WorkflowState.STATUS_NEEDS_CHANGES),
        # Of one whose workflow was taken away nothing is known.
        State.WAITING: lambda: open_ones.filter(Q(review=None) | ~Q(review=WorkflowState.STATUS_NEEDS_CHANGES)),
    }
    return chosen[state]() if state in chosen else documents


def newest_first(documents: QuerySet[LibraryDocument]) -> QuerySet[LibraryDocument]:
    return documents.order_by(F("uploaded_at").desc(), "-pk")
