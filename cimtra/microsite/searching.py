"""The search box of the microsite: titles, aspects and areas, whatever the accents."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from people.api import fold

from ..models import AspectPage, MicrositePage
from .published import Item, item_of, public_documents

LONGEST = 120
MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """`pages` are {"title", "url"}; `documents` the newest MOST, and `count` how many there are."""

    words: str
    pages: list[dict[str, str]]
    documents: list[Item]
    count: int


def search(words: str, microsite: MicrositePage, request: HttpRequest) -> Found:
    """What has all of `words` in its title, its aspects or its area. Three queries.

    Compared here and not in the database: the two that we use do not fold accents alike.
    """
    words = " ".join(words.split())[:LONGEST]
    wanted = fold(words).split()
    if not wanted:
        return Found(words, [], [], 0)
    pages = AspectPage.objects.live().descendant_of(microsite).select_related("aspect__block").order_by("path")
    hits = [
        {"title": page.title, "url": page.get_url(request)}
        for page in pages
        if _has(wanted, page.title, page.aspect.title, page.aspect.block.title)
    ]
    documents = public_documents().prefetch_related("aspects").order_by("-period_start", "title")
    found = [
        document
        for document in documents
        if _has(
            wanted,
            document.title,
            document.description,
            document.department.name,
            str(document.period_start.year),
            *(aspect.title for aspect in document.aspects.all()),
        )
    ]
    return Found(words, hits, [item_of(document) for document in found[:MOST]], len(found))


def _has(wanted: list[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in wanted)
