"""The mix-in of pages that a learner completes one after the other."""

import functools

from django.apps import apps


@functools.cache
def step_models():
    """The page models that are steps, those of courses first; known once the apps are loaded."""
    models = [model for model in apps.get_models() if issubclass(model, CourseStep)]
    return sorted(models, key=lambda model: model._meta.app_label != "courses")


class CourseStep:
    """Mix into a Wagtail Page below a module or a course; `minutes` may be a field or a property.

    The page reports its completion with `courses.api.complete_step`; it is found by its place in the page tree.
    """

    step_icon = "doc"
    step_kind = "step"
    minutes = 0

    @property
    def step_kind_label(self):
        """The kind of step in the reader's words."""
        return self._meta.verbose_name
