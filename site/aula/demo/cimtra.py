"""From training to score in the demonstration: who answers for what, evaluations, findings, and the work plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from courses.api import CoursePage
from people.api import Appointment, Department, Employee, Post, User

from . import published
from .organisation import SEAT, START_OF_ADMINISTRATION, days_from_now, read


def load_cimtra(people: dict[str, Employee], accounts: dict[str, User]) -> None:
    """What the consultancy and the transparency unit would have recorded in a year; all of it invented."""
    if not apps.is_installed("cimtra"):
        return
    from cimtra.api import Instrument

    instrument = Instrument.objects.filter(is_current=True).first()
    if instrument is None:
        return
    content = read("cimtra.yaml")
    consultant, admin = accounts["consultora"], accounts["admin"]
    _seat_pleno(content["pleno"], people)
    aspects = {aspect.number: aspect for aspect in instrument.aspects.all()}
    departments = {department.code: department for department in Department.objects.all()}
    _name_responsible(content, aspects, departments, consultant)
    rounds = _evaluate(content["rounds"], instrument, consultant)
    _find(content["findings"], rounds, aspects, departments, consultant, admin)
    published.load_published(content, aspects, departments, accounts)
    _plan(content["plan"], rounds, consultant)


def _seat_pleno(entry: dict[str, Any], people: dict[str, Employee]) -> None:
    pleno = Department.add_root(**{name: entry[name] for name in ("code", "name", "kind", "area_types")})
    seat = Post.objects.get(name=SEAT)
    for place, number in enumerate(entry["members"]):
        Appointment.objects.create(
            employee=people[number],
            department=pleno,
            post=seat,
            starts_on=START_OF_ADMINISTRATION,
            is_main=False,
            is_head=place == 0,
        )


def _name_responsible(content: dict[str, Any], aspects: dict, departments: dict, by: User) -> None:
    from cimtra.api import AspectResponsible, Inapplicability

    AspectResponsible.objects.bulk_create(
        AspectResponsible(
            aspect=aspects[number],
            department=departments[code],
            is_main=place == 0,
            basis="Reglamento de la administración municipal (de muestra)",
            starts_on=START_OF_ADMINISTRATION,
        )
        for entry in content["responsible"]
        for number in entry["aspects"]
        for place, code in enumerate(entry["departments"])
    )
    for entry in content["inapplicable"]:
        Inapplicability.objects.create(
            aspect=aspects[entry["aspect"]],
            note=entry["note"],
            basis=entry["basis"],
            starts_on=START_OF_ADMINISTRATION,
            recorded_by=by,
        )


def _evaluate(content: dict[str, Any], instrument, by: User) -> dict[str, Any]:
    """The evaluations by their key in the file."""
    from cimtra.api import Block, Round, make_round, record_results

    blocks = {block.roman: block.pk for block in Block.objects.filter(field__instrument=instrument)}
    rounds = {}
    for entry in content["official"]:
        cutoff = entry.get("cutoff_on") or days_from_now(entry["days"])
        made = make_round(
            by=by,
            kind=Round.Kind.OFFICIAL,
            name=entry["name"],
            instrument=instrument,
            cutoff_on=cutoff,
            presented_on=cutoff + dt.timedelta(days=30),
            official_score=Decimal(str(entry["score"])),
            state_place=entry["state"][0],
            state_total=entry["state"][1],
            notes=content["notes"],
        )
        scores = {blocks[roman]: Decimal(score) for roman, score in entry["blocks"].items()}
        record_results(evaluation=made, by=by, blocks=scores, aspects={})
        rounds[entry["key"]] = made
    for entry in content["internal"]:
        rounds[entry["key"]] = _assess(entry, instrument, by)
    return rounds


def _assess(entry: dict[str, Any], instrument, by: User):
    """A self-assessment: so many criteria met, then so many not, again and again; one may still be half done."""
    from cimtra.api import Outcome, Round, Writing, close_round, make_round, write_all

    made = make_round(
        by=by,
        kind=Round.Kind.INTERNAL,
        name=entry["name"],
        instrument=instrument,
        cutoff_on=days_from_now(entry["days"]),
    )
    captures = list(made.captures.order_by("aspect__number", "variable__sort_order", "pk"))
    turn = entry["met"] + entry["not_met"]
    write_all(
        evaluation=made,
        by=by,
        writings=[
            Writing(
                (capture.aspect_id, capture.variable_id),
                Outcome.MET if place % turn < entry["met"] else Outcome.NOT_MET,
            )
            for place, capture in enumerate(captures[: entry.get("seen")])
        ],
    )
    return close_round(evaluation=made, by=by) if entry.get("closed") else made


def _find(entries: list[dict], rounds: dict, aspects: dict, departments: dict, consultant: User, admin: User) -> None:
    """Findings in every state; whoever attends to one is not who verifies it."""
    from cimtra.api import attend_finding, open_finding, return_finding, start_finding, verify_finding

    for entry in entries:
        finding = open_finding(
            by=consultant,
            text=entry["text"],
            kind=entry["kind"],
            aspect=aspects[entry["aspect"]],
            round=rounds[entry["round"]],
            department=departments[entry["in"]],
            commitment=entry.get("commitment", ""),
            due_on=days_from_now(entry["due"]) if "due" in entry else None,
            effort=entry["effort"],
        )
        if entry["state"] == "pending":
            continue
        finding = start_finding(finding, by=admin)
        if entry["state"] == "in_progress":
            continue
        finding = attend_finding(finding, by=admin, text=entry["done"])
        if entry["state"] == "verified":
            verify_finding(finding, by=consultant)
        elif entry["state"] == "returned":
            return_finding(finding, by=consultant, reason=entry["reason"])


def _plan(entry: dict[str, Any], rounds: dict, consultant: User) -> None:
    from cimtra.api import WorkPlan, load_work_plan, write_note

    # Its first activity names the evaluation of August 2019, which is on record by now.
    load_work_plan()
    starts_on, ends_on = (days_from_now(days) for days in entry["days"])
    plan = WorkPlan.objects.create(
        code="plan-de-muestra",
        title=entry["title"],
        project=entry["project"],
        goal=entry["goal"],
        author=entry["author"],
        dated_on=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    objectives = [plan.objectives.create(order=order, text=text) for order, text in enumerate(entry["objectives"], 1)]
    activities = []
    for order, asked in enumerate(entry["activities"], start=1):
        activity = plan.activities.create(
            order=order,
            text=asked["text"],
            starts_on=starts_on,
            ends_on=ends_on,
            round=rounds.get(asked.get("round")),
            obligation_kinds=asked.get("kinds", []),
            quarters=[published.quarter_before(number).start.isoformat() for number in asked.get("quarters", [])],
        )
        activity.objectives.set(objectives[number - 1] for number in asked["objectives"])
        _tie(activity, asked)
        activities.append(activity)
    for note in entry["notes"]:
        write_note(
            activity=activities[note["activity"] - 1],
            by=consultant,
            text=note["text"],
            day=days_from_now(note["day"]),
        )


def _tie(activity, asked: dict[str, Any]) -> None:
    from cimtra.api import CouncilSession

    if asked.get("courses"):
        activity.courses.set(CoursePage.objects.live())
    if asked.get("sessions"):
        held = CouncilSession.objects.filter(body__code=asked["sessions"], starts_at__lte=timezone.now())
        activity.council_sessions.set(held)
