"""Recursos Humanos' screens: find, read, download, revoke or replace a constancia. Nothing is edited or deleted."""

from datetime import date, datetime

import django_filters
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import FormView, View
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import ModelPermissionPolicy

from people.api import start_work

from . import bundling
from .forms import BundleForm, ReasonForm
from .life.replacing import replace
from .life.revoking import revoke
from .models import Certificate, private_storage
from .records import CannotChange
from .views import pdf_response
from .wording import day_text, hours_text, moment_text, requirements_with_aspects, score_text, validity_text


class ReadAndDecidePolicy(ModelPermissionPolicy):
    """Not even an administrator adds, edits or deletes a certificate by hand."""

    NEVER = frozenset({"add", "change", "delete"})

    def user_has_permission(self, user, action):
        return action not in self.NEVER and super().user_has_permission(user, action)


class CertificateFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=Certificate.State.choices,
        method="in_state",
        empty_label=pgettext_lazy("certificate", "All"),
    )
    issued_at = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("certificate", "Issued"), widget=DateRangePickerWidget
    )
    file = django_filters.ChoiceFilter(
        label=gettext_lazy("File"),
        choices=[("ready", gettext_lazy("Ready")), ("waiting", gettext_lazy("Being made"))],
        method="with_file",
        empty_label=pgettext_lazy("certificate", "All"),
    )

    class Meta:
        model = Certificate
        fields = ["state", "issued_at", "file"]

    def in_state(self, queryset, name, value):
        return queryset.in_state(value)

    def with_file(self, queryset, name, value):
        return queryset.filter(sha256="") if value == "waiting" else queryset.exclude(sha256="")


class CertificateIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().defer("crest", "requirements", "signatories")

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Download many"), url=_url("bundle"), icon_name="download")]

    @cached_property
    def columns(self):
        def inspect_url(certificate):
            return reverse(self.inspect_url_name, args=(certificate.pk,))

        return [
            TitleColumn("folio", label=_("Folio"), get_url=inspect_url, sort_key="folio", width="20%"),
            Column("holder_name", label=_("Name"), sort_key="holder_name"),
            Column("course_title", label=_("Course"), sort_key="course_title"),
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


class CertificateInspectView(InspectView):
    page_title = gettext_lazy("Certificate")
    any_permission_required = ["view"]

    def get_page_subtitle(self):
        return str(self.object)

    def get_state_display_value(self):
        return self.object.state.label

    def get_field_label(self, field_name, field):
        names = {
            "state": _("State"),
            "verification_url": _("Verification page"),
            "superseded_by_folio": _("Replaced by"),
        }
        return names.get(field_name) or super().get_field_label(field_name, field)

    def get_superseded_by_folio_display_value(self):
        return self.object.replaced_by.folio if self.object.superseded_at else ""

    def get_hours_display_value(self):
        return hours_text(self.object.hours)

    def get_score_display_value(self):
        return "" if self.object.score is None else score_text(self.object.score)

    def get_valid_until_display_value(self):
        return validity_text(self.object.valid_until)

    def get_requirements_display_value(self):
        with_aspects = _("%(requirement)s (related CIMTRA aspects: %(aspects)s)")
        return "; ".join(
            with_aspects % {"requirement": line["title"], "aspects": line["aspect_line"]}
            if line["aspect_line"]
            else line["title"]
            for line in requirements_with_aspects(self.object.requirements)
        )

    def get_signatories_display_value(self):
        return "; ".join(f"{person['name']}, {person['post']}" for person in self.object.signatories)

    def get_context_for_field(self, field_name):
        context = super().get_context_for_field(field_name)
        value = context["value"]
        if isinstance(value, datetime):
            context["value"] = moment_text(value)
        elif isinstance(value, date):
            context["value"] = day_text(value)
        elif value in (None, ""):
            context["value"] = "—"
        return context

    @cached_property
    def header_buttons(self):
        if not self.object.has_file:
            return []
        return [HeaderButton(_("Download"), url=_url("download", self.object), icon_name="download")]

    @cached_property
    def header_more_buttons(self):
        buttons = [
            Button(_("Open the verification page"), url=self.object.verification_path, icon_name="view", priority=10)
        ]
        is_current = not (self.object.superseded_at or self.object.revoked_at)
        if is_current and self.user_has_permission("replace"):
            buttons.append(Button(_("Replace"), url=_url("replace", self.object), icon_name="rotate", priority=20))
        if is_current and self.user_has_permission("revoke"):
            buttons.append(Button(_("Revoke"), url=_url("revoke", self.object), icon_name="cross", priority=30))
        return buttons


class DecisionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """One decision about one certificate, with its reason; the page itself changes nothing."""

    template_name = "certificates/admin/decision.html"
    form_class = ReasonForm
    permission_policy = ReadAndDecidePolicy(Certificate)
    header_icon = "certificate"
    warning = ""
    button = ""

    def setup(self, request, *args, pk, **kwargs):
        super().setup(request, *args, **kwargs)
        self.certificate = get_object_or_404(Certificate, pk=pk)

    def get_page_subtitle(self):
        return str(self.certificate)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": _url("index"), "label": _("Certificates")},
            {"url": _url("inspect", self.certificate), "label": self.certificate.folio},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        back = _url("inspect", self.certificate)
        return super().get_context_data(certificate=self.certificate, back_url=back, **kwargs)

    def form_valid(self, form):
        try:
            result = self.decide(form.cleaned_data["reason"])
        except CannotChange as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, self.done % {"folio": result.folio})
        return redirect(_url("inspect", result))


class RevokeView(DecisionView):
    permission_required = "revoke"
    page_title = gettext_lazy("Revoke the certificate")
    warning = gettext_lazy(
        "From now on the verification page says that it is revoked, with today's date. "
        "This cannot be undone and the file is kept."
    )
    button = gettext_lazy("Yes, revoke it")
    done = gettext_lazy("The certificate %(folio)s is revoked.")

    def decide(self, reason):
        return revoke(certificate=self.certificate, reason=reason, revoked_by=self.request.user)


class ReplaceView(DecisionView):
    permission_required = "replace"
    page_title = gettext_lazy("Replace the certificate")
    warning = gettext_lazy(
        "A new certificate is issued with a new folio and the person's name as it is on the roster today. "
        "The verification page of this one will say that it was replaced. This cannot be undone."
    )
    button = gettext_lazy("Yes, replace it")
    done = gettext_lazy("The certificate %(folio)s was issued in its place.")

    def decide(self, reason):
        return replace(certificate=self.certificate, reason=reason, replaced_by=self.request.user)


class DownloadView(PermissionCheckedMixin, View):
    permission_policy = ReadAndDecidePolicy(Certificate)
    permission_required = "view"
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        certificate = get_object_or_404(Certificate.objects.exclude(sha256=""), pk=pk)
        if not private_storage().exists(certificate.pdf.name):
            raise Http404(_("The file is being restored. Try again later."))
        return pdf_response(certificate, as_download=True)


class BundleView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks for many constancias as one ZIP, which the worker makes."""

    template_name = "certificates/admin/bundle.html"
    form_class = BundleForm
    permission_policy = ReadAndDecidePolicy(Certificate)
    permission_required = "view"
    page_title = gettext_lazy("Constancias in one ZIP")
    header_icon = "download"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": _url("index"), "label": _("Certificates")},
            {"url": "", "label": self.get_page_title()},
        ]

    def form_valid(self, form):
        work = start_work(
            kind=bundling.KIND,
            title=str(self.page_title),
            owner=self.request.user,
            parameters=form.chosen.as_parameters(),
        )
        return redirect("people_works:show", uuid=work.uuid)


class CertificateViewSet(ModelViewSet):
    model = Certificate
    name = "certificates_admin"
    url_prefix = "constancias"
    icon = "certificate"
    menu_label = gettext_lazy("Certificates")
    menu_order = 320
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = [
        *("folio", "state", "holder_name", "course_title", "hours", "modality", "started_on", "completed_on", "score"),
        *(
            "valid_until",
            "requirements",
            "municipality_name",
            "office",
            "signatories",
            "issued_at",
            "issued_by",
            "replaces",
        ),
        *(
            "revoked_at",
            "revoked_by",
            "revocation_reason",
            "superseded_at",
            "superseded_by_folio",
            "supersession_reason",
        ),
        *("verification_url", "sha256", "rendered_at"),
    ]
    filterset_class = CertificateFilterSet
    search_fields = ["folio", "holder_name", "course_title", "employee__number"]
    search_backend_name = None
    list_per_page = 50
    # The views ask for the class's own form; there is none to edit.
    form_fields = ["folio"]

    @property
    def permission_policy(self):
        return ReadAndDecidePolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("zip/", BundleView.as_view(), name="bundle"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/archivo/", DownloadView.as_view(), name="download"),
            path("<int:pk>/revocar/", RevokeView.as_view(), name="revoke"),
            path("<int:pk>/sustituir/", ReplaceView.as_view(), name="replace"),
        ]


def _url(name, certificate=None):
    return reverse(f"certificates_admin:{name}", args=[certificate.pk] if certificate else [])
