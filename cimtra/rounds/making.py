"""Rounds: made, edited, given the results that were published, closed, and opened again with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Manager, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..models import Capture, Round
from .capturing import criteria_of, make_captures
from .freezing import as_kept
from .history import add_line, print_of
from .scoring import score

#: What may be edited afterwards. Its kind and its instrument stay: captures and scores hang on them.
DETAILS = ("name", "cutoff_on", "starts_on", "ends_on", "presented_on", "source", "notes")
PUBLISHED = ("official_score", "state_place", "state_total", "national_place", "national_total")


class CannotChange(Exception):
    """Nothing was changed; the message says why and what to do."""


class EditedMeanwhile(CannotChange):
    """Somebody else was first. `current` is the round as it is now."""

    def __init__(self, current: Round) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Both are shown; nothing of yours was recorded yet."))
        self.current = current


@transaction.atomic
def make_round(*, by: User | None, **values: Any) -> Round:
    """A new round of `kind` with `instrument`, `name`, `cutoff_on` and whatever of DETAILS and PUBLISHED is known.

    A self-assessment gets an empty capture for every criterion. Raises ValidationError, as for a name that is taken.
    """
    evaluation = Round(made_by=by, **values)
    add_line(evaluation, act="made", by=by)
    evaluation.full_clean(exclude=["made_by", "result"])
    evaluation.save()
    if not evaluation.is_official:
        make_captures(evaluation, criteria_of(evaluation.instrument_id))
    return evaluation


def details_print(evaluation: Round) -> str:
    """What `edit_round` compares: it tells whether somebody else edited the round meanwhile."""
    return print_of([getattr(evaluation, name) for name in (*DETAILS, *PUBLISHED)])


@transaction.atomic
def edit_round(*, evaluation: Round, by: User, seen: str | None = None, **values: Any) -> Round:
    """Change some of DETAILS and PUBLISHED; `seen` is the `details_print` of what the person had before them.

    Raises EditedMeanwhile, CannotChange for a closed round, ValidationError for what does not fit together.
    """
    current = _open(evaluation)
    # A form that is sent twice finds its own values and changes nothing.
    changes = {
        name: [getattr(current, name), value] for name, value in values.items() if getattr(current, name) != value
    }
    if not changes:
        return current
    if seen is not None and seen != details_print(current):
        raise EditedMeanwhile(current)
    for name in changes:
        if name not in (*DETAILS, *PUBLISHED):
            raise CannotChange(_("Neither the kind nor the instrument of an evaluation changes: make another one."))
        setattr(current, name, changes[name][1])
    as_told = {name: [_plain(one) for one in pair] for name, pair in changes.items()}
    add_line(current, act="edited", by=by, changes=as_told)
    current.full_clean(exclude=["made_by", "result"])
    current.save()
    return current


def results_print(evaluation: Round) -> str:
    """What `record_results` compares."""
    blocks = list(evaluation.block_scores.order_by("block").values_list("block", "score"))
    aspects = list(evaluation.aspect_scores.order_by("aspect").values_list("aspect", "points", "possible"))
    return print_of([blocks, aspects])


@transaction.atomic
def record_results(
    *,
    evaluation: Round,
    by: User,
    blocks: Mapping[int, Decimal | None],
    aspects: Mapping[int, tuple[Decimal, Decimal | None] | None],
    seen: str | None = None,
) -> Round:
    """Type in what was published by block (0–100) and by aspect (points, possible); None takes a result away.

    Blocks and aspects that are not mentioned stay. Raises EditedMeanwhile, CannotChange, ValidationError.
    """
    current = _open(evaluation)
    if not current.is_official:
        raise CannotChange(_("A self-assessment is worked out from what is captured; no result is typed in."))
    before = results_print(current)
    for block_id, value in blocks.items():
        _put(current.block_scores, {"block_id": block_id}, None if value is None else {"score": value})
    for aspect_id, pair in aspects.items():
        values = None if pair is None else dict(zip(("points", "possible"), pair, strict=True))
        _put(current.aspect_scores, {"aspect_id": aspect_id}, values)
    if results_print(current) == before:
        return current
    if seen is not None and seen != before:
        raise EditedMeanwhile(Round.objects.get(pk=current.pk))
    add_line(current, act="results", by=by)
    current.save(update_fields=["result"])
    return current


def _put(rows: Manager, keys: dict[str, int], values: dict[str, Decimal | None] | None) -> None:
    """Make or change the one row with `keys` of these rows of a round; None deletes it."""
    row = rows.filter(**keys).first()
    if values is None:
        if row:
            row.delete()
        return
    row = row or rows.model(round=rows.instance, **keys)
    for name, value in values.items():
        setattr(row, name, value)
    instrument_id = row.block.field.instrument_id if "block_id" in keys else row.aspect.instrument_id
    if instrument_id != rows.instance.instrument_id:
        raise ValidationError(_("This block or aspect is of another version of the instrument."))
    row.full_clean()
    row.save()


@transaction.atomic
def close_round(*, evaluation: Round, by: User) -> Round:
    """Freeze the result with the titles and points of today; closing a closed round changes nothing."""
    current = Round.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=evaluation.pk)
    if current.is_closed:
        return current
    # Whoever is writing a capture at this moment ends first, or finds the round closed.
    list(Capture.objects.select_for_update(of=("self",)).filter(round=current).order_by("pk").values_list("pk"))
    found = score(current)
    current.closed_at, current.closed_by = timezone.now(), by
    add_line(current, act="closed", by=by, total=_plain(found.total))
    current.result = {**current.result, "score": as_kept(found)}
    current.save(update_fields=["closed_at", "closed_by", "result"])
    return current


@transaction.atomic
def reopen_round(*, evaluation: Round, by: User, reason: str) -> Round:
    """Open a closed round again; the reason and the total that it had stay in its history."""
    reason = reason.strip()
    if not reason:
        raise CannotChange(_("Write why it is opened again."))
    current = Round.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if not current.is_closed:
        return current
    total = current.result.get("score", {}).get("total")
    add_line(current, act="reopened", by=by, reason=reason, total=total)
    current.result = {name: value for name, value in current.result.items() if name != "score"}
    current.closed_at = current.closed_by = None
    current.save(update_fields=["closed_at", "closed_by", "result"])
    return current


def is_empty(evaluation: Round) -> bool:
    """Whether nothing was recorded in a round, so that it can be taken away."""
    captured = evaluation.captures.filter(Q(edition__gt=0) | Q(evidence__isnull=False)).exists()
    published = evaluation.block_scores.exists() or evaluation.aspect_scores.exists()
    return not captured and not published and not evaluation.findings.exists()


@transaction.atomic
def discard_round(*, evaluation: Round) -> None:
    """Take away a round that was made by mistake. Raises CannotChange when anything was recorded in it."""
    current = _open(evaluation)
    if not is_empty(current):
        raise CannotChange(_("Something was recorded in this evaluation already, so it stays."))
    try:
        current.delete()
    except ProtectedError:
        raise CannotChange(_("Something was recorded in this evaluation already, so it stays.")) from None


def _open(evaluation: Round) -> Round:
    current = Round.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=evaluation.pk)
    if current.is_closed:
        raise CannotChange(_("This evaluation is closed. Open it again, with a reason, to change it."))
    return current


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
