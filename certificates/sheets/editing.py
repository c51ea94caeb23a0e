"""Saving templates: each change is a new version, so what was issued keeps the words that it was issued with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import CoursePage, TrainingRequirement
from people.api import User, record_decision

from ..models import CertificateTemplate, Kind, Shown, TemplateUse, TemplateVersion
from .choosing import latest_version
from .composing import WORDINGS
from .placeholders import Unfillable, check

#: What a version says and shows; `values` below is a mapping with exactly these keys.
FIELDS = (
    *("layout", *WORDINGS, "shows", "posts", "has_crest", "background"),
    *("primary_colour", "accent_colour", "carries_statement"),
)


class CannotEdit(Exception):
    """The change to a template is not possible; the message is fit for the screen."""


def values_in(version: TemplateVersion) -> dict[str, Any]:
    """What `version` says and shows, as the functions below take it."""
    return {name: getattr(version, name) for name in FIELDS}


@transaction.atomic
def create(*, name: str, kind: str, values: Mapping[str, Any], made_by: User) -> CertificateTemplate:
    """A new template with its first version. Raises CannotEdit."""
    values = _in_order(values)
    try:
        with transaction.atomic():
            template = CertificateTemplate.objects.create(name=name, kind=kind)
    except IntegrityError as error:
        raise CannotEdit(_("There is already a template with this name.")) from error
    version = TemplateVersion.objects.create(template=template, number=1, made_by=made_by, **values)
    _record("edit_template", template, made_by, after=_told(version))
    return template


@transaction.atomic
def save(
    *, template: CertificateTemplate, based_on: int, name: str, values: Mapping[str, Any], made_by: User
) -> TemplateVersion:
    """The version that holds `values`: a new one if something changed, the latest one if nothing did.

    `based_on` is the number of the version that the editor had before them. Raises CannotEdit, so that nobody writes
    over what somebody else has saved meanwhile.
    """
    values = _in_order(values)
    template = _locked(template)
    latest = latest_version(template)
    is_changed = values_in(latest) != values
    if is_changed and latest.number != based_on:
        raise CannotEdit(
            _("Somebody saved version %(number)d while you were editing. Open the template again to see it.")
            % {"number": latest.number}
        )
    old_name = template.name
    if name != old_name:
        _rename(template, name)
    version = latest
    if is_changed:
        version = TemplateVersion.objects.create(template=template, number=latest.number + 1, made_by=made_by, **values)
    if is_changed or name != old_name:
        _record("edit_template", template, made_by, before=_told(latest, old_name), after=_told(version, name))
    return version


def _rename(template: CertificateTemplate, name: str) -> None:
    template.name = name
    try:
        with transaction.atomic():
            template.save(update_fields=["name"])
    except IntegrityError as error:
        raise CannotEdit(_("There is already a template with this name.")) from error


def _in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` in the one form in which they are kept, so that a comparison tells whether something changed."""
    for field in WORDINGS:
        try:
            check(values[field])
        except Unfillable as error:
            raise CannotEdit(str(error)) from error
    kept = {name: values[name] for name in FIELDS}
    kept["shows"] = [what for what in Shown.values if what in values["shows"]]
    kept["posts"] = list(values["posts"])
    return kept


@transaction.atomic
def go_back(*, template: CertificateTemplate, number: int, made_by: User) -> TemplateVersion:
    """A new version that says what version `number` said. Raises TemplateVersion.DoesNotExist."""
    template = _locked(template)
    earlier = template.versions.get(number=number)
    return save(
        template=template,
        based_on=latest_version(template).number,
        name=template.name,
        values=values_in(earlier),
        made_by=made_by,
    )


@transaction.atomic
def make_usual(*, template: CertificateTemplate, decided_by: User) -> None:
    """`template` is the usual one of its kind from now on. Repeating it changes nothing. Raises CannotEdit."""
    # All of a kind are locked in one order, so that two at once cannot both be the usual one or wait for each other.
    of_kind = list(CertificateTemplate.objects.select_for_update().filter(kind=template.kind).order_by("pk"))
    template = next(one for one in of_kind if one.pk == template.pk)
    if template.is_default:
        return
    if template.archived_at:
        raise CannotEdit(_("This template is archived: bring it back first."))
    before = next((one for one in of_kind if one.is_default), None)
    CertificateTemplate.objects.filter(kind=template.kind, is_default=True).update(is_default=False)
    CertificateTemplate.objects.filter(pk=template.pk).update(is_default=True)
    _record("choose_template", template, decided_by, before={"usual": before.name if before else ""})


@transaction.atomic
def archive(*, template: CertificateTemplate, archived_by: User) -> int:
    """Take `template` out of use; returns how many courses and requirements go back to the usual one.

    What was issued with it stays as it is. Repeating it changes nothing. Raises CannotEdit.
    """
    template = _locked(template)
    if template.archived_at:
        return 0
    if template.is_default:
        raise CannotEdit(_("This is the usual template of its kind: make another one the usual one first."))
    uses = list(template.uses.select_related("course", "requirement"))
    template.uses.all().delete()
    CertificateTemplate.objects.filter(pk=template.pk).update(archived_at=timezone.now())
    _record("archive_template", template, archived_by, before={"used_by": [_user_of(use) for use in uses]})
    return len(uses)


@transaction.atomic
def bring_back(*, template: CertificateTemplate, brought_by: User) -> None:
    """Put an archived template back into the list. Repeating it changes nothing."""
    template = _locked(template)
    if template.archived_at:
        CertificateTemplate.objects.filter(pk=template.pk).update(archived_at=None)
        _record("bring_back_template", template, brought_by)


@transaction.atomic
def choose(
    *,
    template: CertificateTemplate,
    courses: Collection[CoursePage],
    requirements: Collection[TrainingRequirement],
    chosen_by: User,
) -> bool:
    """Exactly these courses and requirements take `template`; returns whether something changed.

    Those that took another one move over to it; those that are left out take the usual one. Raises CannotEdit.
    """
    template = _locked(template)
    if template.archived_at:
        raise CannotEdit(_("This template is archived: bring it back first."))
    if template.kind == Kind.SPEAKER and (courses or requirements):
        raise CannotEdit(_("A speaker's template is for requests only: whoever completes a course has not spoken."))
    wanted = {("course", one.pk): one for one in courses} | {("requirement", one.pk): one for one in requirements}
    mine = {_key(use): use for use in template.uses.select_related("course", "requirement")}
    if mine.keys() == wanted.keys():
        return False
    template.uses.filter(pk__in=[use.pk for key, use in mine.items() if key not in wanted]).delete()
    fresh = [key for key in wanted if key not in mine]
    _others(fresh).delete()
    TemplateUse.objects.bulk_create(TemplateUse(template=template, **{kind: wanted[kind, pk]}) for kind, pk in fresh)
    _record(
        "choose_template",
        template,
        chosen_by,
        before={"used_by": sorted(_user_of(use) for use in mine.values())},
        after={"used_by": sorted(str(one) for one in wanted.values())},
    )
    return True


def _others(keys: Collection[tuple[str, int]]):
    """The uses of other templates by these courses and requirements."""
    condition = Q(course__in=[pk for kind, pk in keys if kind == "course"])
    return TemplateUse.objects.filter(condition | Q(requirement__in=[pk for kind, pk in keys if kind != "course"]))


def _key(use: TemplateUse) -> tuple[str, int]:
    return ("course", use.course_id) if use.course_id else ("requirement", use.requirement_id)


def _user_of(use: TemplateUse) -> str:
    return str(use.course or use.requirement)


def _locked(template: CertificateTemplate) -> CertificateTemplate:
    return CertificateTemplate.objects.select_for_update().get(pk=template.pk)


def _told(version: TemplateVersion, name: str = "") -> dict[str, Any]:
    """A version as the ledger tells it: plain values, the background by its fingerprint."""
    background = version.background.sha256 if version.background else ""
    told = {"name": name or version.template.name, "version": version.number}
    return told | values_in(version) | {"background": background}


def _record(act: str, template: CertificateTemplate, actor: User, **values: Any) -> None:
    record_decision(act=act, actor=actor, subject=template, **values)
