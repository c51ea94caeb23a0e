import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from courses.assigning import deciding
from courses.assigning.deciding import CannotAssign, SomethingMoved, accept, accept_or_queue, preview, withdraw
from courses.assigning.rules import Rule, rule_of
from courses.assigning.simulation import Outcome
from courses.models import Assignment, Duty, Enrolment
from people.ledger import faults
from people.models import Decision, Work
from people.works import run
from tests import factories

pytestmark = pytest.mark.django_db
KINDS, DUES = Assignment.Audience, Assignment.Due


@pytest.fixture
def actor():
    return factories.UserFactory()


@pytest.fixture
def people():
    return factories.EmployeeFactory.create_batch(3, user=None)


@pytest.fixture
def rule(people):
    requirement = factories.TrainingRequirementFactory()
    requirement.courses.add(factories.course_page(lessons=1))
    return Rule(
        title="Bienvenida",
        reason="Ingresan este mes",
        requirement_id=requirement.pk,
        starts_on=timezone.localdate(),
        due_kind=DUES.AFTER_START,
        due_days=30,
    )


def decide(rule, actor):
    return accept(rule=rule, digest=preview(rule).digest, actor=actor)


def test_accepting_does_what_was_shown_and_stands_in_the_ledger(rule, actor):
    assignment, counts = decide(rule, actor)
    assert (counts, Duty.objects.count(), Enrolment.objects.count()) == ({Outcome.NEW: 3}, 3, 3)
    line = Decision.objects.get(act="assign")
    assert (line.actor, line.subject, line.reason, line.after["counts"]) == (
        actor,
        "Bienvenida",
        "Ingresan este mes",
        {"new": 3},
    )
    assert rule_of(assignment) == dataclasses.replace(rule, assignment_id=assignment.pk)
    assert not list(faults())


def test_nothing_happens_when_somebody_moved_since_it_was_shown(rule, actor, people):
    digest = preview(rule).digest
    people[0].left_on = timezone.localdate()
    people[0].save()
    with pytest.raises(SomethingMoved):
        accept(rule=rule, digest=digest, actor=actor)
    assert not Assignment.objects.exists()
    assert not Decision.objects.exists()


def test_a_change_releases_who_is_left_out_and_keeps_both_rules(rule, actor, people):
    assignment, _counts = decide(rule, actor)
    changed = dataclasses.replace(rule_of(assignment), audience=KINDS.PEOPLE, people=frozenset({people[0].pk}))
    _assignment, counts = decide(changed, actor)
    assert counts == {Outcome.KEPT: 1, Outcome.RELEASED: 2}
    assert set(Duty.objects.filter(ended="withdrawn").values_list("employee", flat=True)) == {
        person.pk for person in people[1:]
    }
    line = Decision.objects.get(number=2)
    assert (line.before["audience"], line.after["audience"]) == ("everyone", "people")


def test_what_starts_later_is_recorded_and_waits(rule, actor):
    later = dataclasses.replace(rule, starts_on=timezone.localdate() + dt.timedelta(days=9))
    assignment, counts = decide(later, actor)
    assert (assignment.starts_on, counts[Outcome.NEW], Duty.objects.count()) == (later.starts_on, 3, 0)


def test_nobody_takes_a_duty_from_themselves(rule, people):
    own = factories.UserFactory()
    people[0].user = own
    people[0].save()
    with pytest.raises(CannotAssign, match="usted"):
        decide(dataclasses.replace(rule, excluded=frozenset({people[0].pk})), own)
    assignment, _counts = decide(rule, factories.UserFactory())
    others = frozenset(person.pk for person in people[1:])
    with pytest.raises(CannotAssign, match="usted"):
        decide(dataclasses.replace(rule_of(assignment), audience=KINDS.PEOPLE, people=others), own)


def test_withdrawing_ends_every_duty_with_its_reason(rule, actor):
    assignment, _counts = decide(rule, actor)
    counts = withdraw(assignment=assignment, reason="Se repite en enero", actor=actor)
    assert counts == {Outcome.RELEASED: 3}
    assert not Duty.objects.filter(ended_at=None).exists()
    assert not Enrolment.objects.filter(released_at=None).exists()
    assert Decision.objects.get(act="withdraw_assignment").reason == "Se repite en enero"
    with pytest.raises(CannotAssign):
        withdraw(assignment=assignment, reason="Otra vez", actor=actor)
    assert not list(faults())


def test_a_large_audience_is_left_to_the_worker_once(rule, actor, monkeypatch):
    monkeypatch.setattr(deciding, "AT_ONCE", 2)
    work = accept_or_queue(rule=rule, digest=preview(rule).digest, actor=actor)
    assert not Duty.objects.exists()
    run(work.pk)
    work.refresh_from_db()
    assert (work.state, work.note, Duty.objects.count()) == (Work.State.DONE, "Se inscribió a 3 personas.", 3)


def test_work_that_would_do_something_else_stops(rule, actor, monkeypatch):
    monkeypatch.setattr(deciding, "AT_ONCE", 2)
    work = accept_or_queue(rule=rule, digest=preview(rule).digest, actor=actor)
    factories.EmployeeFactory()
    run(work.pk)
    work.refresh_from_db()
    assert (work.state, Assignment.objects.count()) == (Work.State.FAILED, 0)
