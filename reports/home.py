"""What human resources see first in the admin: how many people are missing, and the way to them."""

from typing import Any

from django.forms import Media
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from . import progress
from .filters import WORD_OF_STATE
from .words import state_word

SHOWN = ("missing", "overdue", "expired", "completed")


class ProgressPanel(Component):
    name = "training-progress"
    template_name = "reports/home_panel.html"
    order = 50

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin-reports.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        tally = progress.tally(progress.progress())
        numbers = {"missing": tally.missing, **tally.counts}
        return {
            "title": _("Progress of training"),
            "tally": tally,
            "tiles": [
                {
                    "state": state,
                    "label": state_word(state),
                    "number": numbers.get(state, 0),
                    "percent": progress.percent_of(numbers.get(state, 0), tally.total),
                    "url": f"estado={WORD_OF_STATE[state]}",
                }
                for state in SHOWN
            ],
        }
