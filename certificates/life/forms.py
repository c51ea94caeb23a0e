"""Forms of what happens to a constancia: objecting, answering, revoking, replacing, withholding, the personal link."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Certificate, RevocationAppeal

LONGEST_OBJECTION = RevocationAppeal._meta.get_field("text").max_length


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you object?"),
        max_length=LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input"}),
        help_text=_("Say what is not so and which documents show it. Only those who answer read it."),
        error_messages={"required": _("Write why you object.")},
    )


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("grant", _("Grant it: a new certificate is issued in place of the revoked one")),
            ("keep", _("Do not grant it: the revocation stands")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two decisions.")},
    )
    text = forms.CharField(
        label=_("Answer to the holder"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("With the reasons. The holder reads it as you write it."),
        error_messages={"required": _("Write the answer: the holder reads it.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays in the file of the certificate and is not shown to the public."),
        error_messages={"required": _("Give the reason.")},
    )


class RevocationForm(ReasonForm):
    revocation_class = forms.ChoiceField(
        label=_("What the public reads"),
        choices=Certificate.RevocationClass.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the public reads.")},
    )

    field_order = ["revocation_class", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The holder reads it and may object to it. It is not shown to the public.")


class NamedReplacementForm(ReasonForm):
    """For somebody who is not on the roster: nobody else keeps the right name."""

    name = forms.CharField(
        label=_("Name as it must be printed"),
        max_length=Certificate._meta.get_field("holder_name").max_length,
        error_messages={"required": _("Write the name as it must be printed.")},
    )

    field_order = ["name", "reason"]


class WithholdingForm(ReasonForm):
    folio = forms.CharField(
        label=_("Folio"),
        max_length=40,
        help_text=_("Write the folio of this certificate, to be sure that it is the right one."),
        error_messages={"required": _("Write the folio of this certificate.")},
    )

    def __init__(self, *args, certificate: Certificate, **kwargs):
        super().__init__(*args, **kwargs)
        self.certificate = certificate

    def clean_folio(self) -> str:
        folio = self.cleaned_data["folio"].strip().upper()
        if folio != self.certificate.folio.upper():
            raise forms.ValidationError(_("This is not the folio of this certificate."))
        return folio


class LinkByMailForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail"),
        help_text=_("One that the person goes on using after leaving. Ask for it: whoever reads it can open the link."),
        error_messages={"required": _("Write the address that the person goes on using.")},
    )
