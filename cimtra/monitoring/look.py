"""How a verdict and a check are shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import LinkCheck, PublishedAddress, Verdict
from ..periods import quarter_of
from .reasons import KINDS, sentence

# Tone and icon of each verdict, beside its word.
LOOKS: dict[str, tuple[str, str]] = {
    Verdict.MEETS: ("ok", "check-circle"),
    Verdict.OUTDATED: ("warn", "expired"),
    Verdict.BROKEN: ("bad", "x-circle"),
    Verdict.CHANGED: ("warn", "replaced"),
    Verdict.UNVERIFIABLE: ("neutral", "cloud-off"),
}
UNSEEN = ("neutral", "circle")


def look_of(verdict: str) -> dict[str, str]:
    """What includes/status.html takes; "" is an address that nobody looked at yet."""
    tone, icon = LOOKS.get(verdict, UNSEEN)
    return {"label": word_of(verdict), "tone": tone, "icon_name": icon}


def word_of(verdict: str) -> str:
    return str(Verdict(verdict).label) if verdict else _("Not looked at")


def why(check: LinkCheck | None) -> str:
    return sentence(check.reason, check.detail) if check else ""


def size_in_words(size: int | None) -> str:
    if size is None:
        return ""
    if size < 1000:
        return _("%(number)d bytes") % {"number": size}
    if size < 1_000_000:
        return _("%(number)d kB") % {"number": round(size / 1000)}
    return _("%(number).1f MB") % {"number": size / 1_000_000}


def content_in_words(check: LinkCheck) -> str:
    """What was read, in a line: «una hoja de cálculo XLSX · 120 renglones · Puesto, Sueldo · segundo trimestre …»."""
    content = check.content or {}
    said = [str(KINDS[content["kind"]])] if content.get("kind") in KINDS else []
    if "rows" in content:
        said.append(_rows(content["rows"]))
    if "pages" in content:
        said.append(_pages(content["pages"]))
        said.append(_("with text") if content.get("has_text") else _("without text"))
    if content.get("title"):
        said.append(f"«{content['title']}»")
    if content.get("header"):
        said.append(_("heading: %(names)s") % {"names": ", ".join(content["header"][:12])})
    if content.get("quarters"):
        said.append(_("names %(quarters)s") % {"quarters": ", ".join(quarter_names(content["quarters"][-4:]))})
    return " · ".join(said)


def _rows(number: int) -> str:
    return ngettext("%(number)d row", "%(number)d rows", number) % {"number": number}


def _pages(number: int) -> str:
    return ngettext("%(number)d page", "%(number)d pages", number) % {"number": number}


def quarter_names(days: list[str]) -> list[str]:
    return [quarter_of(day).label.lower() for day in map(parse_date, days) if day]


def facts_of(check: LinkCheck) -> list[dict[str, Any]]:
    """[{"label", "value", "is_code"}] of what was seen, what is not known left out."""
    facts = [
        (_("Seen"), _moment(check.seen_at), False),
        (_("Answer of the server"), check.status, False),
        (_("What was read"), content_in_words(check), False),
        (_("Type that the server says"), check.content_type, True),
        (_("Size"), size_in_words(check.size), False),
        (_("Last change that the server says"), _moment(check.last_modified), False),
        (_("Fingerprint (SHA-256)"), check.sha256, True),
        (_("Address where it was found"), check.final_address, True),
        (_("Time of the visit"), _("%(number).1f s") % {"number": check.milliseconds / 1000}, False),
    ]
    return [
        {"label": label, "value": value, "is_code": code} for label, value, code in facts if value not in (None, "")
    ]


def _moment(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i") if moment else ""


def row_of(published: PublishedAddress) -> dict[str, Any]:
    """One line of a list; `last_check` must be at hand."""
    check = published.last_check
    return {
        "published": published,
        "check": check,
        "look": look_of(check.verdict if check else ""),
        "why": why(check),
    }
