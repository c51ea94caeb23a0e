"""Who may do what with CIMTRA. Querysets start here: a person's own departments, or all for those who run it."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from people.api import Appointment, Department, User, departments_with_branches, headed_departments

FOLLOW = "cimtra.follow_cimtra"
RUN = "cimtra.run_cimtra"
COVERAGE = "cimtra.view_coverage"
DELIVER = "cimtra.deliver"
ACCEPT = "cimtra.accept_delivery"
VERIFY = "cimtra.verify_finding"
PUBLISH = "cimtra.publish_document"
# Who may look at one person's training: reports give it to human resources. The consultancy sees counts only.
SEE_PEOPLE = "people.view_employee"


def own_departments(user: User, on: dt.date | None = None) -> QuerySet[Department]:
    """The departments for which `user` acts on the day `on`, with their branches.

    A head: those they look after. A liaison (who holds DELIVER): those of the appointments in force, too. Whoever
    presides over a commission or council, or is its liaison, has that one as well. Empty for everybody else.
    """
    employee = getattr(user, "employee", None)
    if not user.is_active or employee is None:
        return Department.objects.none()
    appointments = Appointment.objects.on(on).filter(employee=employee)
    if not user.has_perm(DELIVER):
        appointments = appointments.filter(is_head=True)
    roots = Department.objects.filter(pk__in=appointments.values("department")) | headed_departments(employee, on)
    return departments_with_branches(roots)


def visible_departments(user: User, on: dt.date | None = None) -> QuerySet[Department]:
    """All departments for those who follow CIMTRA; else the own ones."""
    return Department.objects.all() if user.has_perm(FOLLOW) else own_departments(user, on)
