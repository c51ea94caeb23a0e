"""The microsite: public pages from block to aspect to what is published."""

from __future__ import annotations

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from .instrument import Aspect, Block, Instrument

PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul"]


class MicrositePage(Page):
    """The entrance of the microsite: search, the blocks, the newest updates, the latest score."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the instrument")
    )
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    template = "cimtra/microsite/microsite_page.html"
    parent_page_types = ["aula.HomePage"]
    subpage_types = ["cimtra.BlockPage"]
    admin_default_ordering = "ord"
    content_panels = [*Page.content_panels, FieldPanel("instrument"), FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("microsite")
        verbose_name_plural = _("microsites")

    def get_context(self, request, *args, **kwargs):
        from ..microsite.showing import microsite_context

        return {**super().get_context(request, *args, **kwargs), **microsite_context(self, request)}

    def route(self, request, path_components):
        """A page of the microsite in one query; step by step, Wagtail's way would cost two for each level."""
        kinds = {1: BlockPage.objects.select_related("block"), 2: AspectPage.objects.select_related("aspect__block")}
        if len(path_components) not in kinds:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        page = kinds[len(path_components)].live().descendant_of(self).filter(url_path=address).first()
        if page is None:
            raise Http404
        page.microsite = self
        return RouteResult(page)


class BlockPage(Page):
    """One block with its aspects."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name=_("block"))
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    template = "cimtra/microsite/block_page.html"
    parent_page_types = ["cimtra.MicrositePage"]
    subpage_types = ["cimtra.AspectPage"]
    admin_default_ordering = "ord"
    content_panels = [*Page.content_panels, FieldPanel("block"), FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("page of a block")
        verbose_name_plural = _("pages of blocks")

    def get_context(self, request, *args, **kwargs):
        from ..microsite.showing import block_context

        return {**super().get_context(request, *args, **kwargs), **block_context(self, request)}


class AspectPage(Page):
    """One aspect: what is published, by year and quarter, and by whom."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="+", verbose_name=_("aspect"))
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    template = "cimtra/microsite/aspect_page.html"
    parent_page_types = ["cimtra.BlockPage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("aspect"), FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("page of an aspect")
        verbose_name_plural = _("pages of aspects")

    def get_context(self, request, *args, **kwargs):
        from ..microsite.showing import aspect_context

        return {**super().get_context(request, *args, **kwargs), **aspect_context(self, request)}
