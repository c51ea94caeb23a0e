"""What each page of the microsite shows; all of it in a number of queries that does not grow."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest

from ..institutions import institution_on
from ..library.addresses import address_of
from ..models import AspectPage, BlockPage, Inapplicability, Institution, Instrument, LibraryDocument, MicrositePage
from ..responsible import responsible_for
from ..rounds.scoring import latest
from .published import counts_of, notes_of, public_documents, published_of, with_counts
from .searching import search

NEWEST = 6


def trail_of(page: BlockPage | AspectPage, request: HttpRequest) -> list[dict[str, str]]:
    """The pages above `page` up to the microsite."""
    microsite = getattr(page, "microsite", None)
    if microsite is None:
        # A preview in the admin, which no route led to.
        return [{"title": one.title, "url": one.get_url(request)} for one in page.get_ancestors().filter(depth__gt=2)]
    above = request.path.rstrip("/").rpartition("/")[0]
    if isinstance(page, BlockPage):
        return [{"title": microsite.title, "url": f"{above}/"}]
    top = above.rpartition("/")[0]
    return [
        {"title": microsite.title, "url": f"{top}/"},
        {"title": page.aspect.block.title, "url": f"{above}/"},
    ]


def newest_updates(number: int = NEWEST) -> list[dict[str, Any]]:
    documents = public_documents().order_by("-last_published_at", "-pk")[:number]
    return [{"document": one, "address": address_of(one)} for one in documents]


def microsite_context(page: MicrositePage, request: HttpRequest) -> dict[str, Any]:
    """With words to search for, what was found; without, what is new and the last official score."""
    context = {"blocks": _blocks(page, request)}
    words = request.GET.get("q", "")
    if words.strip():
        return {**context, "found": search(words, page, request)}
    return {
        **context,
        "updates": newest_updates(),
        "score": latest(Instrument(pk=page.instrument_id), official=True),
        "evaluator": institution_on(Institution.Role.EVALUATOR),
    }


def _blocks(page: MicrositePage, request: HttpRequest) -> list[dict[str, Any]]:
    of_block = AspectPage.objects.live().filter(aspect__block=OuterRef("block")).order_by().values("live")
    pages = with_counts(
        BlockPage.objects.live().child_of(page).select_related("block").order_by("path"),
        documents=Q(aspects__block=OuterRef("block")),
        deliveries=Q(obligation__aspects__block=OuterRef("block")),
    ).annotate(aspects=Subquery(of_block.annotate(number=Count("pk")).values("number")))
    blocks = []
    for one in pages:
        items, updated_on = counts_of(one)
        url = one.get_url(request)
        blocks.append({"page": one, "url": url, "aspects": one.aspects or 0, "items": items, "updated_on": updated_on})
    return blocks


def block_context(page: BlockPage, request: HttpRequest) -> dict[str, Any]:
    whole = Inapplicability.objects.on().filter(aspect=OuterRef("aspect"), variable=None)
    pages = with_counts(
        AspectPage.objects.live().child_of(page).select_related("aspect").order_by("path"),
        documents=Q(aspects=OuterRef("aspect")),
        deliveries=Q(obligation__aspects=OuterRef("aspect")),
    ).annotate(does_not_apply=Exists(whole))
    areas = responsible_for([one.aspect_id for one in pages])
    aspects = []
    for one in pages:
        items, updated_on = counts_of(one)
        url = one.get_url(request)
        aspects.append(
            {"page": one, "url": url, "items": items, "updated_on": updated_on, "areas": areas[one.aspect_id]}
        )
    return {"trail": trail_of(page, request), "aspects": aspects}


def aspect_context(page: AspectPage, request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("anio", "")
    published = published_of(page.aspect, year=int(asked) if asked.isdecimal() and len(asked) == 4 else None)
    return {
        "trail": trail_of(page, request),
        "aspect": page.aspect,
        "published": published,
        "notes": notes_of(page.aspect),
        "areas": responsible_for([page.aspect_id])[page.aspect_id],
    }


def pages_of_aspects(document: LibraryDocument, request: HttpRequest) -> list[dict[str, str]]:
    """The public pages on which `document` is listed."""
    pages = AspectPage.objects.live().filter(aspect__documents=document).order_by("path")
    return [{"title": one.title, "url": one.get_url(request)} for one in pages]
