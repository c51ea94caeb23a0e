"""Evaluations with a cut-off: what the collective published, and what the municipality finds when it looks itself."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.plugins import AppendOnlyModel

from .instrument import Aspect, Block, Instrument, Variable

PERCENTAGE = (MinValueValidator(0), MaxValueValidator(100))


class Round(models.Model):
    """One evaluation. Official results are typed as published; an internal one is captured here and only estimated."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", pgettext_lazy("round", "Official evaluation")
        INTERNAL = "internal", pgettext_lazy("round", "Internal self-assessment")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.INTERNAL)
    name = models.CharField(_("name"), max_length=150)
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("version of the instrument")
    )
    cutoff_on = models.DateField(_("cut-off day"))
    starts_on = models.DateField(_("review from"), null=True, blank=True)
    ends_on = models.DateField(_("review until"), null=True, blank=True)
    presented_on = models.DateField(_("results presented on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True, help_text=_("The address or document."))
    notes = models.TextField(_("notes"), blank=True)
    official_score = models.DecimalField(
        _("published score"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENTAGE
    )
    state_place = models.PositiveSmallIntegerField(_("place in the state"), null=True, blank=True)
    state_total = models.PositiveSmallIntegerField(_("municipalities in the state list"), null=True, blank=True)
    national_place = models.PositiveSmallIntegerField(_("place in the country"), null=True, blank=True)
    national_total = models.PositiveSmallIntegerField(_("municipalities in the national list"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # What the score was when it was closed, with the titles and points of that day: the instrument may change later.
    result = models.JSONField(default=dict, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("evaluation round")
        verbose_name_plural = _("evaluation rounds")
        ordering = ["-cutoff_on", "-pk"]
        permissions = [
            ("follow_cimtra", _("Can see all that concerns CIMTRA")),
            ("run_cimtra", _("Can capture and edit all that concerns CIMTRA")),
            ("view_coverage", _("Can see the board of coverage")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="cimtra_round_name_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cimtra_round_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(official_score=None) | (Q(official_score__gte=0) & Q(official_score__lte=100)),
                name="cimtra_published_score_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(kind="official") | Q(official_score=None),
                name="cimtra_internal_round_has_no_official_score",
            ),
            models.CheckConstraint(
                condition=Q(state_place=None) | Q(state_total=None) | Q(state_place__lte=F("state_total")),
                name="cimtra_place_within_the_state_list",
            ),
            models.CheckConstraint(
                condition=Q(national_place=None) | Q(national_total=None) | Q(national_place__lte=F("national_total")),
                name="cimtra_place_within_the_national_list",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_official(self) -> bool:
        return self.kind == self.Kind.OFFICIAL

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class BlockScore(models.Model):
    """The score of a block as published, 0 to 100."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="block_scores")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", verbose_name=_("block"))
    score = models.DecimalField(_("published score"), max_digits=5, decimal_places=2, validators=PERCENTAGE)

    class Meta:
        ordering = ["block__number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "block"], name="cimtra_one_score_per_block"),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="cimtra_block_score_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.block_id}: {self.score}"


class AspectScore(models.Model):
    """The points of an aspect as published; `possible` is null where the publication does not say it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="aspect_scores")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="+", verbose_name=_("aspect"))
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, validators=PERCENTAGE)
    possible = models.DecimalField(
        _("possible points"), max_digits=6, decimal_places=2, null=True, blank=True, validators=PERCENTAGE
    )

    class Meta:
        ordering = ["aspect__number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "aspect"], name="cimtra_one_score_per_aspect"),
            models.CheckConstraint(
                condition=Q(possible=None) | Q(points__lte=F("possible")), name="cimtra_points_within_the_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.aspect_id}: {self.points}"


class Outcome(models.TextChoices):
    UNSEEN = "unseen", pgettext_lazy("capture", "Not reviewed yet")
    MET = "met", pgettext_lazy("capture", "Met")
    NOT_MET = "not_met", pgettext_lazy("capture", "Not met")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("capture", "Does not apply")


class Capture(models.Model):
    """What stands of one criterion in a round: a variable, or the aspect itself where none is known.

    `edition` counts the writings: who writes over an edition that is no longer the last is asked, so that of two
    people at once nobody's work is lost (CaptureEntry keeps every one).
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="captures")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="+")
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.UNSEEN)
    note = models.TextField(_("note"), blank=True)
    address = models.URLField(_("address of the evidence"), max_length=1000, blank=True)
    edition = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["aspect__number", "variable__sort_order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["round", "variable"],
                condition=Q(variable__isnull=False),
                name="cimtra_one_capture_per_variable",
            ),
            models.UniqueConstraint(
                fields=["round", "aspect"], condition=Q(variable=None), name="cimtra_one_capture_per_bare_aspect"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_applicable") | ~Q(note=""), name="cimtra_not_applicable_needs_a_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.aspect_id}.{self.variable_id}: {self.outcome}"


class CaptureEntry(AppendOnlyModel):
    """One writing of a capture, kept for good; `overruled` says that it was not the one that stayed."""

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="entries")
    edition = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.TextField(blank=True)
    address = models.URLField(max_length=1000, blank=True)
    overruled = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.capture_id} v{self.edition}"


class CaptureEvidence(AppendOnlyModel):
    """A file or address that was seen for a capture, with the fingerprint of what was seen."""

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    address = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") | (~Q(file="") & ~Q(sha256="")), name="cimtra_capture_evidence_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.title
