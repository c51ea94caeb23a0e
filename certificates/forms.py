"""Forms of the public verification pages and of the admin's decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import verifying


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"),
        max_length=300,
        strip=True,
        help_text=_(
            "The letters and digits at the end of the address printed beside the QR code. "
            "You may paste the whole address."
        ),
        error_messages={"required": _("Write the code that is printed beside the QR code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "input"}
        ),
    )

    def clean_code(self):
        return verifying.code_in(self.cleaned_data["code"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays in the file of the certificate and is not shown to the public."),
        error_messages={"required": _("Give the reason.")},
    )
