"""Taking the files: one as it was issued, or many as a ZIP that the worker makes."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from people.api import start_work

from .. import bundling
from ..forms import BundleForm
from ..life.downloads import pdf_response
from ..models import Certificate, private_storage
from .policy import ReadAndDecidePolicy, url_of


class DownloadView(PermissionCheckedMixin, View):
    permission_policy = ReadAndDecidePolicy(Certificate)
    permission_required = "view"
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        certificate = get_object_or_404(Certificate.objects.with_name().exclude(sha256=""), pk=pk)
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
            {"url": url_of("index"), "label": _("Certificates")},
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
