from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class GlossaryTerm(index.Indexed, models.Model):
    """A word of the trade with its meaning; lessons explain its first appearance in place."""

    term = models.CharField(_("term"), max_length=80, unique=True)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    definition = models.TextField(_("definition"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    panels = [FieldPanel("term"), FieldPanel("definition"), FieldPanel("source")]
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("definition"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]

    def __str__(self):
        return self.term

    def save(self, *args, **kwargs):
        self.slug = slugify(self.term)
        super().save(*args, **kwargs)
