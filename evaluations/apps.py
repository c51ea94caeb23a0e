from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluations")

    def ready(self):
        from courses.plugins import evidence_providers, my_classroom_sections

        from . import editors, integrity, question_types  # noqa: F401 -- register the types of questions and their forms
        from .classroom_section import open_attempts
        from .evidence import attempts_behind

        integrity.register()
        my_classroom_sections.register(open_attempts)
        evidence_providers.register(attempts_behind)
