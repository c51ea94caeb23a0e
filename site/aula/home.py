"""What the public home shows."""

from django.apps import apps

from courses.api import listed_courses


def home_context(request):
    """The courses, and the share of staff accredited where reports is installed and the group is large enough."""
    share = None
    if apps.is_installed("reports"):
        from reports.api import share_accredited

        share = share_accredited()
    return {"courses": listed_courses(getattr(request.user, "employee", None)), "share_accredited": share}
