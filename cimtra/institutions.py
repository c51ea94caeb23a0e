"""Which institution had a role on which day: the guarantor, who evaluates, who audits. No name of one is in code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.api import User

from .models import Institution
from .shelf import Receipt, Shelf, fingerprint

STARTER_FILE = Path(__file__).resolve().parent / "data" / "institutions.yaml"
SHELF = "starter-institutions"
EDITED = ("role", "name", "short_name", "basis", "address", "source", "starts_on", "ends_on")
ONE_DAY = dt.timedelta(days=1)


class Outdated(Exception):
    """Somebody else changed the record after it was shown; `now` is how it is."""

    def __init__(self, now: Institution):
        super().__init__()
        self.now = now


def institution_on(role: str, day: dt.date | None = None) -> Institution | None:
    """The institution that has `role` (Institution.Role) on `day`, today by default; None where nobody recorded one."""
    # Two rows may overlap in what was typed long ago; the one that began last is meant.
    return Institution.objects.on(day).filter(role=role).order_by("-starts_on").first()


def institutions_on(day: dt.date | None = None) -> dict[str, Institution]:
    """All roles of `day` at once, {role: institution}; roles without one are left out. One query."""
    return {one.role: one for one in Institution.objects.on(day).order_by("starts_on")}


def refuse_overlap(institution: Institution) -> None:
    """Raises ValidationError where another institution has the role on one of the days of `institution`."""
    others = Institution.objects.filter(role=institution.role).exclude(pk=institution.pk)
    if institution.ends_on:
        others = others.filter(starts_on__lte=institution.ends_on)
    for other in others:
        if other.ends_on is None or other.ends_on >= institution.starts_on:
            raise ValidationError(
                {
                    "starts_on": _(
                        "On these days «%(name)s» has this role. Record first on which day that ended, or use "
                        "«Another takes over»."
                    )
                    % {"name": other}
                }
            )


def edition_of(institution: Institution) -> str:
    """The same for as long as nobody edits the record."""
    return fingerprint({name: getattr(institution, name) for name in EDITED})


@transaction.atomic
def record(*, institution: Institution, by: User) -> Institution:
    """Store a new record; raises ValidationError when its days overlap with another of the same role."""
    refuse_overlap(institution)
    institution.full_clean()
    institution.save()
    log(instance=institution, action="wagtail.create", user=by)
    return institution


@transaction.atomic
def mend(*, institution: Institution, values: dict[str, Any], edition: str, by: User) -> Institution:
    """Write `values` over the record that was shown as `edition`; raises Outdated and ValidationError."""
    row = Institution.objects.select_for_update().get(pk=institution.pk)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    if edition_of(row) != edition:
        raise Outdated(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    refuse_overlap(row)
    row.save()
    log(instance=row, action="wagtail.edit", user=by)
    return row


@transaction.atomic
def take_over(*, former: Institution, successor: Institution, by: User) -> Institution:
    """Record that `successor` (not saved yet) has the role of `former` from its first day on.

    `former` ends the day before, unless it ended earlier. Raises ValidationError when the days do not fit.
    """
    former = Institution.objects.select_for_update().get(pk=former.pk)
    successor.role = former.role
    if successor.starts_on <= former.starts_on:
        raise ValidationError({"starts_on": _("It must begin after the one that it follows.")})
    if former.ends_on is None or former.ends_on >= successor.starts_on:
        former.ends_on = successor.starts_on - ONE_DAY
        former.save(update_fields=["ends_on"])
        log(instance=former, action="wagtail.edit", user=by)
    return record(institution=successor, by=by)


@transaction.atomic
def load_institutions(path: Path = STARTER_FILE) -> Receipt:
    """Bring the institutions of the file into the database; what people edited, deleted or recorded instead stays."""
    receipt = Receipt()
    shelf = Shelf(SHELF, receipt)
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["institutions"]:
        key = f"institution:{entry['code']}"
        lookup = {"role": entry["role"], "starts_on": entry["starts_on"]}
        values = {name: entry.get(name, "") for name in ("name", "short_name", "basis", "address", "source")}
        values["ends_on"] = entry.get("ends_on")
        if key not in shelf.known and _has_another(Institution(**lookup, **values)):
            receipt.counts["kept"] += 1
            receipt.kept.append(key)
            continue
        shelf.put(key, Institution, lookup, values)
    shelf.close()
    return receipt


def _has_another(institution: Institution) -> bool:
    """Whether the municipality has recorded another one for these days: then the file has nothing to say."""
    same = Institution.objects.filter(role=institution.role, starts_on=institution.starts_on).first()
    institution.pk = same.pk if same else None
    try:
        refuse_overlap(institution)
    except ValidationError:
        return True
    return False
