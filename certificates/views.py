"""Public verification, and the holder's own PDF."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import verifying
from .forms import CodeForm
from .models import Certificate, private_storage
from .verifying import FileVerdict
from .wording import day_text, hours_text, requirements_with_aspects, until_text, verdict_words


# Somebody who only compares a file has no session and changes nothing: there is nothing to forge.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """The door for paper in hand: write the code, or let the file speak for itself."""
    context = {"form": CodeForm(), "most_bytes": verifying.MOST_BYTES}
    if request.method == "POST" and request.FILES.get("file"):
        problem, value = verifying.read_file(request.FILES["file"])
        return _answer_for_file(request, context, problem, value)
    if value := request.GET.get("huella"):
        return _answer_for_file(request, context, None, value.lower())
    if "code" in request.GET or request.method == "POST":
        context["form"] = form = CodeForm(request.GET if request.method != "POST" else request.POST)
        if form.is_valid():
            return _private(redirect("certificates:verification", code=form.cleaned_data["code"]))
        return _private(render(request, "certificates/verify.html", context, status=400))
    return _private(render(request, "certificates/verify.html", context))


def _answer_for_file(request, context, problem, value):
    certificate = None if problem else verifying.find_by_fingerprint(value)
    if certificate:
        return _verification_page(request, certificate, FileVerdict.MATCHES)
    context["file_verdict"] = problem or FileVerdict.NOT_OURS
    return _private(render(request, "certificates/verify.html", context))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request, code):
    """What one constancia proves and whether it still holds, for somebody who has never seen this site."""
    certificate = verifying.find(code)
    if certificate is None:
        return _private(render(request, "certificates/unknown_code.html", {"form": CodeForm()}, status=404))
    file_verdict = None
    if request.method == "POST" and request.FILES.get("file"):
        problem, value = verifying.read_file(request.FILES["file"])
        file_verdict = problem or verifying.compare(certificate, value)
    elif request.method == "POST":
        file_verdict = FileVerdict.EMPTY
    return _verification_page(request, certificate, file_verdict)


def _verification_page(request, certificate, file_verdict):
    words = verdict_words(certificate)
    context = {
        "certificate": certificate,
        "state": certificate.state,
        "words": words,
        "holds": not words[2],
        "hours": hours_text(certificate.hours),
        "issued_on": day_text(timezone.localdate(certificate.issued_at)),
        "validity": until_text(certificate.valid_until),
        "requirements": requirements_with_aspects(certificate.requirements),
        "file_verdict": file_verdict,
        "most_bytes": verifying.MOST_BYTES,
    }
    return _private(render(request, "certificates/verification.html", context))


def _private(response):
    """A code is a key: no search engine may keep it and no other site may learn it from a link."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@never_cache
@require_safe
def own_certificate(request, folio):
    """The stored PDF of the signed-in person; a page that waits while it is being made. Others' do not exist."""
    certificate = _visible_to(request.user).filter(folio=folio).first()
    if certificate is None:
        raise Http404(_("This certificate does not exist or is not yours."))
    if not certificate.has_file or not private_storage().exists(certificate.pdf.name):
        return render(request, "certificates/being_made.html", {"certificate": certificate})
    return pdf_response(certificate, as_download="descargar" in request.GET)


def _visible_to(user):
    if user.has_perm("certificates.view_certificate"):
        return Certificate.objects.all()
    return Certificate.objects.filter(employee__user=user)


def pdf_response(certificate, *, as_download):
    """The bytes as they were issued."""
    response = FileResponse(
        private_storage().open(certificate.pdf.name),
        as_attachment=as_download,
        filename=f"{certificate.folio}.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    # What the browser's own PDF viewer needs, and nothing else.
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
    return response
