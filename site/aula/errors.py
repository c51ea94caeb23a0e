"""Pages for what goes wrong: each says what happened, what stays safe, and the way on."""

from django.shortcuts import render


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def csrf_failure(request, reason=""):
    """The form was older than the session, or came from elsewhere: nothing was changed."""
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """Rendered without context processors: the database may be what failed."""
    from django.http import HttpResponseServerError
    from django.template import loader

    return HttpResponseServerError(loader.render_to_string("500.html"))
