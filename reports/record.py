"""One person's training record: every enrolment, completion and constancia, as they were that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils import timezone

from courses.api import Completion, Enrolment
from people.api import Employee, current_appointment

from .progress import exemption_in_force, state_of


@dataclass
class Record:
    employee: Employee
    appointment: Any
    enrolments: list[dict[str, Any]]
    completions: list[Completion]
    certificates: dict[int, Any]

    @property
    def hours(self):
        return sum((completion.hours for completion in self.completions), start=0)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            {"completion": completion, "certificate": self.certificates.get(completion.pk)}
            for completion in self.completions
        ]


def record_of(employee: Employee, day: dt.date | None = None) -> Record:
    day = day or timezone.localdate()
    enrolments = (
        Enrolment.objects.of(employee)
        .annotate(is_exempt=exemption_in_force(day))
        .select_related("course", "requirement", "assignment")
        .order_by("course__title", "-cycle")
    )
    completions = list(Completion.objects.filter(employee=employee).order_by("-completed_at"))
    return Record(
        employee=employee,
        appointment=current_appointment(employee, day),
        enrolments=[
            {
                "enrolment": enrolment,
                "state": state_of(
                    day=day,
                    due_on=enrolment.due_on,
                    started_at=enrolment.started_at,
                    completed_at=enrolment.completed_at,
                    valid_until=enrolment.valid_until,
                    is_exempt=enrolment.is_exempt,
                ),
            }
            for enrolment in enrolments
        ],
        completions=completions,
        certificates=certificates_of(completions),
    )


def certificates_of(completions: list[Completion]) -> dict[int, Any]:
    """For each completion id its latest constancia, where the certificates app is there."""
    if not apps.is_installed("certificates"):
        return {}
    from certificates.api import Certificate

    found = {}
    for certificate in Certificate.objects.filter(completion__in=completions).order_by("pk"):
        found[certificate.completion_id] = certificate
    return found
