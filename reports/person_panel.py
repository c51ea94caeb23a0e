"""«Training» on RH's page about a person: the figures, and the way to the whole record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from people.api import Employee

from .progress import progress


def training_panel(employee: Employee) -> list[dict[str, Any]]:
    """The state of the person's training today, where the person is on the roll; three queries."""
    persons = progress(people=Employee.objects.active().filter(pk=employee.pk))
    return [
        {
            "title": _("Training"),
            "template": "reports/person_panel.html",
            "context": {"employee": employee, "person": persons[0] if persons else None},
        }
    ]
