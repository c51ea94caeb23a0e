import io

import pikepdf
import pytest
from django.urls import reverse

from cimtra.models import PlanActivity, WorkPlan
from tests.cimtra.plans.plans_factories import WITHIN, ActivityFactory, ObjectiveFactory, WorkPlanFactory
from tests.cimtra.sessions.sessions_factories import user_who_may

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner(client):
    client.force_login(user_who_may("follow_cimtra", "run_cimtra"))
    return client


@pytest.fixture
def reader(client):
    client.force_login(user_who_may("follow_cimtra"))
    return client


def formset(*texts, initial=()):
    rows = {"o-TOTAL_FORMS": len(texts), "o-INITIAL_FORMS": len(initial)}
    for place, text in enumerate(texts):
        rows[f"o-{place}-text"] = text
        rows[f"o-{place}-id"] = initial[place].pk if place < len(initial) else ""
    return rows


DAYS = {"starts_on": "2026-02-15", "ends_on": "2026-07-15"}


def test_a_plan_is_written_with_its_objectives(runner):
    answer = runner.post(reverse("cimtra_plans:new"), {"title": "Plan 2026", **DAYS, **formset("Uno", "", "Dos")})

    plan = WorkPlan.objects.get()
    assert answer.url == reverse("cimtra_plans:one", args=[plan.pk])
    assert plan.code == "plan-2026"
    assert list(plan.objectives.values_list("order", "text")) == [(1, "Uno"), (2, "Dos")]


def test_two_plans_of_one_title_have_two_codes(runner):
    for _ in range(2):
        runner.post(reverse("cimtra_plans:new"), {"title": "Plan 2026", **DAYS, **formset("")})

    assert set(WorkPlan.objects.values_list("code", flat=True)) == {"plan-2026", "plan-2026-2"}


def test_an_objective_may_be_changed_taken_out_and_added(runner):
    plan = WorkPlanFactory()
    kept, gone = ObjectiveFactory(plan=plan, order=1), ObjectiveFactory(plan=plan, order=2)
    written = {**formset("Otro texto", gone.text, "Nuevo", initial=[kept, gone]), "o-1-DELETE": "on"}
    page = reverse("cimtra_plans:edit", args=[plan.pk])
    seen = runner.get(page).context["form"]["seen"].value()

    runner.post(page, {"title": plan.title, "seen": seen, **DAYS, **written})

    assert plan.objectives.first() == kept
    assert list(plan.objectives.values_list("order", "text")) == [(1, "Otro texto"), (3, "Nuevo")]


def test_a_plan_that_ends_before_it_begins_is_told(runner):
    answer = runner.post(
        reverse("cimtra_plans:new"),
        {"title": "Plan", "starts_on": "2026-07-15", "ends_on": "2026-02-15", **formset("")},
    )

    assert answer.status_code == 422
    assert "ends_on" in answer.context["form"].errors


def test_an_activity_is_written_with_what_it_counts(runner):
    plan = WorkPlanFactory()
    objective = ObjectiveFactory(plan=plan)
    written = {
        "order": 1,
        "text": "Vigilar",
        **DAYS,
        "objectives": [objective.pk],
        "quarters": ["2026-01-01", "2026-04-01"],
        "obligation_kinds": ["minutes"],
    }

    answer = runner.post(reverse("cimtra_plans:new_activity", args=[plan.pk]), written)

    activity = PlanActivity.objects.get()
    assert answer.url == reverse("cimtra_plans:activity", args=[activity.pk])
    assert (activity.quarters, activity.obligation_kinds) == (["2026-01-01", "2026-04-01"], ["minutes"])
    assert list(activity.objectives.all()) == [objective]
    assert runner.post(reverse("cimtra_plans:new_activity", args=[plan.pk]), written).status_code == 422


def test_notes_are_added_on_the_page_of_the_activity_and_keep_it_in_the_plan(runner):
    activity = ActivityFactory()
    page = reverse("cimtra_plans:activity", args=[activity.pk])

    runner.post(page, {"day": str(WITHIN), "text": "Se entregó el informe"})
    runner.post(reverse("cimtra_plans:remove_activity", args=[activity.pk]))

    assert "Se entregó el informe" in runner.get(page).content.decode()
    assert PlanActivity.objects.filter(pk=activity.pk).exists()


def test_an_activity_without_notes_may_be_taken_out(runner):
    activity = ActivityFactory()

    runner.post(reverse("cimtra_plans:remove_activity", args=[activity.pk]))

    assert not PlanActivity.objects.exists()


def test_those_who_only_follow_write_nothing(reader):
    activity = ActivityFactory()

    reader.post(reverse("cimtra_plans:activity", args=[activity.pk]), {"day": str(WITHIN), "text": "Algo"})
    reader.post(reverse("cimtra_plans:remove_activity", args=[activity.pk]))

    assert reader.get(reverse("cimtra_plans:edit", args=[activity.plan_id])).status_code == 302
    assert not activity.notes.exists()
    assert PlanActivity.objects.exists()


def test_the_status_report_is_a_tagged_pdf_in_spanish(reader):
    activity = ActivityFactory(text="Vigilar lo publicado")
    activity.notes.create(text="Se revisó el portal", day=WITHIN)

    answer = reader.get(reverse("cimtra_plans:report", args=[activity.plan_id]))

    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).lower() == "es-mx"
