"""What lists and sheets of assignments tell: counts, the rule in words, the file of a simulation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Column, Department, Employee, Post, municipality, xlsx_file

from ..models import Assignment, CoursePage, TrainingRequirement
from .audience import told
from .rules import Rule
from .simulation import Line, Outcome, Simulation

SHOWN_NAMES = 12
TONES = {
    Outcome.NEW: "info",
    Outcome.JOINED: "info",
    Outcome.CHANGED: "warn",
    Outcome.KEPT: "neutral",
    Outcome.COVERED: "ok",
    Outcome.EXEMPT: "neutral",
    Outcome.RELEASED: "warn",
}


def assignments_with_counts() -> QuerySet[Assignment]:
    """Assignments with `reached`, `completed` and `missing`: people whom they oblige today; one query."""
    obliged = Q(duties__ended_at=None)
    counts = Q(duties__enrolment__completed_at__isnull=False) & (
        Q(duties__enrolment__valid_until=None) | Q(duties__enrolment__valid_until__gte=timezone.localdate())
    )
    return (
        Assignment.objects.select_related("requirement", "course")
        .annotate(
            reached=Count("duties__employee", distinct=True, filter=obliged),
            completed=Count("duties__employee", distinct=True, filter=obliged & counts),
        )
        .annotate(missing=F("reached") - F("completed"))
        .order_by("-is_active", "-starts_on", "title")
    )


def _names(rows: Iterable[str]) -> str:
    names = list(rows)
    shown = ", ".join(names[:SHOWN_NAMES])
    more = len(names) - SHOWN_NAMES
    return shown + ngettext(" and %(n)d more", " and %(n)d more", more) % {"n": more} if more > 0 else shown


def rule_in_words(rule: Rule) -> list[tuple[str, str]]:
    """Pairs of label and text: what, for whom, from when and by when."""
    told_rule = [(_("What"), _target(rule)), (_("For whom"), capfirst(Assignment.Audience(rule.audience).label))]
    if rule.departments:
        rows = Department.objects.filter(pk__in=rule.departments).order_by("path")
        told_rule.append((_("Departments, with their branches"), _names(rows.values_list("name", flat=True))))
    if rule.posts:
        rows = Post.objects.filter(pk__in=rule.posts).order_by("name")
        told_rule.append((_("Posts"), _names(rows.values_list("name", flat=True))))
    for label, pks in ((_("Named people"), rule.people), (_("Except"), rule.excluded)):
        if pks:
            rows = Employee.objects.filter(pk__in=pks).order_by("first_surname", "second_surname")
            told_rule.append((label, _names(person.full_name for person in rows)))
    if rule.hired_from or rule.hired_until:
        told_rule.append((_("Hired"), _hired(rule)))
    told_rule += [(_("Since when"), told(rule.starts_on)), (_("By when"), due_in_words(rule))]
    if rule.reason:
        told_rule.append((_("Reason that people read"), rule.reason))
    return told_rule


def _target(rule: Rule) -> str:
    if rule.requirement_id:
        requirement = TrainingRequirement.objects.get(pk=rule.requirement_id)
        return f"{requirement.code} · {requirement.title}"
    return CoursePage.objects.get(pk=rule.course_id).title


def _hired(rule: Rule) -> str:
    if rule.hired_from and rule.hired_until:
        words = {"first": told(rule.hired_from), "last": told(rule.hired_until)}
        return _("between %(first)s and %(last)s") % words
    if rule.hired_from:
        return _("on %(first)s or later") % {"first": told(rule.hired_from)}
    return _("on %(last)s or earlier") % {"last": told(rule.hired_until)}


def due_in_words(rule: Rule) -> str:
    """«15 working days after the person is hired, at least 7 days after it reaches the person»."""
    kinds = Assignment.Due
    if rule.due_kind == kinds.NONE:
        return _("No due day")
    if rule.due_kind == kinds.FIXED:
        text = told(rule.due_on)
    else:
        texts = {
            kinds.AFTER_START: _("%(days)s after the assignment starts"),
            kinds.AFTER_HIRE: _("%(days)s after the person is hired"),
            kinds.AFTER_APPOINTMENT: _("%(days)s after the main appointment begins"),
            kinds.AFTER_REACHED: _("%(days)s after it reaches the person"),
        }
        text = texts[rule.due_kind] % {"days": _days(rule)}
    if not rule.least_days:
        return text
    least = ngettext("nobody gets less than %(n)d day", "nobody gets less than %(n)d days", rule.least_days)
    return f"{text}; {least % {'n': rule.least_days}}"


def _days(rule: Rule) -> str:
    if rule.due_in_working_days:
        return ngettext("%(n)d working day", "%(n)d working days", rule.due_days) % {"n": rule.due_days}
    return ngettext("%(n)d day", "%(n)d days", rule.due_days) % {"n": rule.due_days}


def tiles(simulation: Simulation) -> list[dict]:
    """For the head of a page: each outcome that occurs, in the order of Outcome."""
    counts = simulation.counts
    return [
        {"outcome": outcome, "label": outcome.label, "tone": TONES[outcome], "count": counts[outcome]}
        for outcome in Outcome
        if counts[outcome]
    ]


def simulation_xlsx(simulation: Simulation) -> bytes:
    """The simulation as a workbook: the rule on the first sheet, one row per person on the second."""
    columns = [
        Column(_("Employee number"), lambda line: line.number, 14),
        Column(_("Name"), lambda line: line.name, 36),
        Column(_("Department"), lambda line: line.department, 36),
        Column(_("Post"), lambda line: line.post, 28),
        Column(_("What happens"), lambda line: str(line.outcome.label), 30),
        Column(_("Why"), lambda line: line.reason, 70),
        Column(_("Since when"), lambda line: line.since, 14),
        Column(_("By when"), lambda line: line.due_on, 14),
        Column(_("Due before"), _due_before, 14),
    ]
    criteria = [*rule_in_words(simulation.rule), (_("As of"), simulation.day)]
    criteria += [(str(tile["label"]), tile["count"]) for tile in tiles(simulation)]
    return xlsx_file(
        title=_("Simulation"),
        columns=columns,
        rows=simulation.lines,
        criteria_title=_("Rule"),
        criteria=criteria,
        author=municipality().name,
    )


def _due_before(line: Line):
    return line.due_before if line.due_before != line.due_on else None
