import datetime as dt

import pytest

from cimtra.api import InstrumentFileError
from cimtra.models import PlanActivity, WorkPlan
from cimtra.plans.loading import DEFAULT_PLAN, load_work_plan
from tests.cimtra.plans.plans_factories import an_evaluation

pytestmark = pytest.mark.django_db


def test_the_plan_is_loaded_once_however_often():
    first, again = load_work_plan(), load_work_plan()

    assert (first.changes, again.changes) == (13, 0)
    plan = WorkPlan.objects.get()
    assert (plan.starts_on, plan.ends_on) == (dt.date(2020, 2, 15), dt.date(2020, 7, 15))
    assert (plan.objectives.count(), plan.activities.count()) == (4, 8)


def test_what_people_wrote_stays():
    load_work_plan()
    activity = PlanActivity.objects.get(order=3)
    activity.text = "Lo que acordamos"
    activity.save()
    PlanActivity.objects.get(order=8).delete()

    receipt = load_work_plan()

    assert sorted(receipt.kept) == ["activity:3", "activity:8"]
    assert PlanActivity.objects.get(order=3).text == "Lo que acordamos"
    assert PlanActivity.objects.count() == 7


def test_what_an_activity_is_tied_to_belongs_to_people_afterwards():
    load_work_plan()
    activity = PlanActivity.objects.get(order=1)
    activity.objectives.clear()

    load_work_plan()

    assert not activity.objectives.exists()


def test_the_evaluation_is_tied_as_soon_as_it_is_on_record():
    load_work_plan()
    evaluation = an_evaluation(cutoff_on=dt.date(2019, 8, 30))

    load_work_plan()

    assert PlanActivity.objects.get(order=1).round == evaluation


def test_a_wrong_file_changes_nothing_and_tells_everything(tmp_path):
    text = DEFAULT_PLAN.read_text(encoding="utf-8")
    wrong = tmp_path / "plan.yaml"
    for before, after in (("objectives: [1]", "objectives: [9]"), ("[form,", "[cosa,"), ("2019-07-01", "2019-07-02")):
        assert before in text
        text = text.replace(before, after)
    wrong.write_text(text, encoding="utf-8")

    with pytest.raises(InstrumentFileError) as refused:
        load_work_plan(wrong)

    assert len(str(refused.value).splitlines()) == 3
    assert not WorkPlan.objects.exists()
