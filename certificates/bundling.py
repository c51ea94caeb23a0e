"""Many constancias as one ZIP: the files as they were issued, a sheet that lists them, and their fingerprints."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from people.api import (
    Column,
    Department,
    Outcome,
    Work,
    WorkStopped,
    report_progress,
    working_folder,
    xlsx_file,
)

from .models import Certificate, Kind, private_storage
from .selection import of_department

KIND = "certificates.bundle"
CHUNK = 200
UNFIT = re.compile(r"[^\w .,-]+")
INDEX, SUMS = "indice.xlsx", "SHA256SUMS.txt"
LONGEST_NAME = 60


@dataclass(frozen=True)
class Chosen:
    """Which constancias: issued between two days (inclusive), of a course or activity, of a kind, of a department
    with its branches."""

    since: dt.date | None = None
    until: dt.date | None = None
    course_title: str = ""
    kind: str = ""
    department_id: int | None = None

    @classmethod
    def of(cls, parameters: dict[str, Any]) -> Chosen:
        days = {name: parameters.get(name) for name in ("since", "until")}
        return cls(
            **{name: dt.date.fromisoformat(day) if day else None for name, day in days.items()},
            course_title=parameters.get("course_title", ""),
            kind=parameters.get("kind", ""),
            department_id=parameters.get("department_id"),
        )

    def as_parameters(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "course_title": self.course_title,
            "kind": self.kind,
            "department_id": self.department_id,
        }

    def certificates(self) -> QuerySet[Certificate]:
        """Those that have a file, by folio; replaced and revoked ones too: the sheet says what they are."""
        found = Certificate.objects.with_name().exclude(sha256="").select_related("completion", "employee")
        if self.since:
            found = found.filter(issued_at__date__gte=self.since)
        if self.until:
            found = found.filter(issued_at__date__lte=self.until)
        if self.course_title:
            found = found.filter(course_title=self.course_title)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.department_id:
            department = Department.objects.filter(pk=self.department_id).first()
            found = found.filter(of_department(department)) if department else found.none()
        return found.order_by("series", "year", "number").defer("crest", "signatories", "requirements", "evidence")

    def in_words(self) -> list[tuple[str, Any]]:
        department = Department.objects.filter(pk=self.department_id).first()
        return [
            (_("Issued from"), self.since or "–"),
            (_("Issued until"), self.until or "–"),
            (_("Course or activity"), self.course_title or pgettext("course", "All")),
            (_("Kind"), Kind(self.kind).label if self.kind else pgettext("course", "All")),
            (_("Department"), department.name if department else _("All")),
        ]


@dataclass(frozen=True)
class Entry:
    """A line of the sheet: a certificate and the name of its file in the ZIP, empty when the file is not there."""

    certificate: Certificate
    file_name: str


def bundle(work: Work) -> Outcome:
    """What the worker does: writes the ZIP file by file, in memory that does not grow with their number."""
    chosen = Chosen.of(work.parameters)
    total = chosen.certificates().count()
    if not total:
        raise WorkStopped(
            _("No constancia with a file matches what you asked for. Choose other days or another course.")
        )
    with working_folder() as folder:
        path = folder / "constancias.zip"
        entries = _write(path, chosen, work, total)
        missing = sum(not entry.file_name for entry in entries)
        kept = folder.parent / f".{work.uuid}.zip"
        path.replace(kept)
    note = ngettext("%(number)d constancia.", "%(number)d constancias.", total - missing) % {"number": total - missing}
    if missing:
        note += " " + ngettext(
            "The file of %(number)d is not on the disk: the sheet says which one.",
            "The files of %(number)d are not on the disk: the sheet says which ones.",
            missing,
        ) % {"number": missing}
    name = f"constancias_{timezone.localdate().isoformat()}_{total}.zip"
    return Outcome(note=note, file=kept, name=name, content_type="application/zip")


def _write(path: Path, chosen: Chosen, work: Work, total: int) -> list[Entry]:
    entries: list[Entry] = []
    storage = private_storage()
    # The sheets are compressed already; storing them as they are is much faster.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for place, certificate in enumerate(chosen.certificates().iterator(chunk_size=CHUNK), start=1):
            name = file_name(certificate) if storage.exists(certificate.pdf.name) else ""
            if name:
                archive.write(storage.path(certificate.pdf.name), name)
            entries.append(Entry(certificate, name))
            if place % CHUNK == 0:
                report_progress(work, place, total)
        archive.writestr(INDEX, _index(entries, chosen))
        archive.writestr(SUMS, "".join(_sums(entries)))
    return entries


def file_name(certificate: Certificate) -> str:
    """The name in the ZIP: department of that time, folio and name, without what a file system refuses."""
    folder = _fit(department_of(certificate)) or _("Without department")
    return f"{folder}/{certificate.folio} {_fit(certificate.holder_name)}.pdf"


def department_of(certificate: Certificate) -> str:
    """The one of the day: that is whose training it was. People from outside have one folder of their own."""
    if certificate.employee is None:
        return _("People from outside")
    if certificate.completion:
        return certificate.completion.department_name
    return certificate.particulars.get("department", "")


def _fit(text: str) -> str:
    return " ".join(UNFIT.sub(" ", text).split())[:LONGEST_NAME].strip(" .")


def _sums(entries: Iterable[Entry]) -> Iterable[str]:
    """Lines that «sha256sum -c» reads."""
    return (f"{entry.certificate.sha256}  {entry.file_name}\n" for entry in entries if entry.file_name)


def _index(entries: list[Entry], chosen: Chosen) -> bytes:
    columns = [
        Column(_("Folio"), lambda one: one.certificate.folio, 22),
        Column(_("Employee number"), _number_of, 16),
        Column(_("Name"), lambda one: one.certificate.holder_name, 36),
        Column(_("Department at that time"), lambda one: department_of(one.certificate), 34),
        Column(_("Course or activity"), lambda one: one.certificate.course_title, 40),
        Column(_("Kind"), lambda one: one.certificate.get_kind_display(), 24),
        Column(_("Hours"), lambda one: one.certificate.hours, 8),
        Column(_("Completed on"), lambda one: one.certificate.completed_on, 14),
        Column(_("Issued on"), lambda one: timezone.localdate(one.certificate.issued_at), 14),
        Column(_("Valid until"), lambda one: one.certificate.valid_until, 14),
        Column(_("State"), lambda one: str(one.certificate.state.label), 14),
        Column(_("File"), lambda one: one.file_name or _("not on the disk: restore it from a backup"), 50),
        Column("SHA-256", lambda one: one.certificate.sha256, 66),
    ]
    return xlsx_file(
        title=_("Constancias"),
        columns=columns,
        rows=entries,
        criteria_title=_("Criteria"),
        criteria=[(_("Cut-off"), timezone.now()), *chosen.in_words(), (_("Rows"), len(entries))],
        author="",
    )


def _number_of(entry: Entry) -> str:
    return entry.certificate.employee.number if entry.certificate.employee else ""
