"""Packs of evidence: asked for with a reason, made once by the worker, never made again; their bytes are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import (
    Outcome,
    User,
    Work,
    WorkStopped,
    move_whole,
    private_storage,
    record_decision,
    report_progress,
    start_work,
    working_folder,
)

from ..models import Aspect, EvidencePack, Round
from .manifest import can_sign
from .scope import Audience, Scope
from .writing import write

KIND = "cimtra.pack"
LONGEST_REASON = EvidencePack._meta.get_field("reason").max_length


@transaction.atomic
def ask(
    *,
    by: User,
    aspect: Aspect | None = None,
    round: Round | None = None,  # noqa: A002
    audience: str,
    as_of: dt.date,
    reason: str,
) -> EvidencePack:
    """Ask the worker for a pack of one aspect or of one evaluation; who may ask for which audience, the view decides.

    Raises ValidationError without a reason, for a day to come, or for neither or both of aspect and evaluation. A pack
    that names people goes into the ledger, with its reason.
    """
    reason = " ".join(reason.split())
    if (aspect is None) == (round is None):
        raise ValidationError(_("A pack is about one aspect or about one evaluation."))
    if not reason or len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("Say in one line what it is for and who asked for it.")})
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("That day has not come yet: evidence is of today or of an earlier day.")})
    if audience not in Audience.values:
        raise ValidationError({"audience": _("Choose who receives it.")})
    pack = EvidencePack.objects.create(
        aspect=aspect, round=round, audience=audience, as_of=as_of, reason=reason, asked_by=by
    )
    _start(pack, by)
    if audience != Audience.PUBLIC:
        record_decision(
            act="export",
            actor=by,
            subject=pack,
            reason=reason,
            after={"about": _about(pack), "audience": audience, "as_of": as_of},
        )
    return pack


@transaction.atomic
def try_again(pack: EvidencePack, *, by: User) -> EvidencePack:
    """Start the work of a pack anew after it stopped; one that is made or being made is left as it is."""
    pack = EvidencePack.objects.select_for_update(of=("self",)).select_related("work").get(pk=pack.pk)
    if not pack.file and (pack.work is None or pack.work.state == Work.State.FAILED):
        _start(pack, by)
    return pack


def _about(pack: EvidencePack) -> str:
    return str(pack.aspect or pack.round)


def _start(pack: EvidencePack, by: User) -> None:
    title = _("Pack of evidence: %(about)s") % {"about": _about(pack)}
    pack.work = start_work(kind=KIND, title=title[:200], owner=by, parameters={"pack": pack.pk})
    pack.save(update_fields=["work"])


def make(work: Work) -> Outcome:
    """What the worker does. A pack that has its file already is left alone, so running it twice is harmless."""
    pack = (
        EvidencePack.objects.select_related("aspect", "round__instrument", "asked_by")
        .filter(pk=work.parameters["pack"])
        .first()
    )
    if pack is None:
        raise WorkStopped(_("There is no such pack any more."))
    if not pack.file:
        with working_folder() as folder:
            path = folder / "paquete.zip"
            signed = write(Scope(pack), path, progress=lambda done, total: report_progress(work, done, total))
            _record(pack, path, signed.as_record())
    return Outcome(note=_note())


def _record(pack: EvidencePack, path: Path, signature: dict[str, str]) -> None:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    size = path.stat().st_size
    name = f"cimtra/paquetes/{timezone.localdate().year}/{pack.uuid}-{digest[:8]}.zip"
    move_whole(name, path)
    # Of two workers at once the first one's bytes stay.
    written = EvidencePack.objects.filter(pk=pack.pk, file="").update(
        file=name, sha256=digest, size=size, made_at=timezone.now(), signature=signature
    )
    if not written and not EvidencePack.objects.filter(file=name).exists():
        private_storage().delete(name)


def _note() -> str:
    if can_sign():
        return _("The pack is made and its list is signed. Download it from the page of the pack.")
    return _("The pack is made. Its list is not signed, since this installation issues no constancias.")
