"""What waits for the consultancy, on the first page of the admin."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.ui.components import Component

from . import appeals, marking


class WaitingPanel(Component):
    name = "waiting-for-marks"
    template_name = "evaluations/admin/marking_panel.html"
    order = 40

    def __init__(self, user):
        self.user = user

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin-reports.css", "css/admin-marking.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "answers": marking.waiting_for(self.user).count() if self.user.has_perm("evaluations.add_marking") else 0,
            "appeals": appeals.waiting_for(self.user).count() if self.user.has_perm("evaluations.change_appeal") else 0,
            "answers_url": reverse("evaluations_marking:queue"),
            "appeals_url": reverse("evaluations_marking:appeals"),
        }
