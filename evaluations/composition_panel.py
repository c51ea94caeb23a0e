"""What the author of a quiz sees above its form: what it asks, what to think over, how many attempts are under way."""

from __future__ import annotations

from django.utils.translation import ngettext
from wagtail.admin.panels import Panel


class CompositionPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "evaluations/admin/composition_panel.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            from .quiz_advice import advice_on

            return {
                **super().get_context_data(parent_context),
                "summary": _summary(self.instance),
                "open_attempts": _open_attempts(self.instance),
                "advice": advice_on(self.instance),
            }


def _summary(quiz) -> str:
    from .composition_words import summary
    from .drawing import lines_of, pool_of

    fixed_ids = {place.question_id for place in quiz.questions.all()}
    lines = lines_of(quiz)
    pool = set(pool_of(lines=lines)) - fixed_ids
    return summary(fixed=len(fixed_ids), drawn=sum(line.count for line in lines), pool=len(pool))


def _open_attempts(quiz) -> str:
    """«4 intentos abiertos conservan las reglas de antes»; empty where none is under way. One query."""
    from .models import Attempt

    count = Attempt.objects.open().filter(quiz=quiz.pk).count()
    return (
        ngettext(
            "%(count)d open attempt keeps the rules and the questions that it began with.",
            "%(count)d open attempts keep the rules and the questions that they began with.",
            count,
        )
        % {"count": count}
        if count
        else ""
    )
