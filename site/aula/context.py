"""What every template knows: the municipality, and the menu entries that apps registered."""

from django.apps import apps
from django.conf import settings
from django.utils.functional import SimpleLazyObject

from courses.plugins import nav_items
from people.api import municipality


def site_identity(request):
    """`municipality` (asked once per request, only if used), `menu_extras`, and the product's name."""

    def once_per_request():
        if not hasattr(request, "_municipality"):
            request._municipality = municipality()
        return request._municipality

    return {
        "municipality": SimpleLazyObject(once_per_request),
        "menu_extras": SimpleLazyObject(lambda: [item for entry in nav_items for item in entry(request)]),
        "product_name": settings.PRODUCT_NAME,
        "microsite_url": "/micrositio/" if apps.is_installed("cimtra") else "",
    }
