"""Why a training requirement exists, as far as CIMTRA goes: the aspects it helps to prepare, told for what they are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from .models import AspectRequirement, Origin, numbers_in_words


def aspects_behind(requirements: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    """For each requirement id, one entry per block with the related aspects of the instrument in force.

    CIMTRA asks for no training: whatever is not official says «helps to prepare» in the label itself, wherever it is
    printed.
    """
    ids = [getattr(requirement, "pk", requirement) for requirement in requirements]
    links = (
        AspectRequirement.objects.filter(requirement_id__in=ids, aspect__instrument__is_current=True)
        .order_by("requirement_id", "aspect__number")
        .values_list(
            "requirement_id",
            "origin",
            "aspect__number",
            "aspect__title",
            "aspect__block_id",
            "aspect__block__roman",
            "aspect__block__title",
        )
    )
    groups: dict[tuple, list[dict[str, Any]]] = defaultdict(list)
    for requirement_id, origin, number, title, _block_id, roman, block_title in links:
        groups[requirement_id, roman, block_title, origin].append({"number": number, "title": title})
    found: dict[int, list[dict[str, Any]]] = {requirement_id: [] for requirement_id in ids}
    for (requirement_id, roman, block_title, origin), aspects in groups.items():
        found[requirement_id].append(entry(roman, block_title, Origin(origin), aspects))
    return found


def entry(roman: str, block_title: str, origin: Origin, aspects: list[dict[str, Any]]) -> dict[str, Any]:
    words = {
        "roman": roman,
        "block": block_title,
        "numbers": numbers_in_words(aspect["number"] for aspect in aspects),
        "title": aspects[0]["title"],
    }
    return {
        "label": label_of(origin, is_one=len(aspects) == 1) % words,
        "origin": origin.value,
        "origin_label": str(origin.label),
        "aspects": aspects,
    }


def label_of(origin: Origin, *, is_one: bool) -> str:
    if origin == Origin.OFFICIAL:
        if is_one:
            return _("CIMTRA aspect %(numbers)s, «%(title)s» (block %(roman)s, %(block)s)")
        return _("CIMTRA aspects %(numbers)s (block %(roman)s, %(block)s)")
    if is_one:
        return _("Helps to prepare CIMTRA aspect %(numbers)s, «%(title)s» (block %(roman)s, %(block)s)")
    return _("Helps to prepare CIMTRA aspects %(numbers)s (block %(roman)s, %(block)s)")
