"""What whoever uploaded a document is told: it was published, returned or withdrawn."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import plan_notice
from people.plugins import notice_kinds

from ..models import LibraryDocument

KIND = "cimtra.document"


def register() -> None:
    notice_kinds.register(KIND, gettext_lazy("Documents of your area"))


def tell_of_publishing(document: LibraryDocument) -> None:
    title = _("«%(title)s» was published") % {"title": document.title}
    _tell(document, "published", title, _("Anybody can download it now from the microsite."))


def tell_of_return(document: LibraryDocument, reason: str) -> None:
    title = _("«%(title)s» was returned") % {"title": document.title}
    # Each review has a revision of its own, so a second return is told as well.
    _tell(document, f"returned:{document.latest_revision_id}", title, reason)


def tell_of_withdrawal(document: LibraryDocument) -> None:
    title = _("«%(title)s» was withdrawn from the microsite") % {"title": document.title}
    _tell(document, "withdrawn", title, document.withdrawn_because)


def _tell(document: LibraryDocument, occasion: str, title: str, text: str) -> None:
    employee = getattr(document.uploaded_by, "employee", None)
    if employee is None:
        return
    plan_notice(
        employee=employee,
        kind=KIND,
        key=f"document:{document.pk}@{occasion}",
        title=title,
        text=text,
        url=reverse("cimtra:area_document", args=[document.pk]),
    )
