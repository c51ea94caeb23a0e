"""The Content-Security-Policy header, with the names of Django 6's own settings so that it can replace this file."""

import secrets

from django.conf import settings
from django.utils.functional import SimpleLazyObject, empty


class ContentSecurityPolicyMiddleware:
    """Public pages get SECURE_CSP, the admin SECURE_CSP_ADMIN; a response that brings its own policy keeps it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request._csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            in_admin = request.path.startswith(settings.CSP_ADMIN_PREFIXES)
            policy = settings.SECURE_CSP_ADMIN if in_admin else settings.SECURE_CSP
            response["Content-Security-Policy"] = _header(policy, request._csp_nonce)
        return response


def _header(policy, nonce):
    was_printed = nonce._wrapped is not empty
    directives = []
    for name, sources in policy.items():
        if was_printed:
            sources = [f"'nonce-{nonce}'" if source == settings.CSP_NONCE else source for source in sources]
        else:
            sources = [source for source in sources if source != settings.CSP_NONCE]
        directives.append(" ".join([name, *sources]))
    return "; ".join(directives)


def csp(request):
    """Context processor: the nonce of this response, for a page that must carry a script of its own."""
    return {"csp_nonce": request._csp_nonce}
