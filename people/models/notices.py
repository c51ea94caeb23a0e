"""Notices to people: one ledger of what was planned, sent or kept back: it answers «was the person told?»."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

MOST_DAYS = 365
MOST_REMINDERS = 6


def new_token():
    return secrets.token_urlsafe(32)


class NoticeMail(models.Model):
    """One e-mail with the notices of a day for one person.

    It is claimed (sending) before the mail server hears of it, so no two workers send it. If the answer of the server
    is lost after that, nobody can know whether it arrived: it is told as such (unsure) and not sent again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("handed to the mail server")
        UNSURE = "unsure", _("handed over without confirmation")
        FAILED = "failed", _("not accepted")
        BOUNCED = "bounced", _("returned")
        DROPPED = "dropped", _("no longer needed")

    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="notice_mails")
    address = models.EmailField(_("e-mail"))
    day = models.DateField(default=timezone.localdate)
    message_id = models.CharField(max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answer = models.CharField(_("answer of the mail server"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("e-mail with notices")
        verbose_name_plural = _("e-mails with notices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["employee", "day"], name="people_one_mail_with_notices_a_day"),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"]), models.Index(fields=["address"])]

    def __str__(self):
        return f"{self.address} · {self.subject}"


class ReturnedAddress(models.Model):
    """An address from which mail comes back: nothing is sent there until somebody says that it works again."""

    address = models.EmailField(_("e-mail"))
    answer = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("since"), default=timezone.now)
    # Empty when a mail server reported it.
    reported_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("address that returns mail")
        verbose_name_plural = _("addresses that return mail")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=models.Q(lifted_at=None), name="people_one_open_return_per_address"
            ),
        ]

    def __str__(self):
        return self.address


class Notice(models.Model):
    """One thing that one person is told. The key says what about; the same key is never told twice."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned, not sent yet")
        SENT = "sent", _("sent")
        UNSURE = "unsure", _("sent without confirmation")
        SHOWN = "shown", _("shown on the site")
        SUPPRESSED = "suppressed", _("not sent")
        BOUNCED = "bounced", _("returned")

    class Why(models.TextChoices):
        NO_ADDRESS = "no_address", _("has no e-mail: it is in the list on the site")
        NO_LONGER_DUE = "no_longer_due", _("was done or withdrawn before it was sent")
        LEFT = "left", _("no longer works here")
        TOO_SOON = "too_soon", _("was told about the same a short time before")
        BOUNCING = "bouncing", _("mail to that address comes back")
        SWITCHED_OFF = "switched_off", _("notices are switched off")
        NOT_ACCEPTED = "not_accepted", _("the mail server did not accept it")

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

    @staticmethod
    def numbers(text):
        """The days written in `text` («30, 7, 1»), the largest first. Raises ValidationError for anything else."""
        words = [word.strip() for word in text.split(",") if word.strip()]
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= MOST_DAYS for word in words):
            message = _("Write whole numbers from 1 to %(most)d, separated by commas: 30, 7, 1.")
            raise ValidationError(message, params={"most": MOST_DAYS}, code="numbers")
        if len(words) > MOST_REMINDERS:
            message = _("At most %(most)d reminders: people stop reading what comes too often.")
            raise ValidationError(message, params={"most": MOST_REMINDERS}, code="too_many")
        return sorted({int(word) for word in words}, reverse=True)

    def is_quiet(self, hour):
        """Whether `hour` lies in the quiet ones, which may run over midnight; equal ends mean that none are quiet."""
        start, end = self.quiet_from, self.quiet_until
        return start <= hour < end if start <= end else hour >= start or hour < end

    def clean(self):
        super().clean()
        for name in ("days_before", "days_after"):
            try:
                setattr(self, name, ", ".join(str(number) for number in self.numbers(getattr(self, name))))
            except ValidationError as error:
                raise ValidationError({name: error}) from error
        if None not in (self.sends_at, self.quiet_from, self.quiet_until) and self.is_quiet(self.sends_at):
            raise ValidationError(
                {"sends_at": _("This hour lies in the quiet hours, so no e-mail would ever be sent.")}
            )
