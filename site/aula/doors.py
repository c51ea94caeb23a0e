"""Who may knock at the admin."""

from django.conf import settings
from django.core.exceptions import PermissionDenied


class AdminDoorMiddleware:
    """A signed-in person without a role in the admin is told so.

    Wagtail would send them to the sign-in page, which sends signed-in people back: they would go round in circles.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(settings.CSP_ADMIN_PREFIXES):
            user = request.user
            if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
        return self.get_response(request)
