"""Registers the screens of courses in the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import DutiesViewSetGroup, GlossaryTermViewSet, TrainingRequirementViewSet
from .assigning import hooks as assigning_hooks  # noqa: F401
from .planning_admin import PlannedTrainingViewSet
from .recognition import hooks as recognition_hooks  # noqa: F401 - registers itself
from .sessions import hooks as _session_hooks  # noqa: F401 -- registers

register_snippet(GlossaryTermViewSet)
register_snippet(TrainingRequirementViewSet)


@hooks.register("register_admin_viewset")
def duty_screens():
    return DutiesViewSetGroup()


@hooks.register("register_admin_viewset")
def plan_screens():
    return PlannedTrainingViewSet()
