"""Large files are made by the worker: the person sees the work go on, and takes the file when it is done."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from people.api import Outcome, User, Work, WorkStopped, start_work

from .files import TooLarge, make_file, record_download
from .listing import Listing
from .registry import reports

KIND = "reports.file"


def start_file(*, listing: Listing, kind: str, user: User) -> Work:
    """Ask the worker for the file; it will hold what is known when it is made, under the same address."""
    return start_work(
        kind=KIND,
        title=_("%(report)s as %(format)s") % {"report": listing.report.title, "format": kind.upper()},
        owner=user,
        parameters={"report": listing.report.slug, "format": kind, "query": listing.asked.as_query()},
    )


def make_asked_file(work: Work) -> Outcome:
    """What the worker does; the download is recorded when the file is made, since from then on it can be taken."""
    report, kind, user = reports.get(work.parameters["report"]), work.parameters["format"], work.owner
    if report is None:
        raise WorkStopped(_("This report no longer exists. Choose another one."))
    if user is None or not (user.is_active and user.has_perm("reports.view_progress")):
        raise WorkStopped(_("The account that asked for it may no longer see the reports. Nothing was made."))
    listing = Listing.of(report, QueryDict(work.parameters["query"]))
    try:
        file = make_file(listing, kind, author=user.get_full_name() or user.get_username())
    except TooLarge as error:
        raise WorkStopped(str(error)) from error
    record_download(file=file, report=report.slug, kind=kind, user=user)
    note = _("%(rows)d rows. The download is recorded with your name.") % {"rows": file.rows}
    return Outcome(note=note, data=file.content, name=file.name, content_type=file.content_type)
