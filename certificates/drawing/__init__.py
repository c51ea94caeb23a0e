"""From a frozen document to the bytes of its PDF: PDF/A-3a and PDF/UA-1 in one file, nothing fetched from anywhere."""

from .characters import unprintable
from .document import (
    FIRST_VERSION,
    LANGUAGE,
    TEMPLATE_VERSION,
    Document,
    DoesNotFit,
    RenderingFailed,
    UnprintableText,
)
from .rendering import Sheet, draw, render

__all__ = [
    "FIRST_VERSION",
    "LANGUAGE",
    "TEMPLATE_VERSION",
    "Document",
    "DoesNotFit",
    "RenderingFailed",
    "Sheet",
    "UnprintableText",
    "draw",
    "render",
    "unprintable",
]
