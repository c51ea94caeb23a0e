"""RH's list of constancias, by date, dirección, course, requirement, kind and state."""

from __future__ import annotations

import django_filters
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.api import TrainingRequirement
from people.api import Department

from ..models import Certificate, Drawing, Kind, ManualRequest
from ..selection import for_requirement, of_department
from ..wording import day_text
from .policy import url_of

READY, WAITING, STOPPED = "ready", "waiting", "stopped"


def course_titles() -> list[tuple[str, str]]:
    """The titles as printed, once each: what was certified may be called otherwise by now, or be no course."""
    titles = Certificate.objects.order_by("course_title").values_list("course_title", flat=True).distinct()
    return [(title, title) for title in titles]


class CertificateFilterSet(WagtailFilterSet):
    issued_at = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("certificate", "Issued"), widget=DateRangePickerWidget
    )
    department = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Department"),
        queryset=Department.objects.order_by("path"),
        method="in_department",
        empty_label=pgettext_lazy("certificate", "All"),
    )
    course_title = django_filters.ChoiceFilter(
        label=gettext_lazy("Course or activity"), choices=course_titles, empty_label=pgettext_lazy("course", "All")
    )
    requirement = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Training requirement"),
        queryset=TrainingRequirement.objects.order_by("code"),
        method="of_requirement",
        empty_label=pgettext_lazy("course", "All"),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Kind.choices, empty_label=pgettext_lazy("course", "All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=Certificate.State.choices,
        method="in_state",
        empty_label=pgettext_lazy("certificate", "All"),
    )
    file = django_filters.ChoiceFilter(
        label=gettext_lazy("File"),
        choices=[
            (READY, gettext_lazy("Ready")),
            (WAITING, gettext_lazy("Being made")),
            (STOPPED, gettext_lazy("Could not be made")),
        ],
        method="with_file",
        empty_label=pgettext_lazy("certificate", "All"),
    )

    class Meta:
        model = Certificate
        fields = ["issued_at", "department", "course_title", "requirement", "kind", "state", "file"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["department"].label_from_instance = lambda department: department.indented_name

    def in_department(self, queryset, name, value):
        return queryset.filter(of_department(value)) if value else queryset

    def of_requirement(self, queryset, name, value):
        return for_requirement(queryset, value.code) if value else queryset

    def in_state(self, queryset, name, value):
        return queryset.in_state(value)

    def with_file(self, queryset, name, value):
        if value == READY:
            return queryset.exclude(sha256="")
        stopped = {"drawing__given_up_at__isnull": False}
        waiting = queryset.without_file()
        return waiting.filter(**stopped) if value == STOPPED else waiting.exclude(**stopped)


class CertificateIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().defer("crest", "requirements", "signatories", "evidence", "particulars")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Download many"), url=url_of("bundle"), icon_name="download")]

    @cached_property
    def header_more_buttons(self):
        user = self.request.user
        buttons = [*super().header_more_buttons]
        if user.has_perm("certificates.view_manualrequest"):
            waiting = ManualRequest.objects.filter(state=ManualRequest.State.WAITING).count()
            label = _("Requests (%(number)d waiting)") % {"number": waiting} if waiting else _("Requests")
            buttons.append(Button(label, url=reverse("certificates_requests:list"), icon_name="form", priority=10))
        if user.has_perm("certificates.issue_certificate"):
            buttons.append(Button(_("Issue missing ones"), url=url_of("missing"), icon_name="plus", priority=20))
            stopped = Drawing.objects.filter(given_up_at__isnull=False).count()
            label = _("Without a file (%(number)d stopped)") % {"number": stopped} if stopped else _("Without a file")
            buttons.append(Button(label, url=url_of("unmade"), icon_name="warning", priority=30))
        return buttons

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "folio",
                label=_("Folio"),
                get_url=lambda certificate: url_of("inspect", certificate),
                sort_key="folio",
                width="20%",
            ),
            Column("holder_name", label=_("Name"), accessor=shown_name, sort_key="holder_name"),
            Column("course_title", label=_("Course or activity"), sort_key="course_title"),
            Column("kind", label=_("Kind"), accessor=lambda certificate: certificate.get_kind_display()),
            Column(
                "issued_at",
                label=pgettext("certificate", "Issued"),
                accessor=lambda c: day_text(timezone.localdate(c.issued_at)),
                sort_key="issued_at",
            ),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda certificate: certificate.state.label,
                primary=lambda certificate: certificate.state == Certificate.State.VALID,
            ),
        ]


def shown_name(certificate: Certificate) -> str:
    return certificate.holder_name or _("(name withheld)")
