"""The author's table of what is shown and when: a row for each phase, a box for each thing."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string

#: Nothing else can be told of an answer without showing the answer.
NEEDS_ANSWERS = {"after", "later", "done"}


def complete(table: dict[str, list[str]]) -> dict[str, list[str]]:
    """The table in its stored order and with what follows from it: to tell of answers is to show them.

    While answering one sees the own answer anyway, so there it says nothing.
    """
    from .review import Phase, Shown

    whole = {}
    for phase in Phase:
        ticked = set(table.get(phase, []))
        if phase in NEEDS_ANSWERS and ticked:
            ticked.add(Shown.ANSWERS)
        if phase == Phase.DURING:
            ticked.discard(Shown.ANSWERS)
        whole[phase.value] = [item.value for item in Shown if item in ticked]
    return whole


class ReviewTable(forms.Widget):
    """Boxes named ``review_matrix-after``; they work without the script, which only hides them while unused."""

    def value_from_datadict(self, data, files, name):
        from .review import Phase

        get = getattr(data, "getlist", data.get)
        return {phase.value: list(get(f"{name}-{phase.value}") or []) for phase in Phase}

    def value_omitted_from_data(self, data, files, name):
        # Boxes without a tick are not sent at all.
        return False

    def use_required_attribute(self, initial):
        return False

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        from .review import PRESETS, Phase, Shown

        value = value or PRESETS["key_when_done"]
        rows = [
            {
                "phase": phase.value,
                "label": phase.label,
                "boxes": [
                    {
                        "value": item.value,
                        "label": item.label,
                        "is_ticked": item in value.get(phase, []),
                        "is_offered": not (phase == Phase.DURING and item == Shown.ANSWERS),
                    }
                    for item in Shown
                ],
            }
            for phase in Phase
        ]
        return render_to_string(
            "evaluations/admin/review_table.html", {"name": name, "rows": rows, "shown": list(Shown)}
        )

    @property
    def media(self):
        return forms.Media(js=["js/quiz-form.js"], css={"all": ["css/quiz-form.css"]})


class ReviewTableField(forms.Field):
    widget = ReviewTable

    def prepare_value(self, value):
        return value

    def clean(self, value):
        """Unknown things and phases fall away: they can only come from a form that was not ours."""
        return complete(value or {})

    def has_changed(self, initial, data):
        return complete(initial or {}) != complete(data or {})
