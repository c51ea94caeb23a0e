"""Reads drawn sheets with programs that are not ours: poppler, qpdf, zbar and a validator of PDF/A and PDF/UA."""

from __future__ import annotations

import subprocess
from functools import cache

from page import ValidationProfile, validate_pdf_bytes

from certificates.drawing import render

from ..drawing_factories import GROUND_NAME, LONGEST_NAME, SIGNATURE_NAME, STATEMENT, form, sheet
from ..factories import requirement_line

TITLES = [
    "Programa anual de transparencia y rendición de cuentas",
    "Publicación mensual del gasto en viáticos y comunicación social",
    "Protección de datos personales en los trámites municipales",
    "Padrones de proveedores, contratistas y licencias",
    "Sesiones públicas de cabildo y comisiones edilicias",
    "Atención ciudadana y trámites en línea accesibles",
]
SIX = [requirement_line(title=title) for title in TITLES]
THREE_SIGN = [
    {"name": f"Persona Firmante {number}", "post": "Titular de la Unidad de Transparencia", "picture": SIGNATURE_NAME}
    for number in range(3)
]
FULL = {"holder_name": LONGEST_NAME, "requirements": SIX, "signatories": THREE_SIGN, "statement": STATEMENT}
CASES = {
    "diploma": sheet(),
    "diploma with little to say": sheet(requirements=[], shows=(), score=None, crest="", signatories=[], manifest=b""),
    "diploma with much to say": sheet(**FULL, note="Hace constar la asistencia; no acredita una evaluación."),
    "diploma on a background": sheet(background=GROUND_NAME, valid_until=None),
    "letter": sheet(layout="letter"),
    "letter with much to say": sheet(layout="letter", **FULL),
    "form": form(),
    "form with much to say": form(**{**FULL, "requirements": SIX[:2]}, background=GROUND_NAME),
    "form about whom little is known": form(particulars={}, requirements=[], shows=("hours",)),
}


@cache
def drawn(case: str) -> bytes:
    """The PDF of one of CASES, drawn once per process."""
    return render(CASES[case])


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def text_of(pdf: bytes, *options: str) -> str:
    """What pdftotext reads, as words with one space between them."""
    return " ".join(run("pdftotext", *options, "-", "-", data=pdf).decode().split())


def structure_of(pdf: bytes, tmp_path) -> str:
    """The tags and texts in the order in which a screen reader says them; poppler reads it from a file only."""
    path = tmp_path / "structure.pdf"
    path.write_bytes(pdf)
    return run("pdfinfo", "-struct-text", str(path)).decode()


def qr_on_paper(pdf: bytes, tmp_path, *, resolution=150) -> str:
    """What zbar reads from the page as a scanner in black and white sees it."""
    run("pdftoppm", "-gray", "-r", str(resolution), "-singlefile", "-", str(tmp_path / "page"), data=pdf)
    return run("zbarimg", "--quiet", "--raw", str(tmp_path / "page.pgm")).decode().strip()


def faults(pdf: bytes) -> list[str]:
    """What the file lacks of PDF/A-3a and of PDF/UA-1."""
    found = []
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        failures = validate_pdf_bytes(pdf, profile=profile).failures
        # This rule of the checker finds fault with stream lengths that veraPDF and qpdf accept.
        found += [
            f"{profile}: {fault.message}" for fault in failures if not fault.rule_id.endswith("STREAM-LENGTH-001")
        ]
    return found
