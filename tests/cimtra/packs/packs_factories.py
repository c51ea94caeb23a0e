"""A pack and what is inside it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.utils import timezone

from cimtra.models import EvidencePack
from cimtra.packs import making
from people.api import private_storage
from people.works import run


def made(by, *, audience="internal", as_of=None, reason="Auditoría de prueba", **about) -> EvidencePack:
    """A pack that the worker has made already."""
    pack = making.ask(by=by, audience=audience, as_of=as_of or timezone.localdate(), reason=reason, **about)
    run(pack.work_id)
    return EvidencePack.objects.select_related("work").get(pk=pack.pk)


def bytes_of(pack: EvidencePack) -> bytes:
    with private_storage().open(pack.file, "rb") as content:
        return content.read()


def inside(pack: EvidencePack) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(pack))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(pack: EvidencePack) -> dict[str, Any]:
    return json.loads(inside(pack)["manifest.json"])


def words_of(pack: EvidencePack) -> str:
    """All that can be read anywhere in the pack: pages, and the sheets of each workbook unpacked."""
    found = []
    for name, data in inside(pack).items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                found += [book.read(part).decode("utf-8", "replace") for part in book.namelist()]
        elif not name.endswith((".pdf", ".sig")):
            found.append(data.decode("utf-8", "replace"))
    return "\n".join(found)
