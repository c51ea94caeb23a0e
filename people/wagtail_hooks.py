"""Registers the screens of people in the admin."""

from wagtail import hooks

from .admin import PeopleViewSetGroup


@hooks.register("register_admin_viewset")
def people_screens():
    return PeopleViewSetGroup()
