import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cimtra.findings.training import SMALLEST_GROUP, needs_of
from cimtra.models import AspectRequirement
from courses.models import Enrolment
from people.models import Decision
from people.roles import HUMAN_RESOURCES
from tests.factories import AppointmentFactory, TrainingRequirementFactory, course_page

from .findings_factories import consultant, department, finding, head_of, in_role, small_instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A finding about an aspect that needs a training with one course; its department has a head and four people."""
    obras = department("Obras")
    head = head_of(obras).employee
    team = [AppointmentFactory(department=obras).employee for _ in range(4)]
    aspect = small_instrument(is_current=True).aspects.first()
    requirement = TrainingRequirementFactory(title="Actas y votaciones")
    requirement.courses.add(course_page())
    AspectRequirement.objects.create(aspect=aspect, requirement=requirement)
    return finding(aspect=aspect, department=obras), requirement, head, team


def completed(employee, requirement):
    Enrolment.objects.create(
        employee=employee,
        course=requirement.courses.get(),
        completed_at=timezone.now() - dt.timedelta(days=2),
        enrolled_at=timezone.now() - dt.timedelta(days=9),
    )


def test_human_resources_reads_who_has_it_and_the_consultancy_how_many(scene):
    one, requirement, head, team = scene
    completed(team[0], requirement)
    (need,) = needs_of(one, viewer=in_role(HUMAN_RESOURCES))
    assert [(person.pk, person.state) for person in need.people] == [(head.pk, "not_required")]
    assert (need.trained, need.total) == (1, 5)
    (need,) = needs_of(one, viewer=consultant())
    assert need.people == ()
    assert (need.trained, need.total) == (1, 5)


def test_of_a_small_group_the_consultancy_learns_nothing(scene):
    one, requirement, _head, _team = scene
    small = department("Archivo")
    head = head_of(small).employee
    completed(head, requirement)
    one.department = small
    one.save(update_fields=["department"])
    (need,) = needs_of(one, viewer=consultant())
    assert need.total < SMALLEST_GROUP
    assert need.trained is None


def test_an_aspect_without_training_and_a_finding_without_aspect_ask_for_none(scene):
    one, *_rest = scene
    viewer = consultant()
    assert needs_of(finding(department=one.department), viewer=viewer) == []
    assert needs_of(finding(aspect=one.aspect.instrument.aspects.get(number=6)), viewer=viewer) == []


def test_the_button_shows_what_would_happen_and_assigns_it_with_ledger_and_history(client, scene):
    one, requirement, head, _team = scene
    user = in_role(HUMAN_RESOURCES)
    client.force_login(user)
    address = reverse("cimtra_findings:assign", args=[one.pk, requirement.pk])
    day = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    page = client.post(address, {"audience": "quien-atiende", "due_on": day})
    assert not Enrolment.objects.exists()
    digest = page.context["shown"].digest
    said = {"audience": "quien-atiende", "due_on": day, "digest": digest}
    assert client.post(address, said).status_code == 302
    enrolment = Enrolment.objects.get()
    assert (enrolment.employee, enrolment.due_on.isoformat()) == (head, day)
    assert Decision.objects.get(act="assign").actor == user
    assert one.events.last().act == "assigned"
    assert client.post(address, said).status_code == 422
    assert Enrolment.objects.count() == 1


def test_the_whole_department_can_be_assigned(client, scene):
    one, requirement, _head, team = scene
    client.force_login(in_role(HUMAN_RESOURCES))
    address = reverse("cimtra_findings:assign", args=[one.pk, requirement.pk])
    shown = client.post(address, {"audience": "direccion", "due_on": ""}).context["shown"]
    client.post(address, {"audience": "direccion", "due_on": "", "digest": shown.digest})
    assert Enrolment.objects.count() == len(team) + 1


def test_who_may_not_assign_is_sent_to_human_resources(client, scene):
    one, requirement, _head, _team = scene
    client.force_login(consultant())
    page = client.get(reverse("cimtra_findings:one", args=[one.pk])).content.decode()
    assert reverse("cimtra_findings:assign", args=[one.pk, requirement.pk]) not in page
    assert client.get(reverse("cimtra_findings:assign", args=[one.pk, requirement.pk])).status_code == 302


def test_a_requirement_of_another_aspect_is_not_assigned_from_here(client, scene):
    one, *_rest = scene
    client.force_login(in_role(HUMAN_RESOURCES))
    other = TrainingRequirementFactory()
    assert client.get(reverse("cimtra_findings:assign", args=[one.pk, other.pk])).status_code == 404
