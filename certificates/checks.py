"""System checks: what must be true before a constancia may be drawn."""

from importlib.metadata import version

from django.core.checks import Error, register
from django.utils.translation import gettext as _

SAFE_WEASYPRINT = 70


@register()
def renderer_is_safe(app_configs, **kwargs):
    """Older versions of WeasyPrint let an address slip past the fetcher (CVE-2026-55073)."""
    if int(version("weasyprint").split(".")[0]) >= SAFE_WEASYPRINT:
        return []
    return [
        Error(
            _("WeasyPrint is older than version 70: constancias could read files of this server."),
            id="certificates.E001",
        )
    ]
