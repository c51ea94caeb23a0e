from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CimtraConfig(AppConfig):
    name = "cimtra"
    verbose_name = _("CIMTRA")

    def ready(self) -> None:
        from courses.plugins import requirement_basis_providers

        from .basis import aspects_behind

        requirement_basis_providers.register(aspects_behind)
