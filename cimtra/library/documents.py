"""What happens to a document of the library: uploaded, returned, sent again, published, replaced, withdrawn.

The review is Wagtail's workflow; its task is the transparency unit's. Bytes never change: a correction of a file is
another document that replaces the first one once it is published. Nobody publishes what they uploaded themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import WorkflowState

from people.api import Department, User, private_storage

from ..files import PUBLIC_FORMATS, KeptFile, keep
from ..models import Aspect, LibraryDocument
from ..periods import Period
from . import deliveries, news
from .contents import contents_of

FOLDER = "library"


class CannotChange(Exception):
    """The act is not this person's, or not possible any more; the message is fit for the screen."""


def upload(
    *,
    by: User,
    department: Department,
    file: UploadedFile,
    title: str,
    period: Period,
    aspects: Iterable[Aspect] = (),
    description: str = "",
    updated_on: dt.date | None = None,
) -> LibraryDocument:
    """Keep a file and send it to review. Raises ValidationError for a file that is not taken, saying why."""
    kept = keep(file, folder=FOLDER, formats=PUBLIC_FORMATS)
    return _begin(
        kept,
        by=by,
        replaces=None,
        aspects=aspects,
        department=department,
        title=title,
        description=description,
        period_start=period.start,
        period_end=period.end,
        updated_on=updated_on or timezone.localdate(),
    )


def replace(
    document: LibraryDocument,
    *,
    by: User,
    file: UploadedFile,
    title: str = "",
    description: str | None = None,
    updated_on: dt.date | None = None,
) -> LibraryDocument:
    """Send a corrected file of `document` to review; what is empty stays as it was. `document` is public until then.

    Raises CannotChange where another file replaces it already, and ValidationError for a file that is not taken.
    """
    if LibraryDocument.objects.filter(replaces=document).exists():
        raise CannotChange(_("Another file replaces this one already. Replace that one."))
    kept = keep(file, folder=FOLDER, formats=PUBLIC_FORMATS)
    return _begin(
        kept,
        by=by,
        replaces=document,
        aspects=document.aspects.all(),
        department=document.department,
        title=title or document.title,
        description=document.description if description is None else description,
        period_start=document.period_start,
        period_end=document.period_end,
        updated_on=updated_on or timezone.localdate(),
    )


def _begin(
    kept: KeptFile,
    *,
    by: User,
    replaces: LibraryDocument | None,
    aspects: Iterable[Aspect],
    **fields,
) -> LibraryDocument:
    try:
        return _write(kept, by=by, replaces=replaces, aspects=aspects, **fields)
    except BaseException:
        private_storage().delete(kept.path)
        raise


def _write(kept: KeptFile, *, by, replaces, aspects, **fields) -> LibraryDocument:
    # Reading a table may take seconds: not while the database is held.
    content = contents_of(kept)
    with transaction.atomic():
        if replaces is not None:
            _stand_aside(replaces, by=by)
        document = LibraryDocument.objects.create(
            **fields,
            replaces=replaces,
            uploaded_by=by,
            live=False,
            has_unpublished_changes=True,
            format=kept.format,
            file=kept.path,
            file_name=kept.name,
            size=kept.size,
            sha256=kept.sha256,
            content=content,
        )
        document.aspects.set(aspects)
        document.save_revision(user=by)
        _start_review(document, by=by)
        if replaces is not None:
            deliveries.follow(replaces, document, by=by)
    return document


def _stand_aside(document: LibraryDocument, *, by: User) -> None:
    """Lock `document` and end its review, if it never got out: its successor is reviewed in its place."""
    locked = _locked(document)
    if LibraryDocument.objects.filter(replaces=locked).exists():
        raise CannotChange(_("Another file replaces this one already. Replace that one."))
    if not locked.live and (review := _open_review(locked)):
        review.cancel(user=by)


def _start_review(document: LibraryDocument, *, by: User) -> None:
    # Without a workflow (somebody took it away in the admin) the document waits all the same.
    if workflow := document.get_workflow():
        workflow.start(document, by)


def _open_review(document: LibraryDocument) -> WorkflowState | None:
    return WorkflowState.objects.for_instance(document).active().select_related("current_task_state").first()


def _locked(document: LibraryDocument) -> LibraryDocument:
    return LibraryDocument.objects.select_for_update().get(pk=document.pk)


@transaction.atomic
def amend(
    document: LibraryDocument,
    *,
    by: User,
    title: str,
    description: str,
    period: Period,
    aspects: Iterable[Aspect],
    updated_on: dt.date,
) -> LibraryDocument:
    """Mend what is said of a returned document, with the same file, and send it to review again.

    Raises CannotChange where it is not a returned one (any more).
    """
    document = _locked(document)
    review = _open_review(document)
    if document.live or review is None or review.status != WorkflowState.STATUS_NEEDS_CHANGES:
        raise CannotChange(_("Only a returned document is mended and sent again; this one is not, or not any more."))
    if LibraryDocument.objects.filter(replaces=document).exists():
        raise CannotChange(_("Another file replaces this one already. Replace that one."))
    document.title, document.description = title, description
    document.period_start, document.period_end = period.start, period.end
    document.updated_on = updated_on
    document.save()
    document.aspects.set(aspects)
    document.save_revision(user=by)
    review.resume(user=by)
    deliveries.follow(document, document, by=by)
    return document


@transaction.atomic
def publish(document: LibraryDocument, *, by: User) -> LibraryDocument:
    """Let anybody download `document`, in place of the one that it replaces. Repeating it changes nothing.

    Accepts the deliveries that it is. Raises CannotChange.
    """
    document = _locked(document)
    if document.live:
        return document
    if refusal := why_not_publish(document, by):
        raise CannotChange(refusal)
    review = _open_review(document)
    if review and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        raise CannotChange(_("This document was returned: it waits for its area."))
    if review:
        # The last task finishes the workflow, which publishes.
        review.current_task_state.specific.approve(user=by)
    else:
        document.get_latest_revision().publish(user=by)
    LibraryDocument.objects.filter(pk=document.pk).update(published_by=by, has_unpublished_changes=False)
    document.refresh_from_db()
    if document.replaces and document.replaces.live:
        _take_down(document.replaces, by=by)
    deliveries.accept_what_it_is(document, by=by)
    news.tell_of_publishing(document)
    return document


def why_not_publish(document: LibraryDocument, user: User) -> str:
    """Why `user` cannot publish `document`, in words for the screen; "" when nothing stands against it."""
    if document.uploaded_by_id == user.pk:
        return _("You uploaded this document yourself: somebody else publishes it.")
    if document.withdrawn_at:
        return _("This document was withdrawn. Its area uploads it again if it must be public.")
    if LibraryDocument.objects.filter(replaces=document).exists():
        return _("Another file replaces this one already: review that one.")
    return ""


def _take_down(document: LibraryDocument, *, by: User) -> None:
    # Wagtail asks models for permissions that only pages have; who may is decided before.
    UnpublishAction(document, user=by).execute(skip_permission_checks=True)


@transaction.atomic
def send_back(document: LibraryDocument, *, by: User, reason: str) -> LibraryDocument:
    """Return `document` to its area with the reason that they will read. Repeating it changes nothing.

    Raises CannotChange.
    """
    document = _locked(document)
    reason = _said(reason)
    review = _open_review(document)
    if review and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return document
    if document.live or review is None:
        raise CannotChange(_("This document does not wait for a review (any more)."))
    review.current_task_state.specific.reject(user=by, comment=reason)
    deliveries.return_what_it_is(document, by=by, reason=reason)
    news.tell_of_return(document, reason)
    return document


@transaction.atomic
def withdraw(document: LibraryDocument, *, by: User, reason: str) -> LibraryDocument:
    """Take a published document down; visitors read `reason` in its place. Repeating it changes nothing.

    Raises CannotChange.
    """
    document = _locked(document)
    reason = _said(reason)
    if document.withdrawn_at:
        return document
    if not document.live:
        raise CannotChange(_("Only what is published is withdrawn."))
    document.withdrawn_at, document.withdrawn_because = timezone.now(), reason
    _take_down(document, by=by)
    news.tell_of_withdrawal(document)
    return document


def _said(reason: str) -> str:
    reason = " ".join(reason.split())
    longest = LibraryDocument._meta.get_field("withdrawn_because").max_length
    if not reason:
        raise CannotChange(_("Give the reason: others will read it."))
    if len(reason) > longest:
        raise CannotChange(_("Say it in %(longest)d characters or fewer.") % {"longest": longest})
    return reason
