"""Forms that refuse to write over what somebody else saved while the page was open, and show both."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _

LONGEST = 2000


class RefusesNewer:
    """A mix-in for model forms: `seen` travels with the form as a print of each field as it was shown.

    Where a field says something else by now, the form is shown again with what the other person wrote beside what is
    in the fields; sent once more, it writes over what has then been read. A thing that is new has no `seen`.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._now = self.as_it_stands()
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=LONGEST, initial=prints_of(self._now)
            )

    def as_it_stands(self) -> dict[str, str]:
        """{field: what it says in the database, as people read it}."""
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        return {name: in_words(stored, name) for name in self._meta.fields if name in self.fields and has(stored, name)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "seen" not in self.fields:
            return cleaned
        seen = set(cleaned.pop("seen", "").split())
        # A subclass may have taken a field out of the form after its print was made.
        now = {name: text for name, text in self._now.items() if name in self.fields}
        changed = [name for name, text in now.items() if one_print(name, text) not in seen]
        if changed:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = prints_of(self._now)
            self.add_error(None, _("Somebody else saved this while you had it open. Yours is below, not saved yet."))
            for name in changed:
                what = {"field": self.fields[name].label, "text": now[name] or "–"}
                self.add_error(None, _("What the other person left in «%(field)s»: %(text)s") % what)
        return cleaned


def has(stored: Any, name: str) -> bool:
    """Whether a field of the form is one of the thing: some forms have others beside them."""
    return any(field.name == name for field in (*stored._meta.fields, *stored._meta.many_to_many))


def in_words(stored: Any, name: str) -> str:
    display = getattr(stored, f"get_{name}_display", None)
    value = display() if display else getattr(stored, name)
    if hasattr(value, "all"):
        return "; ".join(sorted(str(one) for one in value.all()))
    return "" if value is None else str(value)


def prints_of(values: dict[str, str]) -> str:
    return " ".join(one_print(name, text) for name, text in values.items())


def one_print(name: str, text: str) -> str:
    return f"{name}={hashlib.sha256(text.encode()).hexdigest()[:12]}"
