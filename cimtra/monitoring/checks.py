"""What must be true before the site goes live."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.utils.translation import gettext as _


@register(Tags.security, deploy=True)
def no_local_portal(app_configs, **kwargs) -> list[Error]:
    """The exception for a portal on this machine is one for tests; on a server it would open its own network."""
    if not getattr(settings, "CIMTRA_MONITOR_LOCAL_PORTALS", ()):
        return []
    return [
        Error(
            _("CIMTRA_MONITOR_LOCAL_PORTALS lets the monitor of links into this machine. Leave it empty."),
            id="cimtra.E001",
        )
    ]
