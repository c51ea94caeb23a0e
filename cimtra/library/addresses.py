"""The public addresses of a document."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import slugify

from ..models import LibraryDocument

LONGEST_SLUG = 80


def slug_of(document: LibraryDocument) -> str:
    return slugify(document.title)[:LONGEST_SLUG].strip("-") or "documento"


def address_of(document: LibraryDocument) -> str:
    """Its page: what it is, of which period, by whom, and what it replaced."""
    return reverse("cimtra:document", args=[document.pk, slug_of(document)])


def download_address_of(document: LibraryDocument) -> str:
    return reverse("cimtra:document_file", args=[document.pk, slug_of(document), document.format])


def file_name_of(document: LibraryDocument) -> str:
    """As visitors save it: told by title and period, not by what its author called the file."""
    return f"{slug_of(document)}-{document.period_start:%Y-%m}.{document.format}"
