"""The microsite: public pages from block to aspect to what is published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from .instrument import Aspect, Block, Instrument

PLAIN_TEXT = ["bold", "italic", "link", "ol", "ul"]


class MicrositePage(Page):
    """The entrance of the microsite: search, the blocks, the newest updates, the latest score."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the instrument")
    )
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    class Meta:
        verbose_name = _("microsite")
        verbose_name_plural = _("microsites")


class BlockPage(Page):
    """One block with its aspects."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name=_("block"))
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    class Meta:
        verbose_name = _("page of a block")
        verbose_name_plural = _("pages of blocks")


class AspectPage(Page):
    """One aspect: what is published, by year and quarter, and by whom."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="+", verbose_name=_("aspect"))
    intro = RichTextField(_("introduction"), blank=True, features=PLAIN_TEXT)

    class Meta:
        verbose_name = _("page of an aspect")
        verbose_name_plural = _("pages of aspects")
