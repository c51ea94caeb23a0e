from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CimtraConfig(AppConfig):
    name = "cimtra"
    verbose_name = _("CIMTRA")

    def ready(self) -> None:
        from courses.plugins import requirement_basis_providers

        from . import obligations
        from .area.menu import register as register_area
        from .basis import aspects_behind
        from .coverage.registering import register as register_coverage
        from .findings.registering import register as register_findings
        from .indicators.registering import register as register_indicators
        from .library.section import register as register_library
        from .monitoring.registering import register as register_monitoring
        from .sessions.registering import register as register_sessions

        requirement_basis_providers.register(aspects_behind)
        register_area()
        obligations.register()
        register_coverage()
        register_findings()
        register_indicators()
        register_library()
        register_monitoring()
        register_sessions()
