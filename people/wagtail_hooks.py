"""Registers the screens of people in the admin."""

from wagtail import hooks

from .access import hooks as access_hooks  # noqa: F401
from .admin import PeopleViewSetGroup
from .decisions import hooks as decisions_hooks  # noqa: F401
from .long_work import hooks as long_work_hooks  # noqa: F401
from .notices import hooks as notices_hooks  # noqa: F401
from .roster import hooks as roster_hooks  # noqa: F401


@hooks.register("register_admin_viewset")
def people_screens():
    return PeopleViewSetGroup()
