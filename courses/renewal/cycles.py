"""The cycles that follow one another: who must renew gets the next enrolment on the day on which renewal opens.

Each cycle has rows of its own: nothing of the old one is reset. It is due on the last day on which the old completion
counts; the days of grace come on top of that. Duties follow by assigning.applying: the one that asked for the old cycle
ends as replaced, and one for the new cycle opens.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, record_decision

from ..assigning.applying import recompute
from ..models import CoursePage, Duty, Enrolment, Exemption, TrainingRequirement
from .met import Rule, rules_for, terms_of
from .states import DEFAULT_TERMS, Terms, turning_days


@dataclass(frozen=True, slots=True)
class Asked:
    """What one open duty asks of one person; `rule` is the requirement that says how long a completion counts.

    An assignment of a requirement is met by any of its courses, one of a course by that course alone.
    """

    duty: Duty
    rule: Rule | None

    @property
    def is_of_course(self) -> bool:
        return self.duty.assignment.course_id is not None or self.rule is None

    @property
    def terms(self) -> Terms:
        return terms_of(self.rule.requirement) if self.rule else DEFAULT_TERMS

    @property
    def course_ids(self) -> frozenset[int]:
        own = frozenset({self.duty.assignment.course_id or self.duty.enrolment.course_id})
        return own if self.is_of_course else own | self.rule.course_ids | self.rule.renewal_course_ids

    def counts(self, enrolment: Enrolment) -> bool:
        """Whether this completed cycle satisfies what is asked; a shorter course does only as a renewal."""
        if enrolment.pk == self.duty.enrolment_id:
            return True
        is_full = self.is_of_course or enrolment.course_id in self.rule.course_ids
        return enrolment.course_id in self.course_ids and (is_full or enrolment.renews_id is not None)


@dataclass(slots=True)
class Cycles:
    """The enrolments of the people concerned in the courses concerned."""

    of_person: dict[int, list[Enrolment]] = field(default_factory=lambda: defaultdict(list))
    last_number: dict[tuple[int, int], int] = field(default_factory=dict)

    def lasting(self, asked: Asked) -> Enrolment:
        """The completion that counts longest for what is asked, which may be newer than the duty's own."""
        done = [one for one in self.of_person[asked.duty.employee_id] if one.completed_at and asked.counts(one)]
        return max(done, key=lambda one: (one.valid_until is None, one.valid_until or dt.date.min, one.pk))

    def open_one(self, asked: Asked) -> Enrolment | None:
        own = self.of_person[asked.duty.employee_id]
        return next((one for one in own if one.is_open and one.course_id in asked.course_ids), None)


@transaction.atomic
def open_renewals(day: dt.date | None = None) -> int:
    """Open the next cycle for everybody whose renewal has opened by `day` and who is still asked for it.

    Safe to repeat: whoever has a cycle under way keeps that one. Leavers, released and exempt people get none. Costs
    the same few queries for ten people or ten thousand. Returns how many enrolments are new.
    """
    day = day or timezone.localdate()
    duties = _duties_that_may_end(day)
    asked = _asked(duties, day)
    if not asked:
        return 0
    cycles = _cycles_of(asked, duties)
    lasting = [(one, cycles.lasting(one)) for one in asked]
    due = [(one, last) for one, last in lasting if _is_open(last, one.terms, day)]
    new = _new_enrolments([(one, last) for one, last in due if cycles.open_one(one) is None], cycles, day)
    Enrolment.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    begun = _tie_to_what_they_renew(due, cycles)
    concerned = {enrolment.employee_id for enrolment in [*new, *begun]}
    if concerned:
        # Passes their duties on: the old ones end as replaced, those of the new cycle open with their due day.
        recompute(day=day, employees=concerned)
    if new:
        after = {"day": day.isoformat(), "enrolments": len(new)}
        record_decision(act="renew", actor=None, subject=_("Renewal cycles opened"), after=after)
    return len(new)


def _duties_that_may_end(day: dt.date) -> QuerySet[Duty]:
    """Open duties of people on the roll whose completion ends no later than the longest window."""
    widest = TrainingRequirement.objects.aggregate(days=Max("window_days"))["days"] or 0
    horizon = day + dt.timedelta(days=max(widest, DEFAULT_TERMS.window_days))
    return Duty.objects.filter(
        ended_at=None,
        since__lte=day,
        assignment__is_active=True,
        enrolment__completed_at__isnull=False,
        enrolment__valid_until__lte=horizon,
        employee__in=Employee.objects.active(day),
    )


def _asked(duties: QuerySet[Duty], day: dt.date) -> list[Asked]:
    rows = list(duties.select_related("enrolment", "assignment").order_by("assignment_id", "pk"))
    if not rows:
        return []
    exempt = set(Exemption.objects.in_force(day).values_list("employee_id", "requirement_id"))
    rules = rules_for({row.enrolment.course_id for row in rows})
    found = [Asked(row, _rule_of(row, rules[row.enrolment.course_id])) for row in rows]
    return [one for one in found if one.rule is None or (one.duty.employee_id, one.rule.requirement.pk) not in exempt]


def _rule_of(duty: Duty, rules: Iterable[Rule]) -> Rule | None:
    """The requirement that the duty serves: its assignment's own, else the one that ends first among its course's."""
    own = duty.assignment.requirement_id
    if own:
        return next((rule for rule in rules if rule.requirement.pk == own), None)
    ending = [rule for rule in rules if rule.requirement.validity_months]
    return min(ending, key=lambda rule: (rule.requirement.validity_months, rule.requirement.code), default=None)


def _cycles_of(asked: list[Asked], duties: QuerySet[Duty]) -> Cycles:
    courses = set().union(*(one.course_ids for one in asked))
    found = Cycles()
    rows = Enrolment.objects.filter(course__in=courses, employee__in=duties.order_by().values("employee"))
    for enrolment in rows.order_by("cycle"):
        found.of_person[enrolment.employee_id].append(enrolment)
        found.last_number[enrolment.employee_id, enrolment.course_id] = enrolment.cycle
    return found


def _is_open(last: Enrolment, terms: Terms, day: dt.date) -> bool:
    if last.valid_until is None:
        return False
    _expiring, window_from, _grace = turning_days(timezone.localdate(last.completed_at), last.valid_until, terms)
    return day >= window_from


def _new_enrolments(starting: list[tuple[Asked, Enrolment]], cycles: Cycles, day: dt.date) -> list[Enrolment]:
    live = list(CoursePage.objects.live().order_by("path").values_list("pk", flat=True)) if starting else []
    new: dict[tuple[int, int], Enrolment] = {}
    for asked, last in starting:
        course_id = _course_to_take(asked, last, live)
        key = (asked.duty.employee_id, course_id)
        if course_id is None or key in new:
            continue
        new[key] = Enrolment(
            employee_id=asked.duty.employee_id,
            course_id=course_id,
            cycle=cycles.last_number.get(key, 0) + 1,
            assignment_id=asked.duty.assignment_id,
            requirement_id=asked.rule.requirement.pk if asked.rule else None,
            renews=last,
            due_on=max(last.valid_until, day + dt.timedelta(days=asked.duty.assignment.least_days)),
        )
    return list(new.values())


def _course_to_take(asked: Asked, last: Enrolment, live: list[int]) -> int | None:
    """The shorter course where the author offers one, else the same again, else another that satisfies it."""
    if asked.is_of_course:
        wanted = [asked.duty.assignment.course_id or last.course_id]
    else:
        full, shorter = asked.rule.course_ids, asked.rule.renewal_course_ids
        wanted = [*(pk for pk in live if pk in shorter), last.course_id, *(pk for pk in live if pk in full)]
    return next((pk for pk in wanted if pk in live), None)


def _tie_to_what_they_renew(due: list[tuple[Asked, Enrolment]], cycles: Cycles) -> list[Enrolment]:
    """A cycle that somebody began of their own accord before renewal opened becomes the one that is asked for."""
    changed = {}
    for asked, last in due:
        current = cycles.open_one(asked)
        if current is not None and current.renews_id is None:
            current.renews_id = last.pk
            changed[current.pk] = current
    Enrolment.objects.bulk_update(changed.values(), ["renews"], batch_size=500)
    return list(changed.values())
