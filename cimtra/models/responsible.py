"""Who answers for an aspect, what does not apply, and the institutions around: all of it dated, none of it in code."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .instrument import Aspect, Variable


class DatedQuerySet(models.QuerySet):
    def on(self, day: dt.date | None = None):
        """Rows in force on `day` (today by default); `ends_on` is the last day, inclusive."""
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class AspectResponsible(models.Model):
    """A department answers for an aspect from one day until another; an ended row is never rewritten."""

    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, related_name="responsible_departments", verbose_name=_("aspect")
    )
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    is_main = models.BooleanField(
        _("answers for it first"), default=True, help_text=_("Others only help; reminders go to the first one.")
    )
    basis = models.CharField(
        _("what says so"), max_length=250, blank=True, help_text=_("The regulation or agreement, with its article.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("department that answers for an aspect")
        verbose_name_plural = _("departments that answer for aspects")
        ordering = ["aspect", "-is_main", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="cimtra_responsible_days_in_order"
            ),
            models.UniqueConstraint(
                fields=["aspect", "department"], condition=Q(ends_on=None), name="cimtra_responsible_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["aspect"], condition=Q(ends_on=None, is_main=True), name="cimtra_one_main_responsible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id} · {self.department}"


class Inapplicability(models.Model):
    """«No aplica, con nota fundada»: why an aspect, or one of its variables, asks nothing of this municipality."""

    aspect = models.ForeignKey(
        Aspect, on_delete=models.PROTECT, related_name="inapplicabilities", verbose_name=_("aspect")
    )
    variable = models.ForeignKey(
        Variable,
        on_delete=models.PROTECT,
        related_name="inapplicabilities",
        verbose_name=_("variable"),
        null=True,
        blank=True,
        help_text=_("Leave it empty when the whole aspect does not apply."),
    )
    note = models.TextField(_("reasoned note"), help_text=_("As the public will read it."))
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of what does not apply")
        verbose_name_plural = _("notes of what does not apply")
        ordering = ["aspect", "-starts_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="cimtra_inapplicability_says_why"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="cimtra_inapplicability_days_in_order"
            ),
            models.UniqueConstraint(
                fields=["aspect"],
                condition=Q(ends_on=None, variable=None),
                name="cimtra_one_open_inapplicability_per_aspect",
            ),
            models.UniqueConstraint(
                fields=["variable"],
                condition=Q(ends_on=None, variable__isnull=False),
                name="cimtra_one_open_inapplicability_per_variable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id} · {self.note[:60]}"


class Institution(models.Model):
    """Who guarantees access to information, who evaluates, who audits: which institution it was on which day."""

    class Role(models.TextChoices):
        GUARANTOR = "guarantor", pgettext_lazy("institution", "Guarantor of access to information")
        EVALUATOR = "evaluator", pgettext_lazy("institution", "Collective that evaluates")
        STATE_CHAPTER = "state_chapter", pgettext_lazy("institution", "State chapter of the collective")
        AUDITOR = "auditor", pgettext_lazy("institution", "Superior audit body")
        PLATFORM = "platform", pgettext_lazy("institution", "Keeper of the national platform")

    role = models.CharField(_("role"), max_length=20, choices=Role)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    basis = models.CharField(_("legal basis"), max_length=400, blank=True)
    address = models.URLField(_("web address"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["role", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["role", "starts_on"], name="cimtra_institution_begins_once"),
            models.UniqueConstraint(
                fields=["role"], condition=Q(ends_on=None), name="cimtra_one_institution_per_role_today"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="cimtra_institution_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name
