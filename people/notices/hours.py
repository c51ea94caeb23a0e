"""When e-mail may go out: RH's hours, never in the quiet ones, and on working days only where that is set."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from ..models import NoticeSettings
from ..working_days import is_working_day


def notice_rules() -> NoticeSettings:
    """The settings of the default site, in one query; what stands by default where nothing was stored."""
    return NoticeSettings.objects.filter(site__is_default_site=True).first() or NoticeSettings()


def is_sending_time(now: dt.datetime, rules: NoticeSettings) -> bool:
    """Whether e-mail with notices may go out at this moment."""
    local = timezone.localtime(now)
    if rules.is_quiet(local.hour):
        return False
    return not rules.working_days_only or is_working_day(local.date())
