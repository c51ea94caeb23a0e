"""Typefaces and style sheets, parsed once per process: it halves the time of a sheet and keeps memory flat."""

from __future__ import annotations

import atexit
import re
from functools import cache

from django.template.loader import get_template

from people.api import memory_fetcher

PLAIN_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@cache
def fonts_and_styles(*templates: str):
    """(WeasyPrint's FontConfiguration, list of its CSS) of the style sheets, which are templates without variables.

    A FontConfiguration is not for two threads at once: sheets are drawn by processes.
    """
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Its destructor needs a living interpreter.
    atexit.register(fonts_and_styles.cache_clear)
    fetcher = memory_fetcher({})
    return fonts, [
        CSS(string=get_template(template).render({}), font_config=fonts, url_fetcher=fetcher) for template in templates
    ]


def plain_colour(value: str, default: str) -> str:
    """`value` if it is «#rrggbb» and nothing else, so that no style gets in with it."""
    return value if PLAIN_COLOUR.fullmatch(value or "") else default
