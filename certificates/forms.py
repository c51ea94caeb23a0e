"""Forms of the public verification pages and of the admin's decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.api import Department

from . import verifying
from .bundling import Chosen
from .models import Certificate


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


class BundleForm(forms.Form):
    """Which constancias go into the ZIP; nothing chosen means all of them."""

    since = forms.DateField(label=_("Issued from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Issued until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    course_title = forms.ChoiceField(label=_("Course"), required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.order_by("path"),
        required=False,
        empty_label=_("All"),
        help_text=_("With its branches; the one in which each person worked when the course was completed."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        titles = Certificate.objects.order_by("course_title").values_list("course_title", flat=True).distinct()
        self.fields["course_title"].choices = [("", _("All")), *((title, title) for title in titles)]
        self.fields["department"].label_from_instance = lambda department: department.indented_name

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned

    @property
    def chosen(self):
        values = self.cleaned_data
        department = values["department"]
        return Chosen(
            since=values["since"],
            until=values["until"],
            course_title=values["course_title"],
            department_id=department.pk if department else None,
        )
