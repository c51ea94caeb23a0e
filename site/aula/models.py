"""The pages that the site itself adds: the public home and plain pages such as the privacy notice."""

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
