"""Training duties: requirements, the assignments that bring them to people, and exemptions."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from people.api import private_storage


class TrainingRequirement(index.Indexed, models.Model):
    """What must be learned and on what grounds; any one of its courses satisfies it."""

    class BasisKind(models.TextChoices):
        LAW = "law", _("law")
        INTERNAL = "internal", _("municipality's own rule")

    class RenewalBase(models.TextChoices):
        COMPLETION = "completion", _("the day of the new completion")
        EXPIRY = "expiry", _("the day after the old one ends, when renewed in time")

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    basis = models.TextField(_("basis"), help_text=_("The law and article, or the agreement, that asks for it."))
    basis_kind = models.CharField(_("kind of basis"), max_length=10, choices=BasisKind, default=BasisKind.LAW)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, help_text=_("Empty: a completion counts for ever.")
    )
    expiring_days = models.PositiveSmallIntegerField(
        _("expires soon (days before)"),
        default=90,
        help_text=_("From then on people and lists say that it will expire."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("renewal opens (days before)"),
        default=60,
        help_text=_("From then on the next cycle is assigned to those who still need it."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=0, help_text=_("After expiry, before it counts as expired.")
    )
    renewal_base = models.CharField(
        _("a renewal counts from"), max_length=12, choices=RenewalBase, default=RenewalBase.COMPLETION
    )
    renewal_courses = models.ManyToManyField(
        "courses.CoursePage",
        verbose_name=_("courses that renew it"),
        blank=True,
        related_name="renews",
        help_text=_("A shorter way for those who have met it before. Empty: the same courses again."),
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
        FieldPanel("courses"),
        MultiFieldPanel(
            [
                FieldPanel("validity_months"),
                FieldRowPanel([FieldPanel("expiring_days"), FieldPanel("window_days"), FieldPanel("grace_days")]),
                FieldPanel("renewal_base"),
                FieldPanel("renewal_courses"),
            ],
            heading=_("Renewal"),
        ),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("code"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("training requirement")
        verbose_name_plural = _("training requirements")
        ordering = ["code"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        # 28 days are the shortest month: a window as long as the validity would never close.
        if self.validity_months and self.window_days >= self.validity_months * 28:
            raise ValidationError({"window_days": _("Renewal must open after the completion: give fewer days.")})


class Assignment(models.Model):
    """Brings a requirement or a course to an audience, with a day by which it is due."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everybody on the roster")
        DEPARTMENTS = "departments", _("departments with their branches")
        POSTS = "posts", _("posts")
        HIRED = "hired", _("people hired between two days")
        HEADS = "heads", _("heads of departments, acting ones included")
        PEOPLE = "people", _("named people")

    class Due(models.TextChoices):
        NONE = "none", _("no due day")
        FIXED = "fixed", _("on a fixed day")
        AFTER_START = "after_start", _("days after the assignment starts")
        AFTER_HIRE = "after_hire", _("days after the person is hired")
        AFTER_APPOINTMENT = "after_appointment", _("days after the appointment begins")
        AFTER_REACHED = "after_reached", _("days after the assignment reaches the person")

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
    # Each of these narrows any audience further.
    hired_from = models.DateField(_("hired from"), null=True, blank=True)
    hired_until = models.DateField(_("hired until"), null=True, blank=True)
    excluded = models.ManyToManyField(
        "people.Employee", verbose_name=_("except"), blank=True, related_name="excluded_from_assignments"
    )
    starts_on = models.DateField(_("starts on"), default=timezone.localdate)
    due_kind = models.CharField(_("due"), max_length=20, choices=Due, default=Due.FIXED)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days to complete it"), null=True, blank=True)
    due_in_working_days = models.BooleanField(
        _("count working days only"), default=False, help_text=_("Without weekends, statutory holidays and days off.")
    )
    least_days = models.PositiveSmallIntegerField(
        _("at least (days)"),
        default=7,
        validators=[MaxValueValidator(365)],
        help_text=_("Nobody gets fewer days than these, counted from the day on which it reaches the person."),
    )
    is_active = models.BooleanField(_("in force"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

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
                condition=~models.Q(due_kind__startswith="after_") | models.Q(due_days__isnull=False),
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
        if self.due_kind.startswith("after_") and not self.due_days:
            raise ValidationError({"due_days": _("Give the number of days.")})
        if self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": _("It would be due before it starts.")})

    def validate_constraints(self, exclude=None):
        """Told by clean() in words and beside the fields; the database keeps them all the same."""


class Duty(models.Model):
    """An assignment reaches a person: from when until when, by which day, and why. Rows are closed, never rewritten.

    A changed due day closes the row and opens another, so that the duties of any past day can be told.
    """

    class Ended(models.TextChoices):
        MOVED = "moved", _("the person no longer belongs to the audience")
        LEFT = "left", _("the person left")
        CHANGED = "changed", _("the due day changed")
        WITHDRAWN = "withdrawn", _("the assignment was withdrawn or changed")
        EXEMPT = "exempt", _("the person was exempted")
        REPLACED = "replaced", _("another cycle or course took its place")

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="duties")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="duties")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="duties")
    since = models.DateField(_("since"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # In words that are frozen: «Porque su puesto es Cajera en Tesorería desde el 3 de marzo de 2026.»
    reason = models.CharField(_("why this person"), max_length=400)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day on which it obliged."))
    ended = models.CharField(_("why it ended"), max_length=10, choices=Ended, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["-since", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["employee", "since"]), models.Index(fields=["enrolment", "until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "enrolment"],
                condition=models.Q(ended_at=None),
                name="courses_one_open_duty_per_assignment",
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.assignment}"


class ExemptionQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Exemptions that hold on `day` (today by default): one that was withdrawn held until the day before that."""
        day = day or timezone.localdate()
        withdrawn = models.Q(withdrawn_at=None) | models.Q(withdrawn_at__date__gt=day)
        return self.filter(withdrawn, models.Q(ends_on=None) | models.Q(ends_on__gte=day), starts_on__lte=day)


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
    file = models.FileField(
        _("scanned document"), storage=private_storage, upload_to="exenciones/%Y", max_length=200, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    approved_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    withdrawal_reason = models.TextField(blank=True, editable=False)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "requirement", "starts_on"],
                condition=models.Q(withdrawn_at=None),
                name="courses_one_exemption_per_start",
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.requirement}"

    @property
    def is_in_force(self):
        today = timezone.localdate()
        return self.withdrawn_at is None and self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)


class Equivalence(models.Model):
    """A course given elsewhere that counts as one of ours, from one day to another, and what allows it."""

    title = models.CharField(_("course or programme elsewhere"), max_length=200)
    institution = models.CharField(_("institution"), max_length=200)
    course = models.ForeignKey(
        "courses.CoursePage", verbose_name=_("counts as"), on_delete=models.PROTECT, related_name="equivalences"
    )
    basis = models.TextField(_("what allows it"), help_text=_("The agreement, circular or article, with its date."))
    minimum_hours = models.DecimalField(_("at least (hours)"), max_digits=5, decimal_places=1, null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("institution"),
        FieldPanel("course"),
        FieldPanel("basis"),
        FieldPanel("minimum_hours"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]

    class Meta:
        verbose_name = _("equivalence")
        verbose_name_plural = _("equivalences")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="courses_equivalence_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.title} · {self.institution}"
