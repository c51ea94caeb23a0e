"""What people fill in about deliveries: in the admin and on /mi-area/."""

from __future__ import annotations

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Delivery, Obligation

ADDRESS_LENGTH = Delivery._meta.get_field("address").max_length
NO_ADDRESS = _("Write the whole address, as «https://www.ejemplo.gob.mx/archivo.xlsx».")
NOTE_LENGTH = 2000
IN_SESSION = {
    Obligation.Kind.MINUTES: "minutes_address",
    Obligation.Kind.RECORDING: "recording_address",
    Obligation.Kind.STREAM: "stream_address",
}


class WebAddressField(forms.URLField):
    """A whole address on the web: nothing is published under another scheme."""

    default_error_messages = {"invalid": NO_ADDRESS}
    default_validators = [URLValidator(schemes=["http", "https"], message=NO_ADDRESS)]

    def __init__(self, **options):
        super().__init__(max_length=ADDRESS_LENGTH, assume_scheme="https", **options)


def address_in_session(delivery: Delivery) -> str:
    """Where the session of `delivery` says already that its minutes, recording or stream are; "" for anything else."""
    name = IN_SESSION.get(delivery.obligation.kind)
    return getattr(delivery.session, name) if name and delivery.session else ""


class EditionForm(forms.Form):
    """Carries the edition that the person saw, so that nobody decides about what has changed meanwhile."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DeliverForm(EditionForm):
    address = WebAddressField(
        label=_("Address where it is published"),
        help_text=_("The whole address of the page or file, as your browser shows it."),
        error_messages={"required": _("Write the address where it is published, or add the document.")},
    )
    note = forms.CharField(
        label=_("Note for whoever reviews it"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, delivery: Delivery, **kwargs):
        proposed = delivery.address or address_in_session(delivery) or delivery.obligation.address
        initial = {"edition": delivery.edition, "address": proposed, "note": delivery.note}
        super().__init__(*args, initial=initial, **kwargs)


class TakeBackForm(EditionForm):
    reason = forms.CharField(label=_("Why"), required=False, max_length=NOTE_LENGTH)


class AcceptForm(EditionForm):
    note = forms.CharField(
        label=pgettext_lazy("delivery", "Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(EditionForm):
    reason = forms.CharField(
        label=_("What must be mended"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The department reads it at once."),
        error_messages={"required": _("Write what must be mended: the department will read it.")},
    )


class ExcuseForm(EditionForm):
    note = forms.CharField(
        label=_("Reasoned note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why nothing has to be delivered this once, with the legal basis if there is one."),
        error_messages={"required": _("Write why it does not apply: the note stays beside the delivery.")},
    )
