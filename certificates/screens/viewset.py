"""The list of constancias, each one, and what may be done about them, as one set of addresses."""

from django.urls import path
from wagtail.admin.viewsets.model import ModelViewSet

from ..life import screens as life
from ..models import Certificate
from .downloads import BundleView, DownloadView
from .inspecting import CertificateInspectView
from .listing import CertificateFilterSet, CertificateIndexView
from .missing import missing
from .policy import ICON, ReadAndDecidePolicy
from .unmade import retry, retry_all, unmade


class CertificateViewSet(ModelViewSet):
    model = Certificate
    name = "certificates_admin"
    url_prefix = "constancias"
    icon = ICON
    add_to_reference_index = False
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    inspect_view_fields = [
        *("folio", "kind", "state", "holder_name", "course_title", "hours", "modality", "started_on", "completed_on"),
        *("score", "valid_until", "requirements", "municipality_name", "office", "signatories", "design"),
        *("issued_at", "issued_by", "ground", "renews", "replaces"),
        *("revoked_at", "revoked_by", "revocation_class", "revocation_reason"),
        *("superseded_at", "superseded_by_folio", "supersession_reason"),
        *("verification_url", "sha256", "signed_with", "rendered_at"),
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
            path("faltantes/", missing, name="missing"),
            path("sin-archivo/", unmade, name="unmade"),
            path("sin-archivo/reintentar/", retry_all, name="retry_all"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/archivo/", DownloadView.as_view(), name="download"),
            path("<int:pk>/reintentar/", retry, name="retry"),
            path("<int:pk>/revocar/", life.revoke_one, name="revoke"),
            path("<int:pk>/sustituir/", life.replace_one, name="replace"),
            path("<int:pk>/retirar-nombre/", life.withhold_one, name="withhold"),
        ]
