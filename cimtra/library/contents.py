"""What a file of the library holds: the header and the number of rows of a table; of a PDF, whether it has text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import private_storage

from ..files import KeptFile
from ..models import Frequency, LibraryDocument
from ..monitoring.reading import CannotRead, Contents, read
from ..periods import period_of

# A PDF whose pages say nothing to the reader but open well is taken; a person looks at it before it is public.
HARMLESS = ("", "unread")
KEPT = ("header", "rows", "pages", "has_text", "quarters")


def contents_of(kept: KeptFile) -> dict[str, Any]:
    """{"header", "rows"} of a table, {"pages", "has_text"} of a PDF, read by a process that cannot do harm.

    Also "quarters", the first days of those that it names. Raises ValidationError, in words for the screen, where
    nothing can be read from the file.
    """
    with private_storage().open(kept.path) as file:
        data = file.read()
    try:
        found = read(data, name=f"file.{kept.format}")
    except CannotRead as failure:
        raise ValidationError(_("The file could not be looked at just now. Try again in a minute.")) from failure
    return content_from(found, kept)


def content_from(found: Contents, kept: KeptFile) -> dict[str, Any]:
    if found.trouble not in HARMLESS or found.kind != kept.format:
        raise ValidationError(
            _(
                "«%(name)s» cannot be read: it is damaged, has a password or is too complicated. Open it, save it "
                "again without a password and upload that file."
            )
            % {"name": kept.name}
        )
    told = found.kept()
    return {name: told[name] for name in KEPT if name in told}


def described(content: dict[str, Any]) -> str:
    """`content` in words: «12 pages», «340 rows»; "" where nothing was read."""
    if "pages" in content:
        pages = ngettext("%(number)d page", "%(number)d pages", content["pages"]) % {"number": content["pages"]}
        return _("%(pages)s, scanned") % {"pages": pages} if content.get("has_text") is False else pages
    if "rows" in content:
        return ngettext("%(number)d row", "%(number)d rows", content["rows"]) % {"number": content["rows"]}
    return ""


def doubts(document: LibraryDocument) -> list[str]:
    """What whoever publishes `document` should look at twice, in sentences."""
    content, found = document.content, []
    if content.get("has_text") is False:
        found.append(
            _("It is a scan: its text can neither be searched nor read aloud. Ask for the file that it was made from.")
        )
    if "rows" in content and not content["rows"]:
        found.append(_("No row with data was found in the table."))
    if "rows" in content and len(content.get("header", ())) < 2:
        found.append(_("The first row does not name the columns."))
    if _names_another_quarter(document):
        found.append(_("The file names another quarter than the one of its period. Check which of them is right."))
    return found


def _names_another_quarter(document: LibraryDocument) -> bool:
    named = document.content.get("quarters", [])
    quarter = period_of(document.period_start, Frequency.QUARTERLY)
    is_of_a_quarter = (quarter.start, quarter.end) == (document.period_start, document.period_end)
    return bool(named) and is_of_a_quarter and quarter.start not in map(dt.date.fromisoformat, named)
