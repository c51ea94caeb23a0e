"""Questions about the organisation on a given day."""

from django.db.models import Q
from django.utils import timezone

from .models import Appointment, Department, Employee


def current_appointment(employee, on=None):
    """The main appointment of `employee` on the day `on` (today by default), with post and department, or None."""
    return (
        Appointment.objects.on(on)
        .filter(employee=employee)
        .select_related("department", "post")
        .order_by("-is_main", "-starts_on")
        .first()
    )


def departments_with_branches(departments):
    """The queryset of `departments` (a queryset or list of Department) and everything below them."""
    below = Q(pk__in=[])
    for path in [department.path for department in departments]:
        below |= Q(path__startswith=path)
    return Department.objects.filter(below)


def headed_departments(employee, on=None):
    """Departments that `employee` heads on the day `on`."""
    headed = Appointment.objects.on(on).filter(employee=employee, is_head=True)
    return Department.objects.filter(pk__in=headed.values("department"))


def team_of(employee, on=None):
    """Active people of the departments that `employee` heads, branches included, without the head."""
    day = on or timezone.localdate()
    branches = departments_with_branches(headed_departments(employee, day))
    return Employee.objects.active(day).of_departments(branches, day).exclude(pk=employee.pk)
