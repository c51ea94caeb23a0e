"""What Wagtail's form of an aspect does with variables that something else uses."""

import datetime as dt

import pytest
from django.urls import reverse

from cimtra.models import AspectResponsible, Capture, Finding, Round, Variable
from people.api import CONSULTANCY
from tests.factories import DepartmentFactory, TrainingRequirementFactory, UserFactory, employee_with_role

from ..test_screens import aspect_form
from .instrument_factories import aspect_of, inapplicable, small_instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def aspect():
    return aspect_of(small_instrument(), 1)


def edited(client, aspect, **changes):
    client.force_login(employee_with_role(CONSULTANCY))
    address = reverse("wagtailsnippets_cimtra_aspect:edit", args=[aspect.pk])
    return client.post(address, aspect_form(aspect, **changes))


def captured(aspect, variable):
    a_round = Round.objects.create(name="Autoevaluación", instrument=aspect.instrument, cutoff_on=dt.date(2026, 1, 1))
    Capture.objects.create(round=a_round, aspect=aspect, variable=variable)


def found(aspect, variable):
    Finding.objects.create(number=1, text="Falta publicar").variables.add(variable)


def noted(aspect, variable):
    inapplicable(aspect, variable=variable)


@pytest.mark.parametrize("use", [captured, found, noted])
def test_deleting_a_variable_that_is_used_is_answered_with_a_sentence(client, aspect, use):
    variable = aspect.variables.first()
    use(aspect, variable)
    response = edited(client, aspect, **{"variables-0-DELETE": "on"})
    assert response.status_code == 200
    assert "no se puede borrar" in response.content.decode()
    assert Variable.objects.filter(pk=variable.pk).exists()


def test_a_variable_that_nothing_uses_is_deleted(client, aspect):
    variable = aspect.variables.first()
    assert edited(client, aspect, **{"variables-0-DELETE": "on"}).status_code == 302
    assert not Variable.objects.filter(pk=variable.pk).exists()


def test_training_is_tied_to_an_aspect_in_its_form(client, aspect):
    requirement = TrainingRequirementFactory()
    link = {"requirement": requirement.pk, "origin": "propuesta", "note": "", "id": "", "ORDER": 1}
    changes = {f"requirement_links-0-{name}": value for name, value in link.items()}
    response = edited(client, aspect, **changes, **{"requirement_links-TOTAL_FORMS": 1})
    assert response.status_code == 302
    assert type(aspect).objects.get(pk=aspect.pk).requirement_links.get().requirement == requirement


def test_an_aspect_that_is_used_is_not_deleted_and_nobody_sees_an_error(client, aspect):
    AspectResponsible.objects.bulk_create(
        [AspectResponsible(aspect=aspect, department=DepartmentFactory(), starts_on=dt.date(2026, 1, 1))]
    )
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    address = reverse("wagtailsnippets_cimtra_aspect:delete", args=[aspect.pk])
    response = client.post(address, follow=True)
    assert "no se puede borrar" in response.content.decode()
    assert type(aspect).objects.filter(pk=aspect.pk).exists()
