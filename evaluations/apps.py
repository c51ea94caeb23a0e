from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluations")

    def ready(self):
        from courses.plugins import my_classroom_sections

        from . import editors, question_types  # noqa: F401 -- register the types of questions and their forms
        from .classroom_section import open_attempts

        my_classroom_sections.register(open_attempts)
