"""Public addresses of cimtra. Its screens in the admin are registered in wagtail_hooks."""

from django.urls import include, path

from .area import views as area
from .coverage import own as own_coverage
from .coverage import public_views as public_coverage
from .findings import area_views as findings

app_name = "cimtra"

urlpatterns = [
    path("transparencia/avance/", public_coverage.progress_by_area, name="public_progress"),
    path("transparencia/avance/datos.csv", public_coverage.progress_as_csv, name="public_progress_csv"),
    path("mi-area/cobertura/", own_coverage.own, name="area_coverage"),
    path("mi-area/cobertura/<int:pk>/", own_coverage.own_aspect, name="area_coverage_aspect"),
    path("micrositio/", include("cimtra.microsite.urls")),
    path("mi-area/documentos/", include("cimtra.library.area_urls")),
    path("mi-area/entregas/", include("cimtra.obligations.area_urls")),
    path("mi-area/poa/", include("cimtra.indicators.area_urls")),
    path("mi-area/", area.area, name="area"),
    path("mi-area/observaciones/", findings.findings, name="area_findings"),
    path("mi-area/observaciones/<int:pk>/", findings.finding, name="area_finding"),
    path("mi-area/observaciones/<int:pk>/evidencia/<int:evidence_pk>/", findings.evidence, name="area_evidence"),
    *[
        path(f"mi-area/observaciones/<int:pk>/{act}/", findings.act, {"name": act}, name=f"area_finding_{act}")
        for act in findings.ACTS
    ],
]
