"""What the invented people have learned so far, told through the same functions that real learners use."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from courses.api import (
    Assignment,
    CoursePage,
    Enrolment,
    Exemption,
    TrainingRequirement,
    apply_assignment,
    complete_step,
    enrol,
    open_renewals,
    outline_of,
    recompute_duties,
    steps_of,
)
from evaluations.api import QuizPage, rehearse
from people.api import Department, Employee, Post, User

from .organisation import days_from_now, read

# One in seven fails a quiz at the first try and passes at the second.
FIRST_TRIES_THAT_FAIL = 1 / 7
OFFICE_HOURS = range(8, 15)


@dataclass(frozen=True)
class Act:
    """One step done by one person; acts happen in the order of their time, so that folios do too."""

    at: dt.datetime
    enrolment: Enrolment
    step: Page
    chance: Random


def load_history(people: dict[str, Employee], human_resources: User) -> None:
    content = read("history.yaml")
    requirements = {requirement.code: requirement for requirement in TrainingRequirement.objects.all()}
    for entry in content["exemptions"]:
        Exemption.objects.create(
            employee=people[entry["person"]],
            requirement=requirements[entry["requirement"]],
            reason=entry["reason"],
            document=entry["document"],
            approved_by=human_resources,
            starts_on=days_from_now(entry["starts"]),
            ends_on=days_from_now(entry["ends"]) if "ends" in entry else None,
        )
    acts = []
    for entry in content["assignments"]:
        assignment = _assign(entry, requirements[entry["requirement"]], people, human_resources)
        enrolments = Enrolment.objects.filter(assignment=assignment).select_related("course", "employee")
        acts += _acts_of(entry, {enrolment.employee.number: enrolment for enrolment in enrolments})
    for entry in content["of_their_own_accord"]:
        acts += _acts_of(entry, _enrol(entry, people))
    for act in sorted(acts, key=lambda act: act.at):
        _do(act)
    # What each night does: completions that end soon get their next cycle, and duties follow the people.
    open_renewals()
    recompute_duties()


def _do(act: Act) -> None:
    if not isinstance(act.step, QuizPage):
        complete_step(enrolment=act.enrolment, step=act.step, at=act.at)
        return
    if act.chance.random() < FIRST_TRIES_THAT_FAIL:
        before = act.at - dt.timedelta(minutes=20)
        rehearse(enrolment=act.enrolment, quiz=act.step, passes=False, at=before, chance=act.chance)
    rehearse(enrolment=act.enrolment, quiz=act.step, passes=True, at=act.at, chance=act.chance)


def _assign(entry: dict[str, Any], requirement, people: dict[str, Employee], author: User) -> Assignment:
    kinds, due_kinds = Assignment.Audience, Assignment.Due
    audience = next(
        kind
        for name, kind in {
            "everyone": kinds.EVERYONE,
            "departments": kinds.DEPARTMENTS,
            "posts": kinds.POSTS,
            "people": kinds.PEOPLE,
        }.items()
        if name in entry
    )
    assignment = Assignment.objects.create(
        title=entry["title"],
        reason=entry["reason"],
        requirement=requirement,
        audience=audience,
        starts_on=days_from_now(entry["starts"]),
        due_kind=due_kinds.FIXED if "due" in entry else due_kinds.AFTER_START,
        due_on=days_from_now(entry["due"]) if "due" in entry else None,
        due_days=entry.get("due_after"),
        created_by=author,
        created_at=_morning(entry["starts"]),
    )
    assignment.departments.set(Department.objects.filter(code__in=entry.get("departments", [])))
    assignment.posts.set(Post.objects.filter(name__in=entry.get("posts", [])))
    assignment.people.set([people[number] for number in entry.get("people", [])])
    apply_assignment(assignment, at=_morning(entry["starts"]))
    if entry.get("follows_new_staff"):
        newcomers = [person for person in people.values() if person.hired_on > assignment.starts_on]
        for hired_on in sorted({person.hired_on for person in newcomers}):
            apply_assignment(assignment, at=_morning((hired_on - timezone.localdate()).days))
    return assignment


def _enrol(entry: dict[str, Any], people: dict[str, Employee]) -> dict[str, Enrolment]:
    course = CoursePage.objects.get(slug=entry["course"])
    first_days = {number: day - 20 for number, day in entry["completed"].items()}
    first_days |= dict.fromkeys(entry.get("under_way", {}), -20)
    return {
        number: enrol(employee=people[number], course=course, at=_morning(day)) for number, day in first_days.items()
    }


def _acts_of(entry: dict[str, Any], enrolments: dict[str, Enrolment]) -> list[Act]:
    """The acts of everybody in `entry`; who was exempt or already covered has no enrolment and does nothing."""
    acts = []
    for number, day in entry.get("completed", {}).items():
        if number in enrolments:
            acts += _learn(enrolments[number], part=1, last_day=day)
    for number, part in entry.get("under_way", {}).items():
        if number in enrolments:
            due = enrolments[number].due_on
            days_left = (due - timezone.localdate()).days if due else 0
            acts += _learn(enrolments[number], part=part, last_day=min(days_left, 0) - Random(number).randint(2, 6))
    return acts


def _learn(enrolment: Enrolment, *, part: float, last_day: int) -> list[Act]:
    """The first `part` of the steps, spread over two or three weeks that end on `last_day`, in office hours."""
    # Seeded, so that the demonstration is the same each time.
    chance = Random(f"{enrolment.employee.number}:{enrolment.course_id}")
    steps = _steps(enrolment.course_id)
    steps = steps[: max(1, round(len(steps) * part))]
    enrolled = (timezone.localdate(enrolment.enrolled_at) - timezone.localdate()).days
    first_day = max(enrolled, last_day - chance.randint(10, 20))
    span = max(0, last_day - first_day)
    times = sorted(
        office_time(first_day + round(span * place / max(1, len(steps) - 1)), chance) for place in range(len(steps))
    )
    # A weekend's work is moved to the Friday before, which may be a day too early.
    times = [max(at, enrolment.enrolled_at + dt.timedelta(minutes=9 * place)) for place, at in enumerate(times, 1)]
    return [Act(at=at, enrolment=enrolment, step=page, chance=chance) for at, page in zip(times, steps, strict=True)]


def _steps(course_id: int) -> list[Page]:
    ids = [step["id"] for step in steps_of(outline_of(course_id))]
    found = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
    return [found[pk] for pk in ids]


def office_time(days: int, chance: Random) -> dt.datetime:
    day = days_from_now(days)
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    time = dt.time(chance.choice(OFFICE_HOURS), chance.randrange(60), chance.randrange(60))
    return timezone.make_aware(dt.datetime.combine(day, time))


def _morning(days: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(days_from_now(days), dt.time(8)))
