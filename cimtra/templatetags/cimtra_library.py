"""What templates about documents say: the period in words, a source with its link, a year without a comma."""

from __future__ import annotations

from django import template
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..models import LibraryDocument
from ..periods import label_of

register = template.Library()


@register.filter
def period_of(document: LibraryDocument) -> str:
    return label_of(document.period_start, document.period_end)


@register.filter
def unlocalize_year(year: int | None) -> str:
    """«2026», which Spanish would otherwise write 2,026."""
    return "" if year is None else str(year)


@register.filter
def urlize_source(source: str) -> str | SafeString:
    """A source as a link where it is an address, else as it was typed."""
    try:
        URLValidator(schemes=["http", "https"])(source)
    except ValidationError:
        return source
    return format_html('<a href="{}" rel="external">{}</a>', source, source)
