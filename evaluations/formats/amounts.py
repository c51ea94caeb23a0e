"""Numbers and percentages that must be there: in the bank's spelling, or refused with what was found instead."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from .decimals import canonical, decimal_of
from .exchange import Unreadable, excerpt_of


def decimal_text(text: str) -> str:
    """The number in `text`, with decimal point or comma, in the bank's spelling; raises ``Unreadable``."""
    number = decimal_of(text.strip().replace("−", "-"))
    if number is None:
        raise Unreadable(_("«%(text)s» is not a number.") % {"text": excerpt_of(text)})
    return canonical(number)


def percentage(text: str) -> str:
    """A weight from -100 to 100 in the bank's spelling; raises ``Unreadable``."""
    weight = decimal_text(text)
    if not -100 <= Decimal(weight) <= 100:
        raise Unreadable(_("%(text)s %% is not between -100 and 100 %%.") % {"text": weight})
    return weight
