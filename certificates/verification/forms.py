"""The questions of the public verification pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .finding import code_in, folio_in

PLAIN_TEXT = {"autocomplete": "off", "spellcheck": "false", "class": "input"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"),
        max_length=900,
        strip=True,
        help_text=_(
            "The letters and digits at the end of the address printed beside the QR code. "
            "You may paste the whole address."
        ),
        error_messages={"required": _("Write the code that is printed beside the QR code.")},
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "autocapitalize": "none"}),
    )

    def clean_code(self):
        return code_in(self.cleaned_data["code"])


class FolioForm(forms.Form):
    folio = forms.CharField(
        label=_("Folio"),
        max_length=60,
        strip=True,
        help_text=_("For example TUX-CAP-2026-000417."),
        error_messages={"required": _("Write the folio that is printed on the certificate.")},
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "autocapitalize": "characters"}),
    )
    surname = forms.CharField(
        label=_("Surname of the person"),
        max_length=120,
        strip=True,
        help_text=_("The first one, or both, as they are printed."),
        error_messages={"required": _("Write the surname that is printed on the certificate.")},
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "autocapitalize": "words"}),
    )

    def clean_folio(self):
        return folio_in(self.cleaned_data["folio"])


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Whole name as it is printed"),
        max_length=300,
        strip=True,
        error_messages={"required": _("Write the name that is printed on the certificate.")},
        widget=forms.TextInput(attrs={**PLAIN_TEXT, "autocapitalize": "words"}),
    )
