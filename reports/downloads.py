"""Downloads: the rows of the screen as a file, and a line in the register of who took them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import User, table_file

from .columns import progress_columns
from .models import ReportDownload
from .overview import Overview


def progress_download(*, overview: Overview, kind: str, user: User) -> tuple[str, bytes]:
    """File name and bytes of the report as `kind` (xlsx or csv); writes a line in the register of downloads."""
    author = user.get_full_name() or user.get_username()
    overview.add_departments_then(overview.rows)
    number = len(overview.rows)
    people = ngettext("%(number)d-person", "%(number)d-people", number) % {"number": number}
    day = timezone.localdate(overview.cut_off)
    # Translators: the beginning of a file name, without spaces or accents.
    name = "_".join([_("training-progress"), day.isoformat(), people]) + f".{kind}"
    criteria = overview.criteria(author)
    content = table_file(
        kind,
        title=_("Progress of training"),
        columns=progress_columns(),
        rows=overview.rows,
        criteria=criteria,
        author=author,
    )
    ReportDownload.objects.create(
        report="progress",
        format=kind,
        criteria={label: plain_value(value) for label, value in criteria},
        rows=number,
        file_name=name,
        user=user,
        user_name=author,
    )
    return name, content


def plain_value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
