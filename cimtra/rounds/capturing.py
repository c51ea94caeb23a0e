"""Capture by several people at once: who writes over what somebody else wrote meanwhile is asked, and nothing is lost.

Each writing says which edition its author saw. Over that same edition it stays, as the next one. Over a later one it
is kept as an overruled CaptureEntry and both are shown; whoever then decides writes over the edition that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from .. import files
from ..models import Aspect, Capture, CaptureEntry, CaptureEvidence, Outcome, Round, Variable
from .criteria import Key

FOLDER = "cimtra/rounds"
BLANK = (Outcome.UNSEEN.value, "", "")


class CannotCapture(Exception):
    """Nothing was written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody wrote of one criterion, having seen its `edition` (0: nobody had written yet)."""

    key: Key
    outcome: str
    note: str = ""
    address: str = ""
    edition: int = 0

    @property
    def values(self) -> tuple[str, str, str]:
        return self.outcome, self.note, self.address

    def tidied(self) -> Writing:
        note = "\n".join(line.rstrip() for line in self.note.strip().splitlines())
        return replace(self, outcome=str(self.outcome), note=note, address=self.address.strip())


@dataclass(frozen=True, slots=True)
class Written:
    """How a writing ended. `capture` is what stands now: the own values, or those of whoever was first."""

    writing: Writing
    capture: Capture
    is_new: bool = False
    is_conflict: bool = False


def values_of(row: Capture | CaptureEntry) -> tuple[str, str, str]:
    return row.outcome, row.note, row.address


@transaction.atomic
def write_all(*, evaluation: Round, by: User, writings: Iterable[Writing]) -> list[Written]:
    """Write down several criteria of an open self-assessment, in the order given; safe to repeat.

    A writing that only repeats what its author saw changes nothing, whatever others wrote since. Raises CannotCapture
    when the round is closed or official, when a criterion is not one of its instrument, or when «does not apply»
    comes without a note: then nothing at all is written. The number of queries does not grow with the writings.
    """
    writings = [one.tidied() for one in writings]
    for one in writings:
        refuse_unfit(one)
    captures = _locked(evaluation, writings)
    _refuse_unless_open(evaluation)
    bases = _bases(captures, writings)
    written = [_written(one, captures[one.key], bases, by) for one in writings]
    _save(written, by)
    return written


def write_one(*, evaluation: Round, by: User, writing: Writing) -> Written:
    """One criterion, as `write_all`."""
    return write_all(evaluation=evaluation, by=by, writings=[writing])[0]


def refuse_unfit(writing: Writing) -> None:
    """Raises CannotCapture for what the database would refuse."""
    if writing.outcome not in Outcome.values:
        raise CannotCapture(_("Choose one of the outcomes."))
    if writing.outcome == Outcome.NOT_APPLICABLE and not writing.note.strip():
        raise CannotCapture(_("Write in the note why it does not apply: without reasons it counts as not met."))


def _locked(evaluation: Round, writings: Sequence[Writing]) -> dict[Key, Capture]:
    """The captures of these criteria, locked until the end; those that the instrument gained since are made."""
    aspects = {one.key[0] for one in writings}
    rows = Capture.objects.filter(round=evaluation, aspect__in=aspects)
    there = set(rows.values_list("aspect_id", "variable_id"))
    missing = {one.key for one in writings} - there
    if missing:
        known = criteria_of(evaluation.instrument_id, aspects)
        if not missing <= known:
            raise CannotCapture(_("The instrument has changed: reload the page to see what there is to capture now."))
        make_captures(evaluation, missing)
    found = rows.select_for_update(of=("self",)).order_by("pk")
    return {(one.aspect_id, one.variable_id): one for one in found}


def criteria_of(instrument_id: int, aspects: Iterable[int] | None = None) -> set[Key]:
    """The keys of all that is captured with an instrument: its variables, and its aspects without any. Two queries."""
    rows = Aspect.objects.filter(instrument=instrument_id)
    if aspects is not None:
        rows = rows.filter(pk__in=aspects)
    variables = set(Variable.objects.filter(aspect__in=rows).values_list("aspect_id", "pk"))
    bare = set(rows.values_list("pk", flat=True)) - {aspect for aspect, _variable in variables}
    return variables | {(aspect, None) for aspect in bare}


def make_captures(evaluation: Round, keys: Iterable[Key]) -> None:
    """Empty captures for the criteria; those that somebody made meanwhile stay as they are."""
    rows = [
        Capture(round=evaluation, aspect_id=aspect, variable_id=variable)
        for aspect, variable in sorted(keys, key=lambda key: (key[0], key[1] or 0))
    ]
    Capture.objects.bulk_create(rows, ignore_conflicts=True)


def _refuse_unless_open(evaluation: Round) -> None:
    # Asked after the locks: whoever closes a round holds them, too.
    found = Round.objects.filter(pk=evaluation.pk).values_list("kind", "closed_at").first()
    if found is None or found[0] != Round.Kind.INTERNAL:
        raise CannotCapture(_("What was published is typed in as it is; nothing is captured here."))
    if found[1] is not None:
        raise CannotCapture(_("This self-assessment is closed. Open it again to go on capturing."))


def _bases(captures: dict[Key, Capture], writings: Sequence[Writing]) -> dict[tuple[int, int], tuple[str, str, str]]:
    """What those who saw an older edition saw, by (capture id, edition)."""
    stale = [captures[one.key].pk for one in writings if captures[one.key].edition != one.edition]
    if not stale:
        return {}
    entries = CaptureEntry.objects.filter(capture__in=stale, overruled=False)
    return {(one.capture_id, one.edition): values_of(one) for one in entries}


def _written(writing: Writing, capture: Capture, bases: dict, by: User) -> Written:
    if writing.values == values_of(capture):
        return Written(writing, capture)
    if writing.edition != capture.edition:
        seen = bases.get((capture.pk, writing.edition), BLANK if writing.edition == 0 else None)
        return Written(writing, capture, is_conflict=writing.values != seen)
    capture.outcome, capture.note, capture.address = writing.values
    capture.edition += 1
    capture.changed_by, capture.changed_at = by, timezone.now()
    return Written(writing, capture, is_new=True)


def _save(written: Sequence[Written], by: User) -> None:
    changed = [one for one in written if one.is_new]
    if changed:
        Capture.objects.bulk_update(
            [one.capture for one in changed],
            ["outcome", "note", "address", "edition", "changed_by", "changed_at"],
        )
    entries = [_entry(one, one.capture.edition, by) for one in changed]
    overruled = [one for one in written if one.is_conflict]
    if overruled:
        kept = {
            (one.capture_id, one.edition, values_of(one))
            for one in CaptureEntry.objects.filter(
                capture__in=[one.capture.pk for one in overruled], overruled=True, written_by=by
            )
        }
        # The same writing sent again, as a page does that saves by itself, is one writing.
        entries += [
            _entry(one, one.writing.edition, by, overruled=True)
            for one in overruled
            if (one.capture.pk, one.writing.edition, one.writing.values) not in kept
        ]
    CaptureEntry.objects.bulk_create(entries)


def _entry(one: Written, edition: int, by: User, *, overruled: bool = False) -> CaptureEntry:
    outcome, note, address = one.writing.values
    return CaptureEntry(
        capture=one.capture,
        edition=edition,
        outcome=outcome,
        note=note,
        address=address,
        overruled=overruled,
        written_by=by,
    )


@transaction.atomic
def add_evidence(
    *, capture: Capture, by: User, title: str, address: str = "", upload: UploadedFile | None = None
) -> CaptureEvidence:
    """Keep a file with its fingerprint, or an address, as what was seen for a criterion; the same one only once.

    Raises CannotCapture when the round is not open or neither is given, ValidationError for a file that is not taken.
    """
    capture = Capture.objects.select_for_update(of=("self",)).get(pk=capture.pk)
    _refuse_unless_open(capture.round)
    address = address.strip()
    if not address and upload is None:
        raise CannotCapture(_("Give a file or an address."))
    kept = files.keep(upload, folder=FOLDER) if upload else None
    sha256 = kept.sha256 if kept else ""
    same = capture.evidence.filter(address=address, sha256=sha256).first()
    if same:
        return same
    return CaptureEvidence.objects.create(
        capture=capture,
        title=title.strip() or (kept.name if kept else address)[:200],
        address=address,
        file=kept.path if kept else "",
        file_name=kept.name if kept else "",
        sha256=sha256,
        size=kept.size if kept else None,
        added_by=by,
    )
