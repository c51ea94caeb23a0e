"""The public pages of verification. They change nothing, need no account and no JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..life.names import NameKeyIsLost, is_the_name
from ..models import Certificate
from ..signing.registry import our_key
from ..wording import day_text, hours_text, period_text, requirements_with_aspects, until_text
from . import pacing
from .data import UNKNOWN, data_of
from .files import MOST_BYTES, Answer, FileVerdict, judge, matching
from .finding import find, find_by_fingerprint, find_by_folio, renewal_of, successor_of
from .forms import CodeForm, FolioForm, NameForm
from .words import activity_label, signature_words, verdict_of

HTML, JSON = "text/html", "application/json"


# Whoever asks has no session and changes nothing: there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The door for paper in hand: write the code, or let the file speak for itself."""
    if request.method == "POST" and "file" in request.FILES:
        try:
            return _answer_for_file(request, judge(request, request.FILES["file"]))
        except pacing.Wait as wait:
            return _wait(request, wait)
    if value := request.GET.get("huella"):
        known = find_by_fingerprint(value.lower())
        return _answer_for_file(request, matching(known, of=None) if known else Answer(FileVerdict.NOT_OURS))
    if request.method == "POST":
        return _door(request, Answer(FileVerdict.EMPTY))
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return _private(redirect("certificates:verification", code=form.cleaned_data["code"] or "-"))
    return _door(request, form=form, status=400 if form.is_bound else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_by_folio(request: HttpRequest) -> HttpResponse:
    """By folio and surname, for paper whose QR cannot be read. Wrong and unknown get one answer."""
    form = FolioForm(request.POST or None)
    if not form.is_valid():
        return _folio_page(request, form, status=400 if form.is_bound else 200)
    folio = form.cleaned_data["folio"]
    try:
        pacing.begin_try(request, folio)
    except pacing.Wait as wait:
        return _wait(request, wait)
    certificate = find_by_folio(folio, form.cleaned_data["surname"])
    if certificate is None:
        return _folio_page(request, form, status=404, was_found=False)
    pacing.succeeded(request, folio)
    return _private(redirect(certificate.verification_path))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, code: str) -> HttpResponse:
    """What one constancia proves and whether it still holds, for somebody who has never seen this site."""
    certificate = find(code)
    if certificate is None:
        return _unknown(request)
    if request.method != "POST":
        return _told(request, certificate)
    try:
        if "name" in request.POST:
            return _compare_name(request, certificate)
        return _told(request, certificate, judge(request, request.FILES.get("file"), of=certificate))
    except pacing.Wait as wait:
        return _wait(request, wait)


def _compare_name(request, certificate):
    form = NameForm(request.POST)
    if not certificate.is_withheld or not form.is_valid():
        return _told(request, certificate, name_form=form, status=400)
    pacing.begin_try(request, certificate.folio)
    try:
        is_same = is_the_name(certificate, form.cleaned_data["name"])
    except NameKeyIsLost:
        is_same = None
    if is_same:
        pacing.succeeded(request, certificate.folio)
    if _wants_json(request):
        return _as_json(request, {**data_of(certificate), "nombre_coincide": is_same})
    return _told(request, certificate, name_form=form, name_is_same=is_same, name_was_compared=True)


def _answer_for_file(request, answer):
    if answer.certificate:
        return _told(request, answer.certificate, answer)
    if _wants_json(request):
        return _as_json(request, UNKNOWN, status=404)
    return _door(request, answer)


def _told(request, certificate, answer=None, *, status=200, **context):
    if _wants_json(request):
        return _as_json(request, data_of(certificate), status=status)
    return _page(request, "verification", _context(certificate, answer) | context, status=status)


def _context(certificate: Certificate, answer: Answer | None) -> dict:
    verdict, state = verdict_of(certificate), certificate.state
    return {
        "certificate": certificate,
        "state": state,
        "verdict": verdict,
        "activity_label": activity_label(certificate),
        "hours": hours_text(certificate.hours),
        "period": period_text(certificate.started_on, certificate.completed_on),
        "issued_on": day_text(timezone.localdate(certificate.issued_at)),
        "validity": until_text(certificate.valid_until),
        "requirements": requirements_with_aspects(certificate.requirements),
        "successor": successor_of(certificate),
        "renewal": renewal_of(certificate) if state == Certificate.State.EXPIRED else None,
        # While there is no file, nobody has signed it.
        "signature": signature_words(certificate, _signer(certificate)) if certificate.has_file else None,
        "answer": answer,
        "name_form": NameForm() if certificate.is_withheld else None,
        "most_bytes": MOST_BYTES,
    }


def _signer(certificate):
    fingerprint = certificate.signature.get("fingerprint")
    return our_key(fingerprint) if fingerprint else None


def _door(request, answer=None, *, form=None, status=200):
    context = {"form": form or CodeForm(), "answer": answer, "most_bytes": MOST_BYTES}
    return _page(request, "verify", context, status=status)


def _folio_page(request, form, *, status, was_found=True):
    return _page(request, "verify_by_folio", {"form": form, "was_found": was_found}, status=status)


def _unknown(request):
    if _wants_json(request):
        return _as_json(request, UNKNOWN, status=404)
    return _page(request, "unknown_code", {"form": CodeForm()}, status=404)


def _wait(request, wait):
    """Too many tries lately: when the next one may be made, and which doors are open meanwhile."""
    if _wants_json(request):
        response = _as_json(request, {"espere_segundos": wait.seconds}, status=429)
    else:
        response = _page(request, "wait", {"seconds": wait.seconds}, status=429)
    response["Retry-After"] = str(wait.seconds)
    return response


def _wants_json(request):
    return request.get_preferred_type([HTML, JSON]) == JSON


def _as_json(request, data, *, status=200):
    return _private(JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _page(request, name, context, *, status=200):
    return _private(render(request, f"certificates/{name}.html", context, status=status))


def _private(response):
    """A code is a key: no search engine may keep it and no other site may learn it from a link."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    patch_vary_headers(response, ["Accept"])
    return response
