"""The ZIP of a pack, written file by file so that its size does not matter for memory."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Column, private_storage, xlsx_file

from .manifest import KEY, MANIFEST, SIGNATURE, SUMS, PackedFile, Signed, manifest, sign, sums
from .parts import Attachment, Section, Table
from .scope import Scope
from .sections import SECTIONS

INDEX, INDEX_SHEET, STYLE, README = "indice.html", "indice.xlsx", "estilo.css", "LEAME.txt"
# Sheets and constancias are compressed already.
STORED = (".xlsx", ".pdf", ".png", ".jpg", ".ods")
PIECE = 1024 * 1024
UNFIT = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass
class Writer:
    """Puts files into the archive and keeps the print of each; a name is used once."""

    archive: zipfile.ZipFile
    files: list[PackedFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, path: str, data: bytes, about: str) -> PackedFile:
        now = timezone.localtime().timetuple()[:6]
        self.archive.writestr(zipfile.ZipInfo(path, date_time=now), data, compress_type=_compression(path))
        packed = PackedFile(path, hashlib.sha256(data).hexdigest(), len(data), about)
        self.files.append(packed)
        return packed

    def attach(self, folder: str, one: Attachment) -> None:
        """Copy a stored file; one that is not on the disk, or is no longer what it was, is told as missing."""
        path = f"{folder}/{UNFIT.sub('-', one.name)}"
        storage = private_storage()
        if not one.stored or not storage.exists(one.stored):
            self.missing.append(_("%(file)s: not on the disk") % {"file": path})
            return
        with storage.open(one.stored, "rb") as content:
            data = content.read()
        found = hashlib.sha256(data).hexdigest()
        if one.sha256 and found != one.sha256:
            self.missing.append(_("%(file)s: on the disk lies something else than what was recorded") % {"file": path})
            return
        self.add(path, data, one.about)


def _compression(path: str) -> int:
    return zipfile.ZIP_STORED if path.endswith(STORED) else zipfile.ZIP_DEFLATED


def write(scope: Scope, path: Path, *, progress: Callable[[int, int], None]) -> Signed:
    """Write the pack to `path`; what its list was signed with. `progress` hears how many sections are done."""
    with zipfile.ZipFile(path, "w") as archive:
        writer = Writer(archive)
        sections = list(_sections(scope, writer, progress))
        writer.add(STYLE, render_to_string("cimtra/packs/style.css").encode(), _("How the pages look"))
        _add_index(scope, writer, sections)
        signed = _add_list(scope, writer)
    return signed


def _sections(scope: Scope, writer: Writer, progress: Callable[[int, int], None]) -> Iterator[Section]:
    for place, make in enumerate(SECTIONS):
        section = make(scope)
        page = render_to_string("cimtra/packs/section.html", {"scope": scope, "section": section})
        writer.add(f"{section.slug}.html", page.encode(), section.title)
        for number, table in enumerate(section.tables, start=1):
            writer.add(f"{section.slug}/{number}.xlsx", _sheet(scope, section, table), table.title)
        for one in section.attachments:
            writer.attach(section.slug, one)
        progress(place + 1, len(SECTIONS))
        yield section


def _sheet(scope: Scope, section: Section, table: Table) -> bytes:
    return xlsx_file(
        title=table.title,
        columns=table.columns,
        rows=table.rows,
        criteria_title=_("Criteria"),
        criteria=[
            (_("Pack of evidence"), str(scope.pack.uuid)),
            (_("About"), scope.title()),
            (_("As of the day"), scope.day.strftime("%d/%m/%Y")),
            (_("Who receives it"), str(scope.pack.get_audience_display())),
            (_("Section"), section.title),
            *((_("Note"), note) for note in [*section.notes, table.note] if note),
            (_("Rows"), len(table.rows)),
        ],
        author="",
    )


def _add_index(scope: Scope, writer: Writer, sections: list[Section]) -> None:
    listed = list(writer.files)
    context = {"scope": scope, "sections": sections, "files": listed, "missing": writer.missing}
    readme = render_to_string("cimtra/packs/readme.txt", {**context, "site": settings.SITE_URL.rstrip("/")})
    writer.add(README, readme.encode(), _("How to check this pack"))
    page = render_to_string("cimtra/packs/index.html", context)
    writer.add(INDEX, page.encode(), _("Index"))
    columns = [
        Column(_("File"), lambda one: one.path, 44),
        Column(_("What it is"), lambda one: one.about, 60),
        Column(_("Bytes"), lambda one: one.size, 12),
        Column("SHA-256", lambda one: one.sha256, 66),
    ]
    index = Table(_("Index"), columns, listed)
    writer.add(INDEX_SHEET, _sheet(scope, Section("indice", _("Index")), index), _("Index as a workbook"))


def _add_list(scope: Scope, writer: Writer) -> Signed:
    """The list last, since it holds the print of everything else; then its signature and the key to check it with."""
    data = manifest(scope, writer.files, missing=writer.missing)
    signed = sign(data)
    listed = list(writer.files)
    own = writer.add(MANIFEST, data, "")
    writer.add(SUMS, sums(listed, own), "")
    if signed:
        writer.add(SIGNATURE, signed.value, "")
        writer.add(KEY, signed.pem.encode(), "")
    return signed
