"""The catalogue of open data: what is public, in DCAT (https://www.w3.org/TR/vocab-dcat-3/) as JSON-LD."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from people.api import municipality

from ..files import TYPES
from ..library.addresses import address_of, download_address_of
from ..models import LibraryDocument
from .published import public_documents

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGE = "es"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def newest_change() -> dt.datetime | None:
    """When something was last published or withdrawn."""
    days = LibraryDocument.objects.filter(first_published_at__isnull=False).aggregate(
        published=Max("last_published_at"), withdrawn=Max("withdrawn_at")
    )
    return max((day for day in days.values() if day), default=None)


def catalogue_of(absolute: Callable[[str], str], *, only_open: bool = False) -> dict[str, Any]:
    """A dcat:Catalog with one dcat:Dataset per public document; two queries besides the municipality's.

    `absolute` makes a whole address of a path of this site.
    """
    documents = public_documents().prefetch_related("aspects").order_by("-period_start", "pk")
    if only_open:
        documents = documents.filter(format__in=LibraryDocument.OPEN_FORMATS)
    name = municipality().name
    changed = newest_change()
    return {
        "@context": CONTEXT,
        "@type": "dcat:Catalog",
        "@id": absolute(reverse("cimtra:catalogue")),
        "dct:title": _("Public information of %(name)s") % {"name": name},
        "dct:language": LANGUAGE,
        "dct:publisher": _organisation(name),
        **({"dct:modified": _moment(changed)} if changed else {}),
        "dcat:dataset": [_dataset(document, absolute, name) for document in documents],
    }


def _dataset(document: LibraryDocument, absolute: Callable[[str], str], publisher: str) -> dict[str, Any]:
    page = absolute(address_of(document))
    return {
        "@type": "dcat:Dataset",
        "@id": page,
        "dct:identifier": str(document.pk),
        "dct:title": document.title,
        **({"dct:description": document.description} if document.description else {}),
        "dct:language": LANGUAGE,
        "dct:issued": _moment(document.first_published_at),
        "dct:modified": _typed(document.updated_on.isoformat(), "date"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(document.period_start.isoformat(), "date"),
            "dcat:endDate": _typed(document.period_end.isoformat(), "date"),
        },
        "dct:creator": _organisation(document.department.name),
        "dct:publisher": _organisation(publisher),
        "dcat:keyword": [aspect.title for aspect in document.aspects.all()],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(document, absolute, page)],
    }


def _distribution(document: LibraryDocument, absolute: Callable[[str], str], page: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": document.get_format_display(),
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": absolute(download_address_of(document))},
        "dcat:mediaType": {"@id": MEDIA_TYPES + TYPES[document.format].partition(";")[0]},
        "dcat:byteSize": _typed(str(document.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(document.sha256, "hexBinary"),
        },
    }


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "foaf:Organization", "foaf:name": name}


def _moment(moment: dt.datetime) -> dict[str, str]:
    return _typed(moment.isoformat(timespec="seconds"), "dateTime")


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}
