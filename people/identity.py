"""The municipality of the site that is being served."""

from .models import Municipality


def municipality():
    """The default site's Municipality with its site, in one query; an unsaved one with defaults if none is stored."""
    found = Municipality.objects.filter(site__is_default_site=True).select_related("site").first()
    return found or Municipality()
