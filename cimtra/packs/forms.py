"""What whoever asks for a pack fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from people.api import User

from ..models import Aspect, Round
from .access import audiences_of
from .making import LONGEST_REASON


class PackForm(forms.Form):
    """Cleaned to what `making.ask` takes: one of `aspect` and `round` is None."""

    aspect = forms.ModelChoiceField(label=_("Aspect"), queryset=Aspect.objects.none(), required=False)
    round = forms.ModelChoiceField(
        label=_("Or a whole evaluation"),
        queryset=Round.objects.none(),
        required=False,
        help_text=_("With every aspect of its version of the instrument. Leave the aspect empty then."),
    )
    as_of = forms.DateField(
        label=_("As of the day"),
        widget=AdminDateInput,
        help_text=_("Who answered, what had been completed and handed in, and how each observation stood that day."),
    )
    audience = forms.ChoiceField(
        label=_("Who receives it"),
        widget=forms.RadioSelect,
        help_text=_("It decides what is told about people. A pack for the public names nobody."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("pack", "What it is for"),
        max_length=LONGEST_REASON,
        help_text=_("Who asked for it and why, with the number of the letter if there is one. It is kept."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aspects = Aspect.objects.filter(instrument__is_current=True).order_by("number")
        if asked := str(self.initial.get("aspect") or ""):
            # The page of an aspect of another version leads here, too.
            aspects = Aspect.objects.filter(pk=asked) | aspects if asked.isdecimal() else aspects
        self.fields["aspect"].queryset = aspects
        self.fields["round"].queryset = Round.objects.order_by("-cutoff_on", "-pk")
        self.fields["as_of"].initial = timezone.localdate()
        self.fields["audience"].choices = audiences_of(user)
        self.fields["audience"].initial = audiences_of(user)[-1][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("aspect")) == bool(cleaned.get("round")):
            raise ValidationError(_("Choose either an aspect or an evaluation."))
        return cleaned
