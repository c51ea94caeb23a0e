"""Registers the screens of courses in the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .admin import DutiesViewSetGroup, GlossaryTermViewSet, TrainingRequirementViewSet

register_snippet(GlossaryTermViewSet)
register_snippet(TrainingRequirementViewSet)


@hooks.register("register_admin_viewset")
def duty_screens():
    return DutiesViewSetGroup()
