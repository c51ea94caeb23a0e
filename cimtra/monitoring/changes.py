"""What is different at an address from one look to the next; an outage in between is no difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from ..models import LinkCheck, PublishedAddress, Verdict
from .addresses import Narrowed
from .look import quarter_names, size_in_words, word_of

# Pages have counters, dates and adverts: another fingerprint says nothing of them.
FLEETING = "html"


@dataclass(frozen=True)
class Change:
    """Between two looks at one address: what is different, in sentences."""

    published: PublishedAddress
    before: LinkCheck
    after: LinkCheck
    sentences: list[str]


def changes_since(day: dt.datetime, narrowed: Narrowed) -> list[Change]:
    """The newest first; four queries, whatever the number of addresses."""
    places = narrowed.of_place(PublishedAddress.objects.all())
    seen = LinkCheck.objects.filter(published__in=places).exclude(verdict=Verdict.UNVERIFIABLE)
    earlier = seen.filter(seen_at__lt=day).order_by().values("published").annotate(last=Max("pk"))
    last = {check.published_id: check for check in LinkCheck.objects.filter(pk__in=[one["last"] for one in earlier])}
    found: list[Change] = []
    newer = seen.filter(seen_at__gte=day).select_related("published__department").order_by("seen_at", "pk")
    for check in newer:
        before = last.get(check.published_id)
        last[check.published_id] = check
        if before and (sentences := list(differences(before, check))):
            found.append(Change(check.published, before, check, sentences))
    return found[::-1]


def differences(before: LinkCheck, after: LinkCheck) -> Iterator[str]:
    """In sentences, the weightiest first; nothing where both saw the same."""
    if before.verdict != after.verdict:
        yield _("From «%(before)s» to «%(after)s».") % {
            "before": word_of(before.verdict),
            "after": word_of(after.verdict),
        }
    yield from _of_content(before.content or {}, after.content or {})
    if before.final_address != after.final_address and not before.final_address == after.final_address == "":
        yield _("It is found at another address: %(address)s") % {"address": after.final_address}
    is_fleeting = FLEETING in (before.content.get("kind"), after.content.get("kind"))
    if before.sha256 and after.sha256 and before.sha256 != after.sha256 and not is_fleeting:
        yield _("It is another file (%(before)s before, %(after)s now).") % {
            "before": size_in_words(before.size),
            "after": size_in_words(after.size),
        }


def _of_content(before: dict, after: dict) -> Iterator[str]:
    if before.get("quarters") != after.get("quarters") and after.get("quarters"):
        names = [day for day in after["quarters"] if day not in before.get("quarters", [])]
        if names:
            yield _("It now names %(quarters)s.") % {"quarters": ", ".join(quarter_names(names[-4:]))}
    if "rows" in before and "rows" in after and before["rows"] != after["rows"]:
        yield _("Rows: %(before)d before, %(after)d now.") % {"before": before["rows"], "after": after["rows"]}
    if before.get("header") and after.get("header") and before["header"] != after["header"]:
        gone = [name for name in before["header"] if name not in after["header"]]
        new = [name for name in after["header"] if name not in before["header"]]
        if gone:
            yield _("Columns that are gone: %(names)s.") % {"names": ", ".join(gone[:12])}
        if new:
            yield _("Columns that are new: %(names)s.") % {"names": ", ".join(new[:12])}
    if before.get("title") and after.get("title") and before["title"] != after["title"]:
        yield _("The title was «%(before)s» and is «%(after)s».") % {
            "before": before["title"],
            "after": after["title"],
        }
