"""The training of those who answer, as it stood on that day, with the constancias where people may be named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.api import Completion, TrainingRequirement
from people.api import Column
from reports.api import state_label

from ...coverage.suppression import Group
from ...coverage.training import Training, training_of
from ...models import AspectRequirement
from ..parts import Attachment, Section, Table
from ..scope import Scope


@dataclass(frozen=True)
class Standing:
    """Where a person stood in a requirement that day; `completions` are what had been achieved by then."""

    department: str
    employee_id: int
    requirement: TrainingRequirement
    state: str
    day: dt.date | None


def section(scope: Scope) -> Section:
    requirements = TrainingRequirement.objects.in_bulk({pk for ids in scope.requirements_of.values() for pk in ids})
    tables = [_links(scope), _counts(scope, requirements)]
    attachments: list[Attachment] = []
    if scope.names:
        completions = _completions(scope, requirements)
        certificates = _certificates(scope, completions)
        tables += [_standings(scope, requirements), _achieved(scope, completions, certificates)]
        attachments = [_attached(one) for one in certificates.values()]
    told = _("CIMTRA asks for no training: what links it to an aspect is a proposal unless a source says otherwise.")
    return Section(
        slug="3-capacitacion",
        title=_("Training of those who answer"),
        notes=[told],
        tables=tables,
        attachments=attachments,
    )


def _links(scope: Scope) -> Table:
    rows = AspectRequirement.objects.filter(aspect__in=scope.aspect_ids).select_related("requirement")
    return Table(
        _("Training that helps with each aspect"),
        [
            Column(_("Aspect"), lambda one: scope.numbers[one.aspect_id], 9),
            Column(_("Requirement"), lambda one: one.requirement.code, 14),
            Column(_("Title"), lambda one: one.requirement.title, 44),
            Column(_("Legal basis"), lambda one: one.requirement.basis, 44),
            Column(_("Origin of the link"), lambda one: one.get_origin_display(), 16),
        ],
        list(rows.order_by("aspect__number", "requirement__code")),
    )


def _counts(scope: Scope, requirements: dict[int, TrainingRequirement]) -> Table:
    """By area and requirement. No sum is told, so a small group cannot be worked out from the others."""
    rows = [
        (department.name, requirement, training_of(scope.people_in[pk], [requirement.pk], scope.states))
        for requirement in sorted(requirements.values(), key=lambda one: one.code)
        for pk, department in sorted(scope.departments.items(), key=lambda pair: pair[1].path)
    ]

    def number(name: str):
        def value(row: tuple[str, TrainingRequirement, Training]) -> Any:
            training = row[2]
            small = not scope.names and Group(None, training.asked, training.accredited).is_small
            return _("not told: small group") if small else getattr(training, name)

        return value

    columns = [
        Column(_("Requirement"), lambda row: row[1].code, 14),
        Column(_("Department"), lambda row: row[0], 40),
        Column(_("Asked of"), number("asked"), 14),
        Column(_("Have it"), number("accredited"), 14),
        Column(_("Lack it"), number("missing"), 14),
    ]
    if scope.names:
        columns += [
            Column(_("Exempt"), number("exempt"), 12),
            Column(_("Nobody asked them"), number("not_asked"), 14),
        ]
    return Table(_("How many have it, by area"), columns, rows)


def _standings(scope: Scope, requirements: dict[int, TrainingRequirement]) -> Table:
    rows = [
        Standing(department.name, employee_id, requirements[requirement_id], *scope.states[employee_id, requirement_id])
        for pk, department in sorted(scope.departments.items(), key=lambda pair: pair[1].path)
        for employee_id in sorted(scope.people_in[pk], key=lambda one: scope.people[one].sorting_name)
        for requirement_id in sorted(requirements)
        if (employee_id, requirement_id) in scope.states
    ]
    return Table(
        _("Where each person stood"),
        [
            Column(_("Department"), lambda row: row.department, 40),
            *_person_columns(scope),
            Column(_("Requirement"), lambda row: row.requirement.code, 14),
            Column(_("State"), lambda row: state_label(row.state), 18),
            Column(_("Day"), lambda row: row.day, 12),
        ],
        rows,
        note=_("The day is the one that says most about the state: until when it counts, or by when it was due."),
    )


def _person_columns(scope: Scope) -> list[Column]:
    number = Column(_("Employee number"), lambda row: scope.people[row.employee_id].number, 14)
    name = Column(_("Name"), lambda row: scope.people[row.employee_id].sorting_name, 36)
    return [number, name] if scope.details else [name]


def _completions(scope: Scope, requirements: dict[int, TrainingRequirement]) -> list[Completion]:
    """What those people had completed by that day in courses of those requirements; one query."""
    return list(
        Completion.objects.filter(
            employee__in=scope.people_ids,
            course__in=TrainingRequirement.courses.through.objects.filter(trainingrequirement__in=requirements).values(
                "coursepage"
            ),
            completed_at__lt=scope.end,
        )
        # What was entered by hand counts from the day of entry, as in every report of a past day.
        .filter(Q(source=Completion.Source.ONLINE) | Q(recorded_at__lt=scope.end))
        .order_by("employee_name", "completed_at")
        .defer("content_revisions", "grounds", "requirements")
    )


def _certificates(scope: Scope, completions: list[Completion]) -> dict[int, Any]:
    """{completion id: its constancia} with a file, issued by that day; {} where no constancias are issued here."""
    if not apps.is_installed("certificates"):
        return {}
    from certificates.api import Certificate

    rows = Certificate.objects.with_name().filter(
        completion__in=[one.pk for one in completions], issued_at__lt=scope.end
    )
    # The newest last: of one that was replaced, its successor.
    return {one.completion_id: one for one in rows.exclude(sha256="").order_by("issued_at", "pk")}


def _attached(certificate: Any) -> Attachment:
    return Attachment(
        name=f"{certificate.folio}.pdf",
        stored=certificate.pdf.name,
        sha256=certificate.sha256,
        about=_("Constancia %(folio)s") % {"folio": certificate.folio},
    )


def _achieved(scope: Scope, completions: list[Completion], certificates: dict[int, Any]) -> Table:
    def folio(one: Completion) -> str:
        return certificates[one.pk].folio if one.pk in certificates else ""

    columns = [
        *_person_columns(scope),
        Column(_("Department at that time"), lambda one: one.department_name, 34),
        Column(_("Post at that time"), lambda one: one.post_name, 30),
        Column(_("Course"), lambda one: one.course_title, 44),
        Column(_("Completed on"), lambda one: one.completed_at, 18),
        Column(_("Counts until"), lambda one: one.valid_until, 14),
        Column(_("Hours"), lambda one: one.hours, 8),
        Column(_("How"), lambda one: one.get_source_display(), 16),
    ]
    if scope.details:
        columns.append(Column(_("Grade"), lambda one: one.score, 8))
    return Table(_("What they had completed"), [*columns, Column(_("Constancia"), folio, 22)], completions)
