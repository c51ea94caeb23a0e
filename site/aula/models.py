"""The pages that the site itself adds, such as the public home and the privacy notice, and the loader's memory."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class HomePage(Page):
    """The public home: what this is, the courses, the share of staff accredited, and where to verify a constancia."""

    heading = models.CharField(_("heading"), max_length=120, default="Aprender para rendir cuentas")
    intro = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        from .home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(request)}


class StandardPage(Page):
    """A plain page of text: privacy notice, accessibility statement, help."""

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link"])

    parent_page_types = ["aula.HomePage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")


class StarterRecord(models.Model):
    """What the starter content wrote and how it looked then: a later load leaves edited and deleted things alone."""

    key = models.CharField(max_length=80, unique=True)
    # Empty where the object was there before the loader: it belongs to whoever made it.
    fingerprint = models.CharField(max_length=64, blank=True)
    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    found = GenericForeignKey("content_type", "object_id")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("starter record")
        verbose_name_plural = _("starter records")
        ordering = ["key"]

    def __str__(self):
        return self.key
