"""What the tests of verification share: reading a page as a person does, and files that somebody has tampered with."""

import json
import re
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.drawing import manifest


def text(response):
    """What is read on the page: no markup, one space between words."""
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    body = re.sub(r"<div hidden data-answer.*?</div>\s*</div>\s*</div>", " ", body, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def upload(data, name="constancia.pdf"):
    return {"file": SimpleUploadedFile(name, data, "application/pdf")}


def with_one_other_byte(data):
    """A signed file with one byte changed in the middle of a page's content, so that it still opens."""
    changed = bytearray(data)
    start = data.index(b"stream") + 40
    changed[start] ^= 1
    return bytes(changed)


def added_to(data):
    """A signed file with a comment added at its end, as an editor that saves changes at the end does."""
    return data + b"\n% agregado\n"


def stripped(data):
    """The same sheet saved anew without its signature; its evidence is still attached."""
    saved = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page:
                page.Annots = pikepdf.Array([note for note in page.Annots if note.get("/FT") != "/Sig"])
        pdf.save(saved)
    return saved.getvalue()


def pdf_with_evidence(facts):
    """A sheet that somebody made up, with this as its evidence."""
    saved = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        content = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
        described = pikepdf.AttachedFileSpec(pdf, content, filename=manifest.NAME)
        pdf.attachments[manifest.NAME] = described
        pdf.Root.AF = pikepdf.Array([described.obj])
        pdf.save(saved)
    return saved.getvalue()
