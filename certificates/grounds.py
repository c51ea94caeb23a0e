"""From what is certified to the columns of its constancia: a completion, or one holder of an approved request."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override, pgettext

from courses.api import Completion
from people.api import Employee, current_appointment

from . import evidence
from .drawing import LANGUAGE
from .models import Certificate, Kind, Layout, RequestedHolder, TemplateVersion
from .sheets.choosing import latest_version, template_for

Source = Completion | RequestedHolder


def locked(source: Source) -> Source:
    """The row of `source`, locked: whoever comes second waits here and then finds what the first has made."""
    if isinstance(source, RequestedHolder):
        rows = RequestedHolder.objects.select_related("request__template", "employee")
    else:
        rows = Completion.objects.select_related("employee", "course", "enrolment")
    return rows.select_for_update(of=("self",)).get(pk=source.pk)


def as_reference(source: Source) -> dict[str, Source]:
    """{"completion": source} or {"holder": source}: how a certificate cites it."""
    return {"holder" if isinstance(source, RequestedHolder) else "completion": source}


def design_of(source: Source) -> TemplateVersion:
    """The version of the template that the constancia of `source` takes."""
    if isinstance(source, RequestedHolder):
        chosen = source.request.template
        return latest_version(chosen) if chosen else template_for(kind=source.request.kind)
    asked_by = source.enrolment.requirement_id
    met = [line["id"] for line in source.requirements if line.get("id")]
    return template_for(
        kind=Kind.ACCREDITATION,
        course_id=source.course_id,
        # The one that the person was asked to meet goes before others that the course meets as well.
        requirement_id=asked_by if asked_by in met or not met else met[0],
    )


def columns_of(source: Source, *, design: TemplateVersion) -> dict[str, Any]:
    """The columns that follow from `source`, as they are frozen today."""
    columns = _of_holder(source) if isinstance(source, RequestedHolder) else _of_completion(source)
    if design.layout == Layout.FORM and source.employee and source.employee.curp:
        # Kept for the sheet that prints it only.
        columns["particulars"]["curp"] = source.employee.curp
    return {**as_reference(source), "employee": source.employee, "design": design, **columns}


def _of_completion(completion: Completion) -> dict[str, Any]:
    return {
        # The completion keeps the name of its day.
        "holder_name": completion.employee_name,
        "course_title": completion.course_title,
        "hours": completion.hours,
        "modality": modality_of(completion),
        "started_on": timezone.localdate(completion.started_at),
        "completed_on": timezone.localdate(completion.completed_at),
        "score": completion.score,
        "requirements": completion.requirements,
        "valid_until": completion.valid_until,
        "renews": renewed_by(completion),
        "particulars": _particulars(
            post=completion.post_name,
            department=completion.department_name,
            trainer=completion.grounds.get("instructor", ""),
        ),
        "evidence": evidence.of_completion(completion),
    }


def _of_holder(holder: RequestedHolder) -> dict[str, Any]:
    request = holder.request
    return {
        "holder_name": holder.name,
        "course_title": request.title,
        "hours": request.hours,
        "modality": request.modality,
        "started_on": request.starts_on,
        "completed_on": request.ends_on,
        "valid_until": request.valid_until,
        "particulars": _particulars(**_post_on(holder.employee, request.ends_on)),
        "evidence": evidence.of_holder(holder),
    }


def _particulars(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _post_on(employee: Employee | None, day) -> dict[str, str]:
    appointment = current_appointment(employee, day) if employee else None
    return {"post": appointment.post.name, "department": appointment.department.name} if appointment else {}


def renewed_by(completion: Completion) -> Certificate | None:
    """The current constancia of the cycle that `completion` renews; one that was revoked is not renewed."""
    enrolment = completion.enrolment
    before = Q(completion__enrolment=enrolment.renews_id) if enrolment.renews_id else Q(pk__in=[])
    if enrolment.cycle > 1:
        earlier = {"completion__course": completion.course_id, "completion__enrolment__cycle__lt": enrolment.cycle}
        before |= Q(completion__employee=completion.employee_id, **earlier)
    if not before:
        return None
    standing = Certificate.objects.filter(before, superseded_at=None, revoked_at=None)
    return standing.order_by("-completed_on", "-pk").first()


def modality_of(completion: Completion) -> str:
    sources = Completion.Source
    with override(LANGUAGE):
        return {
            sources.ONLINE: pgettext("modality of a course", "online"),
            sources.ATTENDANCE: pgettext("modality of a course", "in person"),
            sources.IMPORTED: pgettext("modality of a course", "as recorded in earlier files"),
            sources.EQUIVALENCE: pgettext("modality of a course", "by equivalence"),
            sources.DIAGNOSTIC: pgettext("modality of a course", "online, by diagnostic quiz"),
        }[completion.source]
