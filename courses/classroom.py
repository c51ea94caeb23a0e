"""My classroom: each duty with its reason, its day and the next thing to do."""

from collections import defaultdict

from django.utils import timezone

from .assigning.telling import duties_told
from .models import CourseOutline, Enrolment, StepProgress
from .outline import address_of, rebuild
from .progress import is_in_a_room, progress_through
from .registries import my_classroom_sections
from .renewal.standings import tell_standings
from .renewal.states import OVERDUE, RenewalState
from .requirements import requirement_lines, requirements_by_course

URGENCY = [
    OVERDUE,
    RenewalState.EXPIRED,
    RenewalState.IN_GRACE,
    RenewalState.IN_WINDOW,
    RenewalState.IN_PROGRESS,
    RenewalState.ASSIGNED,
    Enrolment.State.NOT_STARTED,
    RenewalState.EXPIRING,
    RenewalState.COMPLETED,
    RenewalState.RELEASED,
    RenewalState.EXEMPT,
]


def classroom(request, employee):
    """The context of /mi-aula/ for `employee` (None for an account that is on no roster).

    `to_do` and `finished` are lists of dicts {"enrolment" (with `standing`, `shown`, `told`), "course", "url", "state",
    "asks_something", "due_on", "reasons", "duties", "progress", "next_step"}; `next_item` is the first thing to do;
    `sections` come from other apps.
    """
    items = _items(employee) if employee else []
    to_do = [item for item in items if item["asks_something"]]
    sections = [section for provider in my_classroom_sections for section in provider(request, employee)]
    return {
        "employee": employee,
        "to_do": to_do,
        "finished": [item for item in items if not item["asks_something"]],
        "next_item": to_do[0] if to_do else None,
        "sections": sections if employee else [],
    }


def _items(employee):
    cycles = list(
        Enrolment.objects.of(employee)
        .select_related("course", "requirement", "assignment", "renews")
        .with_exemption()
        .newest_last()
    )
    links = requirements_by_course({enrolment.course_id for enrolment in cycles})
    tell_standings(cycles, links)
    enrolments = _newest_per_course(cycles)
    courses = [enrolment.course_id for enrolment in enrolments]
    outlines = CourseOutline.objects.in_bulk(courses)
    done = defaultdict(set)
    records = StepProgress.objects.filter(enrolment__in=enrolments, completed_at__isnull=False)
    for enrolment_id, step_id in records.values_list("enrolment", "step"):
        done[enrolment_id].add(step_id)
    reasons = _reasons(enrolments, links)
    items = [_item(e, outlines.get(e.course_id) or rebuild(e.course), done[e.pk], reasons[e.pk]) for e in enrolments]
    duties = duties_told(enrolments)
    for item in items:
        item["duties"] = duties[item["enrolment"].pk]
    return sorted(items, key=_by_urgency)


def _newest_per_course(cycles):
    """One enrolment per course, the newest: older ones are history, and so is what a cycle elsewhere has renewed."""
    newest = {enrolment.course_id: enrolment for enrolment in cycles}
    renewed = {enrolment.renews_id for enrolment in cycles}
    return [enrolment for enrolment in newest.values() if enrolment.pk not in renewed]


def _reasons(enrolments, links):
    """For each enrolment id, the requirement lines that explain it: its own first, else what its course satisfies."""
    wanted = {requirement.pk: requirement for found in links.values() for requirement in found}
    wanted |= {e.requirement_id: e.requirement for e in enrolments if e.requirement_id}
    lines = {line["id"]: line for line in requirement_lines(wanted.values())}
    return {e.pk: _own_first(e.requirement_id, {one.pk for one in links[e.course_id]}, lines) for e in enrolments}


def _own_first(own, met, lines):
    return [lines[pk] for pk in sorted({*met, *([own] if own else [])}, key=lambda pk: (pk != own, lines[pk]["code"]))]


def _item(enrolment, outline, done, reasons):
    course = enrolment.course
    in_order = course.is_sequential and not is_in_a_room(enrolment)
    progress = progress_through(outline, done, is_sequential=in_order, last_step_id=enrolment.last_step_id)
    return {
        "enrolment": enrolment,
        "course": course,
        "url": address_of(course),
        "state": enrolment.shown,
        "asks_something": _asks_something(enrolment),
        "due_on": enrolment.due_on,
        "reasons": reasons,
        "reason_text": enrolment.assignment.reason if enrolment.assignment else "",
        "is_mandatory": enrolment.assignment_id is not None and enrolment.released_at is None,
        "progress": progress,
        "next_step": progress.next_step,
    }


def _asks_something(enrolment):
    """An open cycle does, unless nobody asks for it any more; a completion once it has ended."""
    if enrolment.is_open:
        return enrolment.standing.state not in {RenewalState.EXEMPT, RenewalState.RELEASED}
    return enrolment.standing.state in {RenewalState.IN_GRACE, RenewalState.EXPIRED}


def _by_urgency(item):
    far_away = timezone.localdate().replace(year=9999)
    return (URGENCY.index(item["state"]), not item["is_mandatory"], item["due_on"] or far_away, item["course"].title)
