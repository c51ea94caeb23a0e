"""Rows of certificates: the constancia, its template, its making, its keys, and what happens to it afterwards."""

from .certificate import Certificate, FolioCounter, pdf_name, private_storage
from .drawing import Drawing
from .keys import PublicKey
from .life import HolderLink, RevocationAppeal, WithheldName
from .requests import ManualRequest, RequestedHolder
from .sheets import (
    CertificateTemplate,
    Kind,
    Layout,
    SheetPicture,
    Shown,
    SignaturePicture,
    TemplateUse,
    TemplateVersion,
)

__all__ = [
    "Certificate",
    "CertificateTemplate",
    "Drawing",
    "FolioCounter",
    "HolderLink",
    "Kind",
    "Layout",
    "ManualRequest",
    "PublicKey",
    "RequestedHolder",
    "RevocationAppeal",
    "SheetPicture",
    "Shown",
    "SignaturePicture",
    "TemplateUse",
    "TemplateVersion",
    "WithheldName",
    "pdf_name",
    "private_storage",
]
