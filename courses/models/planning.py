"""The year's training plan, and the time that heads give their people for it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class PlannedTraining(models.Model):
    """A line of the year's training plan: which course, when, for how many people."""

    class Modality(models.TextChoices):
        ONLINE = "online", _("online")
        ROOM = "room", _("in a room")

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)], db_index=True
    )
    course = models.ForeignKey("courses.CoursePage", verbose_name=_("course"), on_delete=models.PROTECT)
    department = models.ForeignKey(
        "people.Department",
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Empty: the whole municipality."),
    )
    modality = models.CharField(_("modality"), max_length=8, choices=Modality, default=Modality.ONLINE)
    month_from = models.PositiveSmallIntegerField(
        _("from month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    month_until = models.PositiveSmallIntegerField(
        _("until month"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    people = models.PositiveIntegerField(_("people to train"))
    responsible = models.CharField(_("responsible"), max_length=160, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("modality")]),
        FieldPanel("course"),
        FieldPanel("department"),
        FieldRowPanel([FieldPanel("month_from"), FieldPanel("month_until")]),
        FieldPanel("people"),
        FieldPanel("responsible"),
    ]

    class Meta:
        verbose_name = _("line of the training plan")
        verbose_name_plural = _("training plan")
        ordering = ["-year", "month_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month_until__gte=models.F("month_from")), name="courses_plan_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.year} · {self.course}"

    def clean(self):
        super().clean()
        if self.month_from and self.month_until and self.month_until < self.month_from:
            raise ValidationError({"month_until": _("It would end before it begins.")})


class TrainingTime(models.Model):
    """Working time that a head gives somebody for training, on the record."""

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="training_time")
    granted_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="training_time_granted")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(10), MaxValueValidator(600)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("time for training")
        verbose_name_plural = _("time for training")
        ordering = ["-day", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "day", "starts_at"],
                condition=models.Q(withdrawn_at=None),
                name="courses_one_grant_per_time",
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.day} · {self.minutes}"
