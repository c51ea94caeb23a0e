from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import views
from .admin import CimtraViewSetGroup
from .coverage import home
from .library import hooks as library_hooks  # noqa: F401 - registers itself


@hooks.register("register_admin_urls")
def instrument_urls():
    urls = [
        path("", views.instrument, name="instrument"),
        path("aspectos/<int:pk>/", views.aspect, name="aspect"),
    ]
    return [
        path("cimtra/herramienta/", include((urls, "cimtra_admin"), namespace="cimtra_admin")),
        path("cimtra/instrumento/", include(("cimtra.instrument.urls", "cimtra_instrument"))),
    ]


@hooks.register("register_admin_urls")
def coverage_urls():
    return [
        path("cimtra/cobertura/", include(("cimtra.coverage.urls", "cimtra_coverage"))),
        path("cimtra/paquetes/", include(("cimtra.packs.urls", "cimtra_packs"))),
    ]


@hooks.register("construct_homepage_panels")
def overdue_panel(request, panels):
    if home.is_for(request.user):
        panels.append(home.OverduePanel())


@hooks.register("register_admin_urls")
def plan_urls():
    return [
        path("cimtra/obligaciones/", include(("cimtra.obligations.urls", "cimtra_obligations"))),
        path("cimtra/planes/", include(("cimtra.plans.urls", "cimtra_plans"))),
        path("cimtra/poa/", include(("cimtra.indicators.urls", "cimtra_indicators"))),
        path("cimtra/sesiones/", include(("cimtra.sessions.urls", "cimtra_sessions"))),
    ]


@hooks.register("register_admin_urls")
def monitoring_urls():
    return [path("cimtra/monitoreo/", include(("cimtra.monitoring.urls", "cimtra_monitoring")))]


@hooks.register("register_admin_urls")
def finding_urls():
    return [path("cimtra/observaciones/", include(("cimtra.findings.urls", "cimtra_findings")))]


@hooks.register("register_admin_urls")
def round_urls():
    return [path("cimtra/evaluaciones/", include("cimtra.rounds.urls"))]


register_snippet(CimtraViewSetGroup)
