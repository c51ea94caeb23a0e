"""My classroom: each duty with its reason, its day and the next thing to do."""

from collections import defaultdict

from django.utils import timezone

from .models import CourseOutline, Enrolment, StepProgress, TrainingRequirement
from .outline import address_of, rebuild
from .progress import progress_through
from .registries import my_classroom_sections
from .requirements import requirement_lines

URGENCY = [
    Enrolment.State.OVERDUE,
    Enrolment.State.EXPIRED,
    Enrolment.State.IN_PROGRESS,
    Enrolment.State.NOT_STARTED,
    Enrolment.State.COMPLETED,
]


def classroom(request, employee):
    """The context of /mi-aula/ for `employee` (None for an account that is on no roster).

    `to_do` and `finished` are lists of dicts {"enrolment", "course", "url", "state", "due_on", "reasons",
    "progress", "next_step"}; `next_item` is the first thing to do; `sections` come from other apps.
    """
    items = _items(employee) if employee else []
    finished_states = {Enrolment.State.COMPLETED}
    to_do = [item for item in items if item["state"] not in finished_states]
    sections = [section for provider in my_classroom_sections for section in provider(request, employee)]
    return {
        "employee": employee,
        "to_do": to_do,
        "finished": [item for item in items if item["state"] in finished_states],
        "next_item": to_do[0] if to_do else None,
        "sections": sections if employee else [],
    }


def _items(employee):
    enrolments = _newest_per_course(employee)
    courses = [enrolment.course_id for enrolment in enrolments]
    outlines = CourseOutline.objects.in_bulk(courses)
    done = defaultdict(set)
    records = StepProgress.objects.filter(enrolment__in=enrolments, completed_at__isnull=False)
    for enrolment_id, step_id in records.values_list("enrolment", "step"):
        done[enrolment_id].add(step_id)
    reasons = _reasons(enrolments)
    items = [_item(e, outlines.get(e.course_id) or rebuild(e.course), done[e.pk], reasons[e.pk]) for e in enrolments]
    return sorted(items, key=_by_urgency)


def _newest_per_course(employee):
    """One enrolment per course, the newest cycle: older ones are history."""
    newest = {}
    enrolments = Enrolment.objects.of(employee).select_related("course", "requirement", "assignment").order_by("cycle")
    for enrolment in enrolments:
        newest[enrolment.course_id] = enrolment
    return list(newest.values())


def _reasons(enrolments):
    """For each enrolment id, the requirement lines that explain it: its own first, else what its course satisfies."""
    courses = {e.course_id for e in enrolments}
    links = TrainingRequirement.courses.through.objects.filter(
        coursepage__in=courses, trainingrequirement__is_active=True
    ).select_related("trainingrequirement")
    by_course = defaultdict(dict)
    for link in links:
        by_course[link.coursepage_id][link.trainingrequirement_id] = link.trainingrequirement
    wanted = {pk: requirement for found in by_course.values() for pk, requirement in found.items()}
    wanted |= {e.requirement_id: e.requirement for e in enrolments if e.requirement_id}
    lines = {line["id"]: line for line in requirement_lines(wanted.values())}
    return {e.pk: _own_first(e.requirement_id, by_course[e.course_id], lines) for e in enrolments}


def _own_first(own, met, lines):
    return [lines[pk] for pk in sorted({*met, *([own] if own else [])}, key=lambda pk: (pk != own, lines[pk]["code"]))]


def _item(enrolment, outline, done, reasons):
    course = enrolment.course
    progress = progress_through(outline, done, is_sequential=course.is_sequential, last_step_id=enrolment.last_step_id)
    return {
        "enrolment": enrolment,
        "course": course,
        "url": address_of(course),
        "state": enrolment.state,
        "due_on": enrolment.due_on,
        "reasons": reasons,
        "reason_text": enrolment.assignment.reason if enrolment.assignment else "",
        "is_mandatory": enrolment.assignment_id is not None,
        "progress": progress,
        "next_step": progress.next_step,
    }


def _by_urgency(item):
    far_away = timezone.localdate().replace(year=9999)
    return (URGENCY.index(item["state"]), not item["is_mandatory"], item["due_on"] or far_away, item["course"].title)
