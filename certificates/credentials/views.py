"""The addresses that machines read: keys, statuses; and the holder's own credential."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from ..life.link_views import by_link
from ..models import Certificate
from . import badges, identity, statuses

DID_TYPE = "application/did+json"
KEY_SET_TYPE = "application/jwk-set+json"
JWT_TYPE = "application/vc+jwt"
JSON_TYPE = "application/vc"


@cache_control(public=True, max_age=300)
@require_safe
def did_json(request):
    """Who this installation is, and with which keys it has signed."""
    return _for_anybody(JsonResponse(identity.did_document(), content_type=DID_TYPE))


@cache_control(public=True, max_age=300)
@require_safe
def jwks_json(request):
    """The same keys in the form that most libraries read, and scripts/check_statement.py."""
    return _for_anybody(JsonResponse(identity.key_set(), content_type=KEY_SET_TYPE))


@require_safe
def status_list(request, number):
    """Which credentials were revoked or replaced: asked for each time, sent only when it has changed."""
    if not statuses.exists(number):
        raise Http404(_("There is no such list."))
    version = statuses.version(number)
    etag = f'"{version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(statuses.status_list(number, version), content_type=JWT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return _for_anybody(response)


@login_required
@never_cache
@require_safe
def own_credential(request, folio):
    """The credential of one's own constancia, to keep or to give to an application; others' do not exist."""
    certificate = get_object_or_404(Certificate.objects.with_name(), employee__user=request.user, folio=folio)
    return credential_response(certificate, as_json=request.GET.get("formato") == "json")


@require_safe
@by_link
def holder_credential(request, link, token, folio):
    """The same for somebody who has left, under the personal address."""
    certificate = get_object_or_404(Certificate.objects.with_name(), employee=link.employee, folio=folio)
    return credential_response(certificate, as_json=request.GET.get("formato") == "json")


def credential_response(certificate: Certificate, *, as_json: bool = False) -> HttpResponse:
    """The file to download: a VC-JWT, or JSON with its proof inside."""
    make, kind, ending = (badges.as_json, JSON_TYPE, "json") if as_json else (badges.as_jwt, JWT_TYPE, "jwt")
    response = HttpResponse(make(certificate), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{certificate.folio}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _for_anybody(response):
    """Pages of other sites may read it too: there is nothing personal in it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
