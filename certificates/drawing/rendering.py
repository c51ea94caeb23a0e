"""Drawing a document: the sheet of its version, fitted, finished and written as a PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from . import first_sheet
from .document import FIRST_VERSION, LANGUAGE, Document, RenderingFailed
from .finishing import finisher_of, pdf_options
from .layouts import laid_out
from .manifest import attachments


@dataclass(frozen=True)
class Sheet:
    """A drawn sheet, and what had to be given up so that it fits on one page."""

    data: bytes
    density: str = ""
    # Requirements that the sheet only counts; they are on the verification page.
    hidden: int = 0

    @property
    def is_tight(self) -> bool:
        """Whether the smallest letters were needed, so that a little more text would find no room."""
        return self.density == "tight"


def render(document: Document) -> bytes:
    """The PDF of `document`. The same document gives the same bytes on the same versions of the libraries.

    Raises RenderingFailed, as DoesNotFit or UnprintableText where the document itself is the reason.
    """
    return draw(document).data


def draw(document: Document) -> Sheet:
    """The PDF of `document` with how it fitted, for the preview of a template. Raises as `render` does."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with translation.override(LANGUAGE):
            if document.template_version == FIRST_VERSION:
                return Sheet(first_sheet.pdf_of(document))
            fitted = laid_out(document)
            data = fitted.pages.write_pdf(
                finisher=finisher_of(document), attachments=attachments(document), **pdf_options(document)
            )
            return Sheet(data, fitted.density, fitted.hidden)
    except FatalURLFetchingError as error:
        # It inherits from BaseException, so it would take the worker down with it.
        raise RenderingFailed(f"{document.folio}: {error}") from error
