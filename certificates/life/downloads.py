"""Handing over the stored file, and saying why there is none."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Certificate, private_storage


def pdf_response(certificate: Certificate, *, as_download: bool) -> FileResponse:
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


def file_for_holder(request: HttpRequest, certificate: Certificate, *, back_url: str) -> HttpResponse:
    """The stored PDF; while there is none, a page that waits; where the name was withheld, one that says it is gone."""
    context = {"certificate": certificate, "back_url": back_url}
    if certificate.is_withheld:
        return render(request, "certificates/life/file_deleted.html", context, status=410)
    if not certificate.has_file or not private_storage().exists(certificate.pdf.name):
        return render(request, "certificates/being_made.html", context)
    return pdf_response(certificate, as_download="descargar" in request.GET)
