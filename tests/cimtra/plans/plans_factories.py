"""Work plans with activities, and what these point at."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cimtra.models import (
    Aspect,
    Block,
    Delivery,
    Field,
    Finding,
    Instrument,
    MonitoringRun,
    PlanActivity,
    PlanObjective,
    Round,
    WorkPlan,
)
from tests.cimtra.sessions.sessions_factories import ObligationFactory
from tests.factories import UserFactory

FIRST, LAST = dt.date(2026, 2, 15), dt.date(2026, 7, 15)
WITHIN = dt.date(2026, 4, 10)


class WorkPlanFactory(DjangoModelFactory):
    class Meta:
        model = WorkPlan

    code = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Plan {n}")
    starts_on, ends_on = FIRST, LAST


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = PlanObjective

    plan = factory.SubFactory(WorkPlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Objetivo {n}")


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = PlanActivity

    plan = factory.SubFactory(WorkPlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Actividad {n}")
    starts_on, ends_on = FIRST, LAST


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    obligation = factory.SubFactory(ObligationFactory)
    department = factory.SelfAttribute("obligation.department")
    period_start = factory.Sequence(lambda n: dt.date(2000, 1, 1) + dt.timedelta(days=n))
    period_end = factory.SelfAttribute("period_start")
    due_on = WITHIN


def deliveries(kind, *states, **fields):
    """One delivery of an obligation of this kind per state; accepted ones were delivered on their day."""
    obligation = ObligationFactory(kind=kind)
    return [
        DeliveryFactory(
            obligation=obligation,
            state=state,
            delivered_on=fields.get("due_on", WITHIN) if state in ("accepted", "in_review") else None,
            note="No hubo" if state == "not_applicable" else "",
            **fields,
        )
        for state in states
    ]


def small_instrument():
    """An instrument in force with one aspect of one block."""
    instrument = Instrument.objects.create(code="mini", version="1", name="Mini", label="Mini 1", is_current=True)
    field = Field.objects.create(instrument=instrument, number=1, code="campo", title="Campo")
    block = Block.objects.create(field=field, number=1, roman="I", code="bloque", title="Bloque")
    Aspect.objects.create(block=block, number=1, title="Aspecto", frequency="trimestral")
    return instrument


def an_evaluation(instrument=None, **fields):
    fields = {
        "kind": Round.Kind.OFFICIAL,
        "name": "Evaluación de agosto de 2019",
        "cutoff_on": dt.date(2019, 8, 31),
    } | fields
    return Round.objects.create(instrument=instrument or small_instrument(), **fields)


def finding(number, *, verified=False, **fields):
    return Finding.objects.create(
        number=number,
        text="Algo falta",
        state="verified" if verified else "pending",
        verified_by=UserFactory() if verified else None,
        **fields,
    )


def monitored(quarter, *, is_over=True):
    when = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    return MonitoringRun.objects.create(quarter_start=quarter, started_at=when, ended_at=when if is_over else None)
