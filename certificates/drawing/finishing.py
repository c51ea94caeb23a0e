"""The last touch on a laid-out PDF: what makes it PDF/UA-1 beside PDF/A-3a, and the field for a visible signature."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from people.api import mend_picture_boxes

from .document import Document

# The element of the sheets over which the field of the signature lies, the field's name, and its points of width and
# height.
SIGNATURE_ANCHOR = "signature"
SIGNATURE_NAME = "Firma"
SIGNATURE_SIZE = (300, 30)

# WeasyPrint takes one variant. What PDF/UA-1 asks for beyond PDF/A-3a is this declaration, and PDF/A asks that a
# property it does not know be described in an extension schema beside it. The bytes of issued sheets depend on it.
ACCESSIBLE_TOO = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def pdf_options(document: Document) -> dict[str, Any]:
    """What WeasyPrint is told of the file; the identifier comes from the folio, so that bytes repeat."""
    return {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": sha256(document.folio.encode()).digest()[:16],
    }


def declare_accessible(laid_out, pdf) -> None:
    """Add the PDF/UA-1 declaration to the metadata and put the pictures' boxes into PDF points."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", ACCESSIBLE_TOO + b"</rdf:RDF>", 1) for part in metadata.stream]
    # Archive tools look for the declaration in plain text.
    metadata.compress = False
    mend_picture_boxes(laid_out, pdf)


def finisher_of(document: Document):
    """The function (laid_out, pdf) that WeasyPrint calls before it writes the file of `document`."""

    def finish(laid_out, pdf):
        declare_accessible(laid_out, pdf)
        _name_attachments_once(pdf)
        if document.signature_field:
            from ..signing.fields import add_field

            add_field(
                laid_out,
                pdf,
                anchor=SIGNATURE_ANCHOR,
                name=SIGNATURE_NAME,
                tooltip=_("Electronic signature of this certificate"),
                size=SIGNATURE_SIZE,
            )

    return finish


def _name_attachments_once(pdf):
    """WeasyPrint 70 names each associated file twice in the catalogue."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
