"""Who answered for it on that day: the areas, what says so, and the posts or people in them."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from people.api import Appointment, Column

from ...models import AspectResponsible
from ..parts import Section, Table
from ..scope import Scope


def section(scope: Scope) -> Section:
    return Section(
        slug="2-responsables",
        title=_("Who answered for it on that day"),
        tables=[_areas(scope), _people(scope) if scope.names else _posts(scope)],
    )


def _areas(scope: Scope) -> Table:
    rows = AspectResponsible.objects.on(scope.day).filter(aspect__in=scope.aspect_ids).select_related("department")
    return Table(
        _("Areas that answer"),
        [
            Column(_("Aspect"), lambda one: scope.numbers[one.aspect_id], 9),
            Column(_("Department"), lambda one: one.department.name, 40),
            Column(_("Answers for it first"), lambda one: _("Yes") if one.is_main else _("No, it helps"), 18),
            Column(_("What says so"), lambda one: one.basis, 50),
            Column(_("From"), lambda one: one.starts_on, 12),
            Column(_("Until"), lambda one: one.ends_on, 12),
        ],
        list(rows.order_by("aspect__number", "-is_main", "department__path")),
    )


def _appointments(scope: Scope) -> list[Appointment]:
    """The appointments of that day in those areas; three queries with what the scope reads."""
    wanted = set(scope.departments)
    offices = {scope.organisation.offices[pk] for pk in wanted}
    rows = Appointment.objects.on(scope.day).filter(employee__in=scope.people_ids)
    return [
        one
        for one in rows.select_related("department", "post").order_by(
            "department__path", "-is_head", "post__name", "pk"
        )
        if one.department_id in wanted or scope.organisation.offices[one.department_id] in offices
    ]


def _people(scope: Scope) -> Table:
    number = [Column(_("Employee number"), lambda one: scope.people[one.employee_id].number, 14)]
    return Table(
        _("People in those areas"),
        [
            Column(_("Department"), lambda one: one.department.name, 40),
            Column(_("Post"), lambda one: one.post.name, 34),
            *(number if scope.details else []),
            Column(_("Name"), lambda one: scope.people[one.employee_id].sorting_name, 36),
            Column(_("Heads it"), _head, 14),
            Column(_("Appointed from"), lambda one: one.starts_on, 14),
            Column(_("Until"), lambda one: one.ends_on, 12),
        ],
        _appointments(scope),
    )


def _head(one: Appointment) -> str:
    if not one.is_head:
        return ""
    return _("Yes, for the time being") if one.is_acting else _("Yes")


def _posts(scope: Scope) -> Table:
    found = Counter((one.department.path, one.department.name, one.post.name) for one in _appointments(scope))
    return Table(
        _("Posts in those areas"),
        [
            Column(_("Department"), lambda row: row[0][1], 40),
            Column(_("Post"), lambda row: row[0][2], 40),
            Column(_("People"), lambda row: row[1], 10),
        ],
        sorted(found.items()),
    )
