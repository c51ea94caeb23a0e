"""The author's form of a course."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from .steps import CourseStep


class CoursePageForm(WagtailAdminPageForm):
    """Refuses a diagnostic quiz that is no published quiz of this very course."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        page = cleaned.get("diagnostic")
        if page is None:
            return cleaned
        quiz = page.specific
        is_quiz = isinstance(quiz, CourseStep) and quiz.step_kind == "quiz"
        if not (self.instance.pk and is_quiz and page.is_descendant_of(self.instance)):
            self.add_error("diagnostic", _("Choose a quiz of this course."))
        elif not page.live:
            self.add_error("diagnostic", _("Publish this quiz first: nobody could take it."))
        return cleaned
