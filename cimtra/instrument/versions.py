"""What may be done with a whole version: import it, copy it to edit the copy, put it in force."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.api import User

from ..models import AspectRequirement, AspectResponsible, Inapplicability, Instrument, Variable
from ..shelf import Receipt
from .comparing import plan_of
from .exporting import content_of
from .writing import write


class CannotChangeVersion(Exception):
    """The act is not possible; the message says why and what to do."""


class PlanIsOld(Exception):
    """Somebody changed the instrument after the plan was shown: look at it again."""


@transaction.atomic
def import_version(
    *, content: dict[str, Any], digest: str, take: Collection[str], by: User
) -> tuple[Instrument, Receipt]:
    """Write a checked content as it was shown: `digest` is that of the plan that the person saw.

    `take`: keys of lines for which the file wins over what people did. Raises PlanIsOld.
    """
    head = content["instrument"]
    identity = {"code": head["code"], "version": str(head["version"]["id"])}
    # Whoever edits the same version at this moment waits, or is seen by the second look.
    list(Instrument.objects.select_for_update().filter(code=identity["code"]).values_list("pk"))
    if plan_of(content).digest != digest:
        raise PlanIsOld
    try:
        with transaction.atomic():
            receipt = write(plan_of(content, take=take), by=by)
    except IntegrityError as error:
        raise PlanIsOld from error
    return Instrument.objects.get(**identity), receipt


@transaction.atomic
def put_in_force(*, instrument: Instrument, by: User) -> Instrument:
    """The one version of its code that screens, obligations and training go by from now on; the former stays."""
    versions = list(Instrument.objects.select_for_update().filter(code=instrument.code).order_by("pk"))
    chosen = next(one for one in versions if one.pk == instrument.pk)
    if chosen.is_current:
        return chosen
    for former in (one for one in versions if one.is_current):
        former.is_current = False
        former.save(update_fields=["is_current"])
    chosen.is_current = True
    chosen.save(update_fields=["is_current"])
    log(instance=chosen, action="wagtail.edit", user=by, data={"in_force": True})
    return chosen


@transaction.atomic
def copy_version(*, source: Instrument, version: str, label: str, with_people: bool, by: User) -> Instrument:
    """A new version with everything that `source` says, to edit it; which one is in force does not change.

    `with_people`: departments that answer and notes of what does not apply come along, from today on. Raises
    CannotChangeVersion when the code of the version is taken.
    """
    version = version.strip()
    if Instrument.objects.filter(code=source.code, version=version).exists():
        raise CannotChangeVersion(
            _("There is a version «%(version)s» already. Choose another code.") % {"version": version}
        )
    content = content_of(source)
    content["instrument"]["version"] |= {"id": version, "label": label}
    write(plan_of(content), by=by)
    made = Instrument.objects.get(code=source.code, version=version)
    twins = _twins(source, made)
    _copy_training(source, twins)
    if with_people:
        _copy_responsible(source, twins)
        _copy_notes(source, made, twins, by)
    return made


def _twins(source: Instrument, made: Instrument) -> dict[int, int]:
    """{aspect of the source: the same one of the copy}."""
    new = dict(made.aspects.values_list("number", "pk"))
    return {pk: new[number] for pk, number in source.aspects.values_list("pk", "number")}


def _copy_training(source: Instrument, twins: dict[int, int]) -> None:
    links = AspectRequirement.objects.filter(aspect__instrument=source)
    AspectRequirement.objects.bulk_create(
        AspectRequirement(
            aspect_id=twins[link.aspect_id],
            requirement_id=link.requirement_id,
            origin=link.origin,
            note=link.note,
        )
        for link in links
    )


def _copy_responsible(source: Instrument, twins: dict[int, int]) -> None:
    today = timezone.localdate()
    rows = AspectResponsible.objects.on(today).filter(aspect__instrument=source)
    AspectResponsible.objects.bulk_create(
        AspectResponsible(
            aspect_id=twins[row.aspect_id],
            department_id=row.department_id,
            is_main=row.is_main,
            basis=row.basis,
            starts_on=today,
            ends_on=row.ends_on,
        )
        for row in rows
    )


def _copy_notes(source: Instrument, made: Instrument, twins: dict[int, int], by: User) -> None:
    today = timezone.localdate()
    new = {
        (aspect_id, key): pk
        for pk, aspect_id, key in Variable.objects.filter(aspect__instrument=made).values_list("pk", "aspect_id", "key")
    }
    rows = Inapplicability.objects.on(today).filter(aspect__instrument=source).select_related("variable")
    Inapplicability.objects.bulk_create(
        Inapplicability(
            aspect_id=twins[row.aspect_id],
            variable_id=new[twins[row.aspect_id], row.variable.key] if row.variable else None,
            note=row.note,
            basis=row.basis,
            starts_on=today,
            ends_on=row.ends_on,
            recorded_by=by,
        )
        for row in rows
    )
