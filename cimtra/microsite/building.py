"""The tree of pages of the microsite, made from a version of the instrument."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..models import Aspect, AspectPage, Block, BlockPage, Instrument, MicrositePage

LONGEST_SLUG = 60
SLUG = "micrositio"


@transaction.atomic
def build(*, instrument: Instrument, parent: Page, title: str = "", slug: str = SLUG) -> MicrositePage:
    """The microsite of `instrument` below `parent`, with a page for each block and aspect that has none yet.

    Pages that are there stay as their editors left them, wherever they moved them; so it may be repeated whenever the
    instrument grows. An address that is taken by another page is followed by a number.
    """
    site = MicrositePage.objects.filter(instrument=instrument).first()
    if site is None:
        site = MicrositePage(instrument=instrument, title=title or _("CIMTRA microsite"), slug=_free(parent, slug))
        _place(parent, site)
    blocks = {page.block_id: page for page in BlockPage.objects.filter(block__field__instrument=instrument)}
    for block in Block.objects.filter(field__instrument=instrument).order_by("field__number", "number"):
        if block.pk not in blocks:
            name = _short(f"bloque-{block.number}-{block.title}")
            page = blocks[block.pk] = BlockPage(block=block, title=block.title, slug=_free(site, name))
            _place(site, page)
    known = set(AspectPage.objects.filter(aspect__instrument=instrument).values_list("aspect_id", flat=True))
    for aspect in Aspect.objects.filter(instrument=instrument).exclude(pk__in=known).order_by("number"):
        name = _short(f"{aspect.number}-{aspect.title}")
        above = blocks[aspect.block_id]
        _place(above, AspectPage(aspect=aspect, title=aspect.title, slug=_free(above, name)))
    return site


def with_missing_pages(instruments: QuerySet[Instrument]) -> QuerySet[Instrument]:
    """`instruments` with `missing_blocks` and `missing_aspects`: how many have no page (None for none)."""
    blocks = Block.objects.filter(field__instrument=OuterRef("pk")).exclude(pk__in=BlockPage.objects.values("block"))
    aspects = Aspect.objects.filter(instrument=OuterRef("pk")).exclude(pk__in=AspectPage.objects.values("aspect"))
    number = Count("pk")
    return instruments.annotate(
        missing_blocks=Subquery(blocks.order_by().values("field__instrument").annotate(number=number).values("number")),
        missing_aspects=Subquery(aspects.order_by().values("instrument").annotate(number=number).values("number")),
    )


def missing_pages(instrument: Instrument) -> int:
    """How many blocks and aspects of an instrument of `with_missing_pages` have no page."""
    return (instrument.missing_blocks or 0) + (instrument.missing_aspects or 0)


def _place(parent: Page, page: Page) -> None:
    page.show_in_menus = False
    parent.add_child(instance=page)


def _short(text: str) -> str:
    """At most LONGEST_SLUG characters, cut between words."""
    words = slugify(text)
    if len(words) <= LONGEST_SLUG:
        return words
    return words[: LONGEST_SLUG + 1].rpartition("-")[0]


def _free(parent: Page, slug: str) -> str:
    """`slug`, or with a number after it where a page below `parent` has it."""
    taken = set(parent.get_children().values_list("slug", flat=True)) if parent.numchild else set()
    if slug not in taken:
        return slug
    return next(other for number in range(2, len(taken) + 3) if (other := f"{slug}-{number}") not in taken)
