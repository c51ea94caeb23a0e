"""What the migrations let the roles do with images, documents, reviews and training duties."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT

pytestmark = pytest.mark.django_db


def in_collections(role):
    return set(Group.objects.get(name=role).collection_permissions.values_list("permission__codename", flat=True))


def codenames(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_the_consultancy_keeps_images_and_documents():
    assert {"add_image", "change_image", "add_document", "change_document", "add_collection"} <= in_collections(
        CONSULTANCY
    )


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, TRANSPARENCY_UNIT])
def test_nobody_else_does(role):
    assert in_collections(role) == set()


def test_reviews_are_approved_by_the_consultancy_and_have_a_spanish_name():
    assert Workflow.objects.order_by("pk").first().name == "Revisión antes de publicar"
    task = GroupApprovalTask.objects.order_by("pk").first()
    assert set(task.groups.values_list("name", flat=True)) == {CONSULTANCY, ADMINISTRATION}


def test_the_consultancy_writes_the_glossary_and_the_requirements_but_assigns_nothing():
    held = codenames(CONSULTANCY)
    assert {"add_glossaryterm", "delete_glossaryterm", "change_trainingrequirement"} <= held
    assert not {name for name in held if name.endswith(("_assignment", "_exemption", "_employee"))}


def test_human_resources_assigns_and_exempts_but_writes_no_content():
    held = codenames(HUMAN_RESOURCES)
    assert {"add_assignment", "change_assignment", "add_exemption", "view_trainingrequirement"} <= held
    assert not held & {"add_glossaryterm", "change_glossaryterm", "change_trainingrequirement", "delete_assignment"}
