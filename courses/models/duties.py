"""Training duties: requirements, the assignments that bring them to people, and exemptions."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index


class TrainingRequirement(index.Indexed, models.Model):
    """What must be learned and on what grounds; any one of its courses satisfies it."""

    class BasisKind(models.TextChoices):
        LAW = "law", _("law")
        INTERNAL = "internal", _("municipality's own rule")

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    basis = models.TextField(_("basis"), help_text=_("The law and article, or the agreement, that asks for it."))
    basis_kind = models.CharField(_("kind of basis"), max_length=10, choices=BasisKind, default=BasisKind.LAW)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, help_text=_("Empty: a completion counts for ever.")
    )
    audience_note = models.CharField(_("audience"), max_length=300, blank=True)
    area_types = models.CharField(
        _("kinds of work"), max_length=200, blank=True, help_text=_("Words as in the departments; empty: everybody.")
    )
    courses = models.ManyToManyField(
        "courses.CoursePage", verbose_name=_("courses that satisfy it"), blank=True, related_name="requirements"
    )
    is_active = models.BooleanField(_("in force"), default=True)

    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("is_active")]),
        FieldPanel("title"),
        FieldPanel("description"),
        MultiFieldPanel([FieldPanel("basis"), FieldPanel("basis_kind")], heading=_("Basis")),
        FieldRowPanel([FieldPanel("audience_note"), FieldPanel("area_types")]),
        FieldPanel("validity_months"),
        FieldPanel("courses"),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("code"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("training requirement")
        verbose_name_plural = _("training requirements")
        ordering = ["code"]

    def __str__(self):
        return self.title


class Assignment(models.Model):
    """Brings a requirement or a course to an audience, with a day by which it is due."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everybody on the roster")
        DEPARTMENTS = "departments", _("departments with their branches")
        POSTS = "posts", _("posts")
        PEOPLE = "people", _("named people")

    class Due(models.TextChoices):
        NONE = "none", _("no due day")
        FIXED = "fixed", _("on a fixed day")
        AFTER_START = "after_start", _("days after the assignment starts")

    title = models.CharField(_("title"), max_length=160)
    reason = models.TextField(_("reason"), blank=True, help_text=_("People read it beside the course."))
    requirement = models.ForeignKey(
        TrainingRequirement, verbose_name=_("requirement"), on_delete=models.PROTECT, null=True, blank=True
    )
    course = models.ForeignKey(
        "courses.CoursePage", verbose_name=_("course"), on_delete=models.PROTECT, null=True, blank=True
    )
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.EVERYONE)
    departments = models.ManyToManyField("people.Department", verbose_name=_("departments"), blank=True)
    posts = models.ManyToManyField("people.Post", verbose_name=_("posts"), blank=True)
    people = models.ManyToManyField("people.Employee", verbose_name=_("people"), blank=True)
    starts_on = models.DateField(_("starts on"), default=timezone.localdate)
    due_kind = models.CharField(_("due"), max_length=20, choices=Due, default=Due.FIXED)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days to complete it"), null=True, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("reason"),
        MultiFieldPanel([FieldPanel("requirement"), FieldPanel("course")], heading=_("What (one of the two)")),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("departments"), FieldPanel("posts"), FieldPanel("people")],
            heading=_("For whom"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("starts_on"),
                FieldPanel("due_kind"),
                FieldRowPanel([FieldPanel("due_on"), FieldPanel("due_days")]),
            ],
            heading=_("By when"),
        ),
        FieldPanel("is_active"),
    ]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(requirement=None, course__isnull=False)
                | models.Q(requirement__isnull=False, course=None),
                name="courses_assignment_has_one_target",
            ),
            models.CheckConstraint(
                condition=~models.Q(due_kind="fixed") | models.Q(due_on__isnull=False),
                name="courses_fixed_due_day_is_given",
            ),
            models.CheckConstraint(
                condition=~models.Q(due_kind="after_start") | models.Q(due_days__isnull=False),
                name="courses_days_to_complete_are_given",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if bool(self.requirement_id) == bool(self.course_id):
            raise ValidationError(_("Choose a requirement or a course, one of the two."))
        if self.due_kind == self.Due.FIXED and not self.due_on:
            raise ValidationError({"due_on": _("Give the day by which it is due.")})
        if self.due_kind == self.Due.AFTER_START and not self.due_days:
            raise ValidationError({"due_days": _("Give the number of days.")})
        if self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": _("It would be due before it starts.")})


class Exemption(models.Model):
    """Somebody need not meet a requirement for a stated reason. Exempt is not compliant: reports show it apart."""

    employee = models.ForeignKey(
        "people.Employee", verbose_name=_("public servant"), on_delete=models.PROTECT, related_name="exemptions"
    )
    requirement = models.ForeignKey(
        TrainingRequirement, verbose_name=_("requirement"), on_delete=models.PROTECT, related_name="exemptions"
    )
    reason = models.TextField(_("reason"))
    document = models.CharField(_("document that supports it"), max_length=200)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    panels = [
        FieldPanel("employee"),
        FieldPanel("requirement"),
        FieldPanel("reason"),
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "requirement", "starts_on"], name="courses_one_exemption_per_start"
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.requirement}"
