"""Files of reports that are kept: written once into the private storage, never made again, given out as they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict

from people.api import User, private_storage, record_decision, write_whole

from ..framework.files import make_file
from ..framework.listing import Listing
from ..framework.report import Report
from ..models import ReportDownload, ReportFile, ReportSchedule


class FileIsLost(Exception):
    """The stored file is gone or its bytes are no longer those that were made: it takes a backup."""


def keep(
    *,
    report: Report,
    query: str,
    kind: str,
    file_format: str,
    period: str,
    author: str,
    schedule: ReportSchedule | None = None,
    expires_at: dt.datetime | None = None,
    owner: User | None = None,
) -> ReportFile | None:
    """Make the file and its row; None when a record of that report, month and format is there already.

    The file is written first, under a name of its own: a crash in between leaves a file without a row, never a row
    without its file.
    """
    listing = Listing.of(report, QueryDict(query))
    made = make_file(listing, file_format, author=author)
    number = uuid.uuid4()
    path = f"informes/{period}/{number}.{file_format}"
    write_whole(path, made.content)
    try:
        with transaction.atomic():
            row = ReportFile.objects.create(
                uuid=number,
                kind=kind,
                report=report.slug,
                title=str(report.title),
                period=period,
                format=file_format,
                schedule=schedule,
                criteria=made.criteria,
                rows=made.rows,
                figures=figures_of(listing),
                cut_off=listing.asked.cut_off,
                file_name=made.name,
                path=path,
                sha256=hashlib.sha256(made.content).hexdigest(),
                size=len(made.content),
                ledger_number=made.ledger[0],
                ledger_digest=made.ledger[1],
                expires_at=expires_at,
            )
            record_decision(
                act="record_month" if kind == ReportFile.Kind.MONTHLY else "export",
                actor=owner,
                subject=row,
                after={
                    "report": report.slug,
                    "period": period,
                    "format": file_format,
                    "rows": made.rows,
                    "sha256": row.sha256,
                },
            )
    except IntegrityError:
        # Another process has made the same record a moment before: that one counts.
        private_storage().delete(path)
        return None
    return row


def figures_of(listing: Listing) -> dict[str, Any]:
    """The figures by label, so that a trend needs no file to be opened."""
    return {str(figure.label): figure.number for figure in listing.findings.figures}


def content_of(file: ReportFile) -> bytes:
    """The bytes as they were made. Raises FileIsLost rather than give out others."""
    storage = private_storage()
    if not storage.exists(file.path):
        raise FileIsLost(file.file_name)
    with storage.open(file.path) as stored:
        content = stored.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileIsLost(file.file_name)
    return content


@transaction.atomic
def record_taking(*, file: ReportFile, user: User) -> None:
    """Write who took a kept file into the register of downloads and into the ledger."""
    ReportDownload.objects.create(
        report=file.report,
        format=file.format,
        criteria=file.criteria,
        rows=file.rows,
        file_name=file.file_name,
        user=user,
        user_name=user.get_full_name() or user.get_username(),
    )
    record_decision(act="export", actor=user, subject=file, after={"sha256": file.sha256, "period": file.period})
