"""The mix-in of pages that a learner completes one after the other."""


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
