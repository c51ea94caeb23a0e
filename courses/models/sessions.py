"""Courses given in a room: sessions, their meetings, places and attendance."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_secret():
    return secrets.token_hex(32)


class TrainingSession(models.Model):
    """One time that a course is given in a room; it may take several meetings."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    course = models.ForeignKey("courses.CoursePage", verbose_name=_("course"), on_delete=models.PROTECT)
    title = models.CharField(_("title"), max_length=160)
    place = models.CharField(_("place"), max_length=200)
    instructor = models.CharField(_("instructor"), max_length=160)
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    minimum_percent = models.PositiveSmallIntegerField(
        _("minimum attendance (%)"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of the meetings that a person must attend."),
    )
    notes = models.TextField(_("notes for those who attend"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    # The rotating code of the check-in is derived from it; it never leaves the server.
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("session in a room")
        verbose_name_plural = _("sessions in a room")
        ordering = ["-created_at"]
        default_permissions = ()
        permissions = [("manage_sessions", _("Can organise sessions in a room"))]

    def __str__(self):
        return self.title


class SessionMeeting(models.Model):
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="courses_one_meeting_per_time"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="courses_meeting_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.session} · {self.starts_at:%Y-%m-%d %H:%M}"


class SessionPlace(models.Model):
    """A person has a place in a session, or waits for one."""

    class State(models.TextChoices):
        BOOKED = "booked", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("gave the place back")

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="places")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="session_places")
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    booked_at = models.DateTimeField(default=timezone.now)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The cycle that the attendance counts for; written with the first attendance.
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, null=True, blank=True, related_name="session_places"
    )

    class Meta:
        ordering = ["booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "employee"], name="courses_one_place_per_person"),
        ]

    def __str__(self):
        return f"{self.session} · {self.employee}"


class Attendance(models.Model):
    """A person was at a meeting. A wrong line is withdrawn with a reason, never deleted."""

    class Method(models.TextChoices):
        QR = "qr", _("code on the screen of the room")
        LIST = "list", _("list")

    meeting = models.ForeignKey(SessionMeeting, on_delete=models.PROTECT, related_name="attendances")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="attendances")
    method = models.CharField(max_length=6, choices=Method)
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "employee"],
                condition=models.Q(withdrawn_at=None),
                name="courses_one_attendance_per_meeting",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} · {self.employee}"
