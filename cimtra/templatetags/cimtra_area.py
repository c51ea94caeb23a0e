"""The menu that every page below /mi-area/ carries."""

from __future__ import annotations

from django import template

from ..area.menu import pages_of

register = template.Library()


@register.inclusion_tag("cimtra/area/_menu.html", takes_context=True)
def area_menu(context) -> dict:
    request = context["request"]
    return {"pages": pages_of(request), "request": request}
