"""Who the municipality is: name, crest, colours and signatories are data, since administrations change."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from ..contrast import contrast_ratio
from ..crest import clean_crest, default_crest

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, such as #14505c."))
MINIMUM_CONTRAST = 4.5


@register_setting(icon="site", order=1)
class Municipality(BaseSiteSetting, ClusterableModel):
    """The identity that every page and constancia shows; one row per Wagtail site."""

    name = models.CharField(_("full name"), max_length=120, default="Gobierno Municipal de Tuxpan, Jalisco")
    short_name = models.CharField(_("short name"), max_length=60, default="Tuxpan")
    state = models.CharField(_("state"), max_length=60, default="Jalisco")
    place = models.CharField(
        _("place of issue"), max_length=80, default="Tuxpan, Jalisco", help_text=_("As printed beside the date.")
    )
    folio_prefix = models.CharField(
        _("folio prefix"),
        max_length=8,
        default="TUX",
        validators=[RegexValidator(r"^[A-Z]{2,8}$", _("Two to eight capital letters."))],
    )
    training_office = models.CharField(
        _("office in charge of training"), max_length=120, default="Oficialía Mayor Administrativa"
    )
    contact = models.CharField(
        _("where to ask for help"),
        max_length=200,
        blank=True,
        default="Recursos Humanos, planta baja de la Presidencia Municipal",
    )
    crest = models.TextField(_("crest (SVG)"), blank=True, default=default_crest)
    primary_colour = models.CharField(_("main colour"), max_length=7, default="#14505c", validators=[hex_colour])
    accent_colour = models.CharField(_("accent colour"), max_length=7, default="#e0a526", validators=[hex_colour])

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("short_name"), FieldPanel("state"), FieldPanel("place")],
            heading=_("Name"),
        ),
        MultiFieldPanel(
            [FieldPanel("training_office"), FieldPanel("contact"), FieldPanel("folio_prefix")], _("Training")
        ),
        MultiFieldPanel([FieldPanel("crest"), FieldPanel("primary_colour"), FieldPanel("accent_colour")], _("Looks")),
        InlinePanel("signatories", heading=_("Signatories of the constancias"), label=_("signatory")),
    ]

    class Meta:
        verbose_name = _("municipality")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.crest:
            try:
                self.crest = clean_crest(self.crest)
            except ValueError as error:
                raise ValidationError({"crest": str(error)}) from error
        if re.match(hex_colour.regex, self.primary_colour or ""):
            ratio = contrast_ratio(self.primary_colour, "#ffffff")
            if ratio < MINIMUM_CONTRAST:
                message = _("White text on this colour reads badly: contrast %(ratio).1f to 1, and 4.5 is the least.")
                raise ValidationError({"primary_colour": message % {"ratio": ratio}})

    @property
    def has_own_colours(self):
        """Whether a style sheet with this municipality's colours must be added to the default one."""
        fields = [self._meta.get_field(name) for name in ("primary_colour", "accent_colour")]
        return any(getattr(self, field.name).lower() != field.default for field in fields)

    def signatories_on(self, day=None):
        """Who signs constancias on `day` (today by default), in printing order."""
        day = day or timezone.localdate()
        return [signatory for signatory in self.signatories.all() if signatory.signs_on(day)]


class Signatory(Orderable):
    """A person who signs constancias from one day to another, with the post held then."""

    municipality = ParentalKey(Municipality, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(_("name"), max_length=120)
    post = models.CharField(_("post"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    panels = [FieldPanel("name"), FieldPanel("post"), FieldPanel("starts_on"), FieldPanel("ends_on")]

    def __str__(self):
        return f"{self.name}, {self.post}"

    def signs_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
