"""Objections that wait for an answer, on the first page of the admin."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.ui.components import Component

from .objections import waiting_for


class ObjectionsPanel(Component):
    name = "objections-waiting"
    template_name = "certificates/life/_waiting.html"
    order = 42

    def __init__(self, user):
        self.user = user

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin-reports.css", "css/admin-marking.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"number": waiting_for(self.user).count(), "url": reverse("certificates_objections:list")}
