"""Notices to people: one ledger of what was planned, sent or kept back: it answers «was the person told?»."""

import secrets

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


def new_token():
    return secrets.token_urlsafe(32)


class NoticeMail(models.Model):
    """One e-mail with the notices of a day for one person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        SENT = "sent", _("handed to the mail server")
        FAILED = "failed", _("not accepted")
        BOUNCED = "bounced", _("returned")

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="notice_mails")
    address = models.EmailField(_("e-mail"))
    message_id = models.CharField(max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answer = models.CharField(_("answer of the mail server"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("e-mail with notices")
        verbose_name_plural = _("e-mails with notices")
        default_permissions = ()

    def __str__(self):
        return f"{self.address} · {self.subject}"


class Notice(models.Model):
    """One thing that one person is told. The key says what about; the same key is never told twice."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SENT = "sent", _("sent")
        SHOWN = "shown", _("shown on the site")
        SUPPRESSED = "suppressed", _("not sent")
        BOUNCED = "bounced", _("returned")

    class Why(models.TextChoices):
        NO_ADDRESS = "no_address", _("has no e-mail: it is in the list on the site")
        NO_LONGER_DUE = "no_longer_due", _("was done or withdrawn before it was sent")
        LEFT = "left", _("no longer works here")
        TOO_SOON = "too_soon", _("was told about the same a short time before")
        BOUNCING = "bouncing", _("mail to that address comes back")
        SWITCHED_OFF = "switched_off", _("notices of this kind are switched off")

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=120)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    about = models.ForeignKey(
        "people.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="notices_about"
    )
    planned_for = models.DateField(_("planned for"), default=timezone.localdate)
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    why = models.CharField(_("why not"), max_length=16, choices=Why, blank=True)
    mail = models.ForeignKey(NoticeMail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    settled_at = models.DateTimeField(_("sent or settled"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-planned_for", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["employee", "kind", "key"], name="people_nobody_is_told_twice"),
        ]
        indexes = [
            models.Index(fields=["state", "planned_for"]),
            models.Index(fields=["employee", "read_at"]),
        ]

    def __str__(self):
        return self.title


class CalendarToken(models.Model):
    """The personal address of a calendar feed; a new token makes the old address worthless."""

    employee = models.OneToOneField("people.Employee", on_delete=models.CASCADE, related_name="calendar_token")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.employee_id}"


@register_setting(icon="bell", order=20)
class NoticeSettings(BaseSiteSetting):
    """When people are told, as RH decides it."""

    is_on = models.BooleanField(_("send notices"), default=True)
    days_before = models.CharField(
        _("days before the due day"), max_length=60, default="30, 7, 1", help_text=_("Numbers separated by commas.")
    )
    tells_on_the_day = models.BooleanField(_("on the due day"), default=True)
    days_after = models.CharField(_("days after the due day"), max_length=60, default="1, 7, 15", blank=True)
    head_after = models.PositiveSmallIntegerField(
        _("tell the head after this many days of delay"), default=7, null=True, blank=True
    )
    sends_at = models.PositiveSmallIntegerField(
        _("hour of the daily e-mail"), default=9, validators=[MaxValueValidator(23)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("no e-mail from"), default=19, validators=[MaxValueValidator(23)], help_text=_("Hour of the day, 0 to 23.")
    )
    quiet_until = models.PositiveSmallIntegerField(_("until"), default=8, validators=[MaxValueValidator(23)])
    working_days_only = models.BooleanField(_("only on working days"), default=True)

    panels = [
        FieldPanel("is_on"),
        MultiFieldPanel(
            [FieldPanel("days_before"), FieldPanel("tells_on_the_day"), FieldPanel("days_after")],
            heading=_("To the person"),
        ),
        FieldPanel("head_after"),
        MultiFieldPanel(
            [
                FieldPanel("sends_at"),
                FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")]),
                FieldPanel("working_days_only"),
            ],
            heading=_("Hours"),
        ),
    ]

    class Meta:
        verbose_name = _("notices")

    def __str__(self):
        return str(self._meta.verbose_name)
