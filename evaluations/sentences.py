"""Putting words together as one says them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _


def listed(items: Sequence[str]) -> str:
    """«uno, dos y tres». Django's own ``get_text_list`` sets no space after the commas in Mexican Spanish."""
    if len(items) < 2:
        return "".join(items)
    return _("%(several)s and %(last)s") % {"several": ", ".join(items[:-1]), "last": items[-1]}
