"""«Emitir faltantes»: first who would get one, then issuing them as long work."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from courses.api import CoursePage
from people.api import Department, frame, requires, start_work

from ..missing import KIND, Missing
from .policy import ICON, url_of

PER_PAGE = 50


class MissingForm(forms.Form):
    """Which completions without a constancia; nothing chosen means all of them."""

    since = forms.DateField(
        label=gettext_lazy("Completed from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Completed until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    course = forms.ModelChoiceField(
        label=gettext_lazy("Course"),
        queryset=CoursePage.objects.order_by("title"),
        required=False,
        empty_label=pgettext_lazy("course", "All"),
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.order_by("path"),
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].label_from_instance = lambda department: department.indented_name

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned

    @property
    def asked(self) -> Missing:
        values = self.cleaned_data
        course, department = values["course"], values["department"]
        return Missing(
            since=values["since"],
            until=values["until"],
            course_id=course.pk if course else None,
            department_id=department.pk if department else None,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("certificates.issue_certificate")
def missing(request: HttpRequest) -> HttpResponse:
    """Looking issues nothing; the button below the list has all of them issued by the worker."""
    form = MissingForm(request.POST if request.method == "POST" else request.GET)
    is_right = form.is_valid()
    title = _("Issue missing certificates")
    if request.method == "POST" and is_right:
        work = start_work(kind=KIND, title=title, owner=request.user, parameters=form.asked.as_parameters())
        return redirect("people_works:show", uuid=work.uuid)
    asked = form.asked if is_right else Missing()
    found = asked.completions(asked_by=request.user) if is_right else Missing().completions(asked_by=None).none()
    context = {
        **frame(title, icon=ICON, parents=[(_("Certificates"), url_of("index"))]),
        "form": form,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        "leaves_out_own": is_right and asked.leaves_out(request.user),
        "query": _query(request),
    }
    return render(request, "certificates/admin/missing.html", context, status=200 if is_right else 422)


def _query(request: HttpRequest) -> str:
    chosen = request.GET.copy()
    chosen.pop("p", None)
    return chosen.urlencode()
