"""Shared office PCs: nothing of a signed-in person stays in the browser."""

from django.conf import settings
from django.urls import reverse


class PrivatePagesMiddleware:
    """Pages of a signed-in person are not stored; signing out empties the browser's cache and storage for us."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        if had_session and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
