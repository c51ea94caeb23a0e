"""Views of the site itself: health, and the page that shows every component."""

from django.conf import settings
from django.contrib.auth.decorators import login_required, user_passes_test
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET


@never_cache
@require_GET
def health(request):
    """200 when the database answers, 503 otherwise; nothing about the installation is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"estado": "con fallas"}, status=503)
    return JsonResponse({"estado": "en servicio"})


@cache_control(public=True, max_age=300)
@require_GET
def colours(request):
    """The municipality's own colours as a style sheet, for the pages that link it."""
    return render(request, "aula/colours.css", content_type="text/css; charset=utf-8")


def _may_see_styles(user):
    return settings.DEBUG or user.is_staff or user.has_perm("wagtailadmin.access_admin")


@login_required
@user_passes_test(_may_see_styles)
@require_GET
def styles(request):
    """All components in all their states."""
    return render(request, "aula/styles.html")
