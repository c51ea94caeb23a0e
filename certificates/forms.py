"""The form of the ZIP: which constancias go into it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.api import Department

from .bundling import Chosen
from .models import Certificate, Kind

ALL = pgettext_lazy("course", "All")


class BundleForm(forms.Form):
    """Which constancias go into the ZIP; nothing chosen means all of them."""

    since = forms.DateField(label=_("Issued from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Issued until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    course_title = forms.ChoiceField(label=_("Course or activity"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *Kind.choices])
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
        self.fields["course_title"].choices = [("", ALL), *((title, title) for title in titles)]
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
            kind=values["kind"],
            department_id=department.pk if department else None,
        )
