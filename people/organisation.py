"""Questions about the organisation on a given day."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import Appointment, Delegation, Department, Employee

# Places that people sit on beside their work; they count for no headcount and make no team.
SEATS = (Department.Kind.COMMISSION, Department.Kind.COUNCIL)


def current_appointment(employee, on=None):
    """The main appointment of `employee` on the day `on` (today by default), with post and department, or None."""
    return (
        Appointment.objects.on(on)
        .filter(employee=employee)
        .select_related("department", "post")
        .order_by("-is_main", "-starts_on")
        .first()
    )


def departments_on(day: dt.date | None = None) -> set[int]:
    """The ids of the departments that exist on `day`; `ends_on` is the last day, inclusive."""
    day = day or timezone.localdate()
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    going = Q(ends_on=None, is_active=True) | Q(ends_on__gte=day)
    return set(Department.objects.filter(begun & going).values_list("pk", flat=True))


def departments_with_branches(departments):
    """The queryset of `departments` (a queryset or list of Department) and everything below them."""
    below = Q(pk__in=[])
    for path in [department.path for department in departments]:
        below |= Q(path__startswith=path)
    return Department.objects.filter(below)


def headships(on: dt.date | None = None) -> QuerySet[Appointment]:
    """Appointments of heads in force on the day `on`, for the time being or not.

    Whoever presides over a commission or council heads no team: its members answer to somebody else for their training.
    """
    return Appointment.objects.on(on).filter(is_head=True).exclude(department__kind__in=SEATS)


def own_departments(employee: Employee, on: dt.date | None = None) -> QuerySet[Department]:
    """Departments that `employee` heads on the day `on` by an appointment, for the time being or not."""
    return Department.objects.filter(pk__in=headships(on).filter(employee=employee).values("department"))


def delegations_on(on: dt.date | None = None) -> QuerySet[Delegation]:
    """Delegations in force on the day `on`, while their head heads something by an appointment that day.

    That is why nothing is passed on twice: what a deputy looks after is no appointment of the deputy.
    """
    day = on or timezone.localdate()
    heading = headships(day).filter(employee=OuterRef("head"))
    return Delegation.objects.filter(Exists(heading), starts_on__lte=day, ends_on__gte=day, withdrawn_at=None)


def headed_departments(employee: Employee, on: dt.date | None = None) -> QuerySet[Department]:
    """Departments that `employee` looks after on the day `on`: by an appointment, or as the deputy of their head."""
    heads = delegations_on(on).filter(deputy=employee).values("head")
    headed = headships(on).filter(Q(employee=employee) | Q(employee__in=heads))
    return Department.objects.filter(pk__in=headed.values("department"))


def team_of(employee: Employee, on: dt.date | None = None) -> QuerySet[Employee]:
    """Active people of the departments that `employee` looks after, branches included, without that person.

    A deputy sees the team of the head, not the head: those who delegated stand in it only where they belong to the
    deputy's own branch.
    """
    day = on or timezone.localdate()
    own = departments_with_branches(own_departments(employee, day))
    lent = departments_with_branches(headed_departments(employee, day))
    heads = delegations_on(day).filter(deputy=employee).values("head")
    in_own = Appointment.objects.on(day).filter(department__in=own)
    in_lent = Appointment.objects.on(day).filter(department__in=lent).exclude(employee__in=heads)
    placed = Q(pk__in=in_own.values("employee")) | Q(pk__in=in_lent.values("employee"))
    return Employee.objects.active(day).filter(placed).exclude(pk=employee.pk)
