from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable


class Origin(models.TextChoices):
    """Who says so. Nothing that is not OFFICIAL may be shown as a CIMTRA requirement."""

    OFFICIAL = "oficial", _("Official")
    LAW = "ley", _("Law")
    PROPOSAL = "propuesta", _("Proposal")


class Frequency(models.TextChoices):
    MONTHLY = "mensual", _("Monthly")
    QUARTERLY = "trimestral", _("Quarterly")
    HALF_YEARLY = "semestral", _("Every six months")
    YEARLY = "anual", _("Yearly")
    PER_SESSION = "por_sesion", _("After each session")
    WHEN_IT_HAPPENS = "al_ocurrir", _("When it happens")
    ON_CHANGE = "al_cambiar", _("When it changes")
    MIXED = "mixta", _("Mixed")


class EvidenceKind(models.TextChoices):
    OPEN_SPREADSHEET = "hoja_de_calculo_abierta", _("Open spreadsheet (XLSX, ODS or CSV)")
    LIST = "listado", _("List")
    BENEFICIARIES = "padron_beneficiarios", _("Register of beneficiaries")
    REPORT = "informe_pdf", _("Report in PDF")
    MINUTES = "acta_pdf", _("Minutes in PDF")
    CONTRACT = "contrato_pdf", _("Contract in PDF")
    REGULATION = "documento_normativo", _("Regulation")
    CALL = "convocatoria", _("Public call")
    YEARLY_PLAN = "plan_anual", _("Yearly programme")
    VIDEO = "video", _("Video or live stream")
    DECLARATION = "declaracion", _("Declaration of assets or interests")
    MAP = "mapa", _("Map")
    PHOTOGRAPHS = "evidencia_fotografica", _("Photographs")
    WEB_PAGE = "pagina_web", _("Web page")
    PROCEDURE_SHEET = "ficha_de_tramite", _("Procedure sheet")
    SERVICE = "servicio_verificable", _("Service or office that can be visited")


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Instrument(models.Model):
    """One version of the evaluation instrument; versions are never compared with each other."""

    code = models.SlugField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    label = models.CharField(_("version label"), max_length=250)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    disclaimer = models.TextField(_("notice about its sources"), blank=True)
    scale_min = models.DecimalField(_("lowest score"), max_digits=6, decimal_places=2, default=0)
    scale_max = models.DecimalField(_("highest score"), max_digits=6, decimal_places=2, default=100)
    scale_unit = models.CharField(_("unit of the score"), max_length=60, blank=True)
    points_known = models.BooleanField(
        _("the points of each aspect are public"),
        default=False,
        help_text=_("While they are not, every score worked out here is an internal estimate."),
    )
    evidence = models.JSONField(_("evidence"), default=dict, blank=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PROPOSAL)
    is_current = models.BooleanField(_("in force"), default=False)

    class Meta:
        ordering = ["code", "-is_current", "-version"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="cimtra_one_instrument_per_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="cimtra_one_version_in_force"),
            models.CheckConstraint(condition=Q(scale_min__lt=models.F("scale_max")), name="cimtra_scale_runs_upwards"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Field(models.Model):
    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="fields", verbose_name=_("instrument")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("One address per line."))

    class Meta:
        ordering = ["instrument", "number"]
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="cimtra_field_number_once"),
            models.UniqueConstraint(fields=["instrument", "code"], name="cimtra_field_code_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Block(models.Model):
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("field"))
    number = models.PositiveSmallIntegerField(_("number"))
    roman = models.CharField(_("Roman numeral"), max_length=8)
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    responsible_areas = models.TextField(
        _("areas usually responsible"),
        blank=True,
        help_text=_("One per line. A suggestion: the municipality's own regulations decide."),
    )
    training_topics = models.TextField(_("suggested training topics"), blank=True, help_text=_("One per line."))

    class Meta:
        ordering = ["field", "number"]
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["field", "number"], name="cimtra_block_number_once"),
            models.UniqueConstraint(fields=["field", "code"], name="cimtra_block_code_once"),
        ]

    def __str__(self) -> str:
        return _("Block %(roman)s · %(title)s") % {"roman": self.roman, "title": self.title}

    @property
    def area_lines(self) -> list[str]:
        return lines_of(self.responsible_areas)

    @property
    def topic_lines(self) -> list[str]:
        return lines_of(self.training_topics)


class Aspect(ClusterableModel):
    # Kept beside the block so that the database can hold the promise «a number once per instrument».
    instrument = models.ForeignKey(
        Instrument, on_delete=models.CASCADE, related_name="aspects", verbose_name=_("instrument"), editable=False
    )
    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="aspects", verbose_name=_("block"))
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=250)
    frequency = models.CharField(_("how often it is updated"), max_length=20, choices=Frequency)
    frequency_inferred = models.BooleanField(_("the frequency is inferred, not stated by a source"), default=True)
    frequency_note = models.TextField(_("note on the frequency"), blank=True)
    open_format = models.BooleanField(_("asks for an open format"), default=False)
    open_format_inferred = models.BooleanField(_("the open format is inferred"), default=True)
    evidence_kinds = models.JSONField(_("kinds of evidence"), default=list, blank=True)
    points = models.DecimalField(
        _("points"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Leave it empty while CIMTRA does not publish them."),
    )
    responsible_areas = models.TextField(
        _("areas usually responsible"),
        blank=True,
        help_text=_("One per line. A suggestion: the municipality's own regulations decide."),
    )
    areas_inferred = models.BooleanField(_("the responsible areas are inferred"), default=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("One address per line."))
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        ordering = ["instrument", "number"]
        verbose_name = _("aspect")
        verbose_name_plural = _("aspects")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="cimtra_aspect_number_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0), name="cimtra_aspect_points_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return _("Aspect %(number)d · %(title)s") % {"number": self.number, "title": self.title}

    def clean(self) -> None:
        super().clean()
        if self.block_id and self.number is not None:
            twins = Aspect.objects.filter(instrument=self.block.field.instrument_id, number=self.number)
            if twins.exclude(pk=self.pk).exists():
                raise ValidationError({"number": _("Another aspect of this version already has this number.")})

    def save(self, *args, **kwargs) -> None:
        self.instrument_id = self.block.field.instrument_id
        super().save(*args, **kwargs)

    @property
    def evidence_labels(self) -> list[str]:
        known = dict(EvidenceKind.choices)
        return [str(known.get(kind, kind)) for kind in self.evidence_kinds]

    @property
    def area_lines(self) -> list[str]:
        return lines_of(self.responsible_areas)

    @property
    def source_lines(self) -> list[str]:
        return lines_of(self.sources)


def new_key() -> str:
    return uuid.uuid4().hex


class Variable(Orderable):
    aspect = ParentalKey(Aspect, on_delete=models.CASCADE, related_name="variables", verbose_name=_("aspect"))
    key = models.CharField(max_length=40, default=new_key, editable=False)
    number = models.CharField(
        _("number"), max_length=10, blank=True, help_text=_("As «1.2». Leave it empty when no source gives it.")
    )
    number_inferred = models.BooleanField(_("the number is not confirmed"), default=False)
    title = models.CharField(_("what is checked"), max_length=400)
    points = models.DecimalField(
        _("points"), max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PROPOSAL)
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("The address or document that states it.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        constraints = [
            models.UniqueConstraint(fields=["aspect", "key"], name="cimtra_variable_key_once"),
            models.UniqueConstraint(
                fields=["aspect", "number"], condition=~Q(number=""), name="cimtra_variable_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.OFFICIAL) | ~Q(source=""),
                name="cimtra_official_variable_names_its_source",
                violation_error_message=_("An official variable must name the source that states it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class LegalReference(Orderable):
    aspect = ParentalKey(Aspect, on_delete=models.CASCADE, related_name="legal_references", verbose_name=_("aspect"))
    key = models.CharField(max_length=40, default=new_key, editable=False)
    text = models.CharField(_("law and articles"), max_length=300)
    source = models.CharField(_("source"), max_length=500, blank=True)

    origin = Origin.LAW

    class Meta(Orderable.Meta):
        verbose_name = _("legal reference")
        verbose_name_plural = _("legal references")
        constraints = [
            models.UniqueConstraint(fields=["aspect", "key"], name="cimtra_legal_reference_key_once"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_origin_display(self) -> str:
        return self.origin.label


class AspectRequirement(models.Model):
    """Which training helps with which aspect. CIMTRA asks for no training, so a link is a proposal by default."""

    aspect = ParentalKey(Aspect, on_delete=models.CASCADE, related_name="requirement_links", verbose_name=_("aspect"))
    requirement = models.ForeignKey(
        "courses.TrainingRequirement",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("training requirement"),
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.PROPOSAL)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        ordering = ["requirement", "aspect"]
        verbose_name = _("training that helps")
        verbose_name_plural = _("training that helps")
        constraints = [
            models.UniqueConstraint(fields=["aspect", "requirement"], name="cimtra_aspect_and_requirement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id} – {self.requirement_id}"


class LoadedRow(models.Model):
    """What the loader wrote last, so that it can tell an edited or deleted row from one that is merely old."""

    source = models.CharField(max_length=100)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="cimtra_loaded_row_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


def numbers_in_words(numbers: Iterable[int]) -> str:
    """«1–7, 9» for 1…7 and 9."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
