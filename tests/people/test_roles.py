import pytest
from django.contrib.auth.models import Group

from people.roles import ADMINISTRATION, ALL_ROLES, CONSULTANCY, HUMAN_RESOURCES

pytestmark = pytest.mark.django_db


def permissions_of(role):
    permissions = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


def test_only_administration_may_touch_accounts():
    holders = {
        role
        for role in ALL_ROLES
        if permissions_of(role) & {"people.add_user", "people.change_user", "people.delete_user"}
    }
    assert holders == {ADMINISTRATION}


def test_the_consultant_has_no_permission_on_people():
    assert not [p for p in permissions_of(CONSULTANCY) if p.startswith("people.")]


def test_human_resources_keeps_the_roster_and_deletes_nobody():
    held = permissions_of(HUMAN_RESOURCES)
    assert {"people.add_employee", "people.change_appointment", "wagtailadmin.access_admin"} <= held
    # A day off that was entered by mistake may go: no history hangs on it.
    assert [p for p in held if p.startswith("people.delete")] == ["people.delete_dayoff"]


def test_wagtails_example_groups_are_gone():
    assert set(Group.objects.values_list("name", flat=True)) == set(ALL_ROLES)
