"""The training that an aspect asks for, beside a finding about it: who has it, and assigning it.

Whoever may see people reads the names of those who attend to the finding. Everybody else reads how many of the
department have it, and nothing of a group so small that a number would tell of a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.api import (
    Assignment,
    AssignmentPreview,
    AssignmentRule,
    CannotAssign,
    TrainingRequirement,
    accept_assignment,
    preview_assignment,
    told_assignment,
)
from people.api import Appointment, Employee, User, departments_with_branches
from reports.api import Person, Subject, progress

from ..access import SEE_PEOPLE
from ..models import AspectRequirement, Finding
from .answerable import answerable
from .events import Act, CannotAct, locked, record

ASSIGN = "courses.add_assignment"
SMALLEST_GROUP = 5
LONGEST_TITLE = Assignment._meta.get_field("title").max_length
ATTENDING, DEPARTMENT = "quien-atiende", "direccion"


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of the aspect. `people` is empty for who may not see them; `trained` None in a small group."""

    requirement: TrainingRequirement
    has_course: bool
    people: tuple[Person, ...]
    trained: int | None
    total: int


def requirements_of(finding: Finding) -> list[TrainingRequirement]:
    """The requirements in force that were tied to the aspect, by code, with their courses; two queries."""
    links = AspectRequirement.objects.filter(aspect=finding.aspect_id, requirement__is_active=True)
    rows = links.order_by("requirement__code").select_related("requirement")
    return [link.requirement for link in rows.prefetch_related(Prefetch("requirement__courses"))]


def needs_of(finding: Finding, *, viewer: User, day: dt.date | None = None) -> list[Need]:
    """What the aspect asks of the people of the department, for the page of the finding."""
    day = day or timezone.localdate()
    wanted = requirements_of(finding) if finding.aspect_id else []
    if not wanted:
        return []
    attending = answerable([finding], day).get(finding.pk, set())
    team = _team(finding, day)
    return [_need(requirement, attending, team, viewer.has_perm(SEE_PEOPLE), day) for requirement in wanted]


def _team(finding: Finding, day: dt.date) -> set[int]:
    """The people of the department and its branches on `day`."""
    if finding.department_id is None:
        return set()
    branch = departments_with_branches([finding.department])
    return set(Appointment.objects.on(day).filter(department__in=branch).values_list("employee", flat=True))


def _need(
    requirement: TrainingRequirement, attending: set[int], team: set[int], sees_people: bool, day: dt.date
) -> Need:
    courses = tuple(course.pk for course in requirement.courses.all())
    people = Employee.objects.active(day).filter(pk__in=attending | team)
    # Of a requirement without a course nobody has anything; asking about no course would mean all of them.
    found = progress(subject=Subject(courses, any_is_enough=True), people=people, day=day) if courses else []
    members = [person for person in found if person.pk in team]
    is_told = sees_people or len(members) >= SMALLEST_GROUP
    return Need(
        requirement=requirement,
        has_course=bool(courses),
        people=tuple(person for person in found if person.pk in attending) if sees_people else (),
        trained=sum(person.state == "completed" for person in members) if is_told else None,
        total=len(members),
    )


def rule_for(
    finding: Finding, *, requirement: TrainingRequirement, audience: str, due_on: dt.date | None
) -> AssignmentRule:
    """The assignment that the button proposes, for ATTENDING or the whole DEPARTMENT; raises CannotAct."""
    is_branch = audience == DEPARTMENT
    attending = set() if is_branch else answerable([finding]).get(finding.pk, set())
    if not (finding.department_id if is_branch else attending):
        raise CannotAct(_("Nobody answers for this finding yet. Give it a department first."))
    kinds = Assignment.Audience
    title = _("%(finding)s: %(requirement)s") % {"finding": finding, "requirement": requirement.title}
    reason = _("%(finding)s: %(text)s") % {"finding": finding, "text": " ".join(finding.text.split())}
    return AssignmentRule(
        title=title[:LONGEST_TITLE],
        reason=Truncator(reason).chars(300),
        requirement_id=requirement.pk,
        audience=kinds.DEPARTMENTS if is_branch else kinds.PEOPLE,
        departments=frozenset([finding.department_id] if is_branch else []),
        people=frozenset(attending),
        starts_on=timezone.localdate(),
        due_kind=Assignment.Due.FIXED if due_on else Assignment.Due.NONE,
        due_on=due_on,
    )


def preview(rule: AssignmentRule) -> AssignmentPreview:
    return preview_assignment(rule)


@transaction.atomic
def assign(finding: Finding, *, by: User, rule: AssignmentRule, digest: str) -> str:
    """Assign as it was shown (`digest` of the preview); returns what happened, in words. Raises CannotAct.

    The ledger of decisions has it with its reason, and so has the history of the finding.
    """
    finding = locked(finding)
    try:
        assignment, counts = accept_assignment(rule=rule, digest=digest, actor=by)
    except CannotAssign as refused:
        raise CannotAct(str(refused)) from refused
    said = told_assignment(counts)
    record(finding, Act.ASSIGNED, by=by, text=f"{assignment.title}. {said}")
    return said
