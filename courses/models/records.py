"""What happened: enrolments, progress, completions. Nothing here is reset; a renewal is a new cycle."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.plugins import AppendOnlyModel

from .duties import Exemption


class EnrolmentQuerySet(models.QuerySet):
    def of(self, employee):
        return self.filter(employee=employee)

    def open(self):
        return self.filter(completed_at=None)

    def completed(self):
        return self.filter(completed_at__isnull=False)

    def newest_first(self):
        """The open cycle, then the completions from the latest on: an old one may have been recorded afterwards."""
        return self.order_by(models.F("completed_at").desc(nulls_first=True), "-cycle")

    def with_exemption(self, day=None):
        """Each with `is_exempt`: whether the person is exempt on `day` from the requirement that it answers to."""
        same = {"employee": models.OuterRef("employee"), "requirement": models.OuterRef("requirement")}
        return self.annotate(is_exempt=models.Exists(Exemption.objects.in_force(day).filter(**same)))

    def newest_last(self):
        return self.order_by(models.F("completed_at").asc(nulls_last=True), "cycle")


class Enrolment(models.Model):
    """One person in one course in one cycle, with the duty that it answers to."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        OVERDUE = "overdue", _("Overdue")
        COMPLETED = "completed", _("Completed")
        EXPIRED = "expired", _("Expired")

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="enrolments")
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    assignment = models.ForeignKey(
        "courses.Assignment", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    requirement = models.ForeignKey(
        "courses.TrainingRequirement", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    # The cycle that this one renews; its course may be another, shorter one.
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    # No assignment asks for it any more: it stays open for the person, but obliges nobody.
    released_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    # First seen in the room of a session: from then on the steps open in any order, as the group takes them.
    attended_at = models.DateTimeField(null=True, blank=True)
    last_step = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Stamped from the completion, so that lists and reports are one indexed query.
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["course", "completed_at"]),
            models.Index(fields=["due_on"], condition=models.Q(completed_at=None), name="courses_open_enrolments_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "course", "cycle"], name="courses_one_enrolment_per_person_and_cycle"
            ),
            models.UniqueConstraint(
                fields=["employee", "course"],
                condition=models.Q(completed_at=None),
                name="courses_one_open_enrolment_per_person",
            ),
        ]

    def __str__(self):
        return f"{self.employee} · {self.course} · {self.cycle}"

    @property
    def is_open(self):
        return self.completed_at is None

    @property
    def state(self):
        return self.state_on(timezone.localdate())

    def state_on(self, day):
        """The State on `day`: a completion that has run out is expired, an open one past its due day overdue."""
        if self.completed_at:
            has_expired = self.valid_until is not None and self.valid_until < day
            return self.State.EXPIRED if has_expired else self.State.COMPLETED
        if self.due_on and self.due_on < day:
            return self.State.OVERDUE
        return self.State.IN_PROGRESS if self.started_at else self.State.NOT_STARTED


class StepProgress(models.Model):
    """How far one enrolment is with one step; `position` is the anchor of the last block on screen."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps")
    step = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.CharField(max_length=60, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    revision_id = models.BigIntegerField(null=True, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    # Done by having been in the room when this session gave it, instead of by reading it here.
    session = models.ForeignKey(
        "courses.TrainingSession", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="courses_one_progress_per_step"),
        ]

    def __str__(self):
        return f"{self.enrolment_id} · {self.step_id}"


class Completion(AppendOnlyModel):
    """A course was completed: everything that a constancia or an auditor asks, frozen as it was that day."""

    class Source(models.TextChoices):
        ONLINE = "online", _("online")
        ATTENDANCE = "attendance", _("in person")
        IMPORTED = "imported", _("imported")
        EQUIVALENCE = "equivalence", _("equivalence")
        DIAGNOSTIC = "diagnostic", _("diagnostic quiz")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="completions")
    employee_name = models.CharField(max_length=270)
    department_name = models.CharField(max_length=120, blank=True)
    post_name = models.CharField(max_length=120, blank=True)
    course_title = models.CharField(max_length=255)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(db_index=True)
    valid_until = models.DateField(null=True, blank=True)
    requirements = models.JSONField(default=list)
    content_revisions = models.JSONField(default=dict)
    source = models.CharField(max_length=20, choices=Source, default=Source.ONLINE)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    # What stands behind a completion that was not made online: session and attendance, equivalence, document, file.
    grounds = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-completed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__gte=0, score__lte=100),
                name="courses_score_is_percentage",
            ),
        ]

    def __str__(self):
        return f"{self.employee_name} · {self.course_title}"
