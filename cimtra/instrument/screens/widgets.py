"""How a day is typed on these screens."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar; what it sends has one form everywhere."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
