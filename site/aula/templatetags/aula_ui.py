"""What every template may use without loading it: icons, the words for states, dates and amounts."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django import template
from django.template.loader import get_template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext

from aula.icons import ICONS

register = template.Library()


class State(NamedTuple):
    label: str
    icon: str
    tone: str


# A state is always told by a word, a shape and a colour together.
STATES = {
    "not_started": State(gettext_lazy("Not started"), "circle", "neutral"),
    "in_progress": State(gettext_lazy("In progress"), "half", "info"),
    "overdue": State(gettext_lazy("Overdue"), "alert", "bad"),
    "completed": State(gettext_lazy("Completed"), "check-circle", "ok"),
    "expired": State(gettext_lazy("Expired"), "expired", "warn"),
    "assigned": State(gettext_lazy("Assigned"), "flag", "neutral"),
    "expiring": State(gettext_lazy("Expires soon"), "clock", "warn"),
    "in_window": State(gettext_lazy("To be renewed"), "refresh", "warn"),
    "in_grace": State(gettext_lazy("In grace"), "alert", "warn"),
    "released": State(gettext_lazy("Released"), "logout", "neutral"),
    "exempt": State(gettext_lazy("Exempt"), "minus", "neutral"),
    "locked": State(gettext_lazy("Not open yet"), "lock", "neutral"),
    "not_required": State(gettext_lazy("Not required"), "minus", "neutral"),
    "valid": State(gettext_lazy("Valid"), "shield", "ok"),
    "revoked": State(gettext_lazy("Revoked"), "ban", "bad"),
    "superseded": State(gettext_lazy("Superseded"), "replaced", "warn"),
    "right": State(gettext_lazy("Right"), "check-circle", "ok"),
    "wrong": State(gettext_lazy("Wrong"), "x-circle", "bad"),
    "partly_right": State(gettext_lazy("Partly right"), "half", "warn"),
    "unanswered": State(gettext_lazy("Unanswered"), "circle", "warn"),
    "answered": State(gettext_lazy("Answered"), "check", "ok"),
    "passed": State(gettext_lazy("Passed"), "check-circle", "ok"),
    "failed": State(gettext_lazy("Not passed"), "x-circle", "bad"),
    "pending": State(gettext_lazy("To be confirmed"), "clock", "warn"),
    # Of an attempt at a quiz: evaluations.Attempt.State.
    "open": State(gettext_lazy("Under way"), "half", "info"),
    "awaiting": State(gettext_lazy("Submitted, to be marked"), "clock", "warn"),
    "submitted": State(gettext_lazy("Graded"), "check", "neutral"),
    "cancelled": State(gettext_lazy("Cancelled"), "ban", "neutral"),
}
UNKNOWN_STATE = State("", "info", "neutral")

# The levels of Django's messages beside our own words for tones.
TONES = {"success": "ok", "warning": "warn", "error": "bad", "debug": "neutral"}
TONE_ICONS = {"ok": "check-circle", "warn": "alert", "bad": "x-circle"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline drawing: decoration without a label, an image with one."""
    # Steps of courses name their icon in stored data, so an unknown name must not break a page.
    shape = mark_safe(ICONS.get(name, ICONS["circle"]))  # noqa: S308 - our own drawings
    if label:
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, shape)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', shape)


@register.inclusion_tag("includes/nav_link.html", takes_context=True)
def nav_link(context, url: str, label: str, icon_name: str = "") -> dict[str, str]:
    """An entry of a menu that knows whether the reader is on its page or below it."""
    path = context["request"].path if "request" in context else ""
    is_below = url != "/" and path.startswith(url)
    return {"url": url, "label": label, "icon": icon_name, "current": "page" if path == url else is_below and "true"}


@register.filter
def state_label(state: str) -> str:
    return STATES.get(state, UNKNOWN_STATE).label


@register.filter
def state_icon(state: str) -> str:
    return STATES.get(state, UNKNOWN_STATE).icon


@register.filter
def state_tone(state: str) -> str:
    return STATES.get(state, UNKNOWN_STATE).tone


@register.filter
def as_tone(level: str) -> str:
    """The tone of a message level; a tone stays as it is."""
    return TONES.get(level, level or "info")


@register.filter
def tone_icon(tone: str) -> str:
    return TONE_ICONS.get(tone, "info")


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """«3 de marzo de 2026»"""
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return formats.date_format(_local(value), "DATE_FORMAT").lower() if value else ""


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """«3 mar 2026», for tables."""
    return formats.date_format(_local(value), "j M Y").lower() if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """«3 de marzo de 2026, 10:42 h»"""
    return formats.date_format(_local(value), "DATETIME_FORMAT").lower() if value else ""


@register.filter
def clock(value: dt.datetime | None) -> str:
    """«10:42»"""
    return _local(value).strftime("%H:%M") if value else ""


def days_until(value: dt.date | dt.datetime) -> int:
    value = _local(value)
    date = value.date() if isinstance(value, dt.datetime) else value
    return (date - timezone.localdate()).days


@register.filter
def due_in_words(value: dt.date | dt.datetime | None) -> str:
    """«Vence en 3 días», «Vence hoy», «Venció hace 2 días»; a far date is said as a date."""
    if not value:
        return ""
    days = days_until(value)
    if days == 0:
        return gettext("Due today")
    if days == 1:
        return gettext("Due tomorrow")
    if days == -1:
        return gettext("Was due yesterday")
    if days > 60:
        return gettext("Due on %(date)s") % {"date": day(value)}
    if days < -60:
        return gettext("Was due on %(date)s") % {"date": day(value)}
    if days > 0:
        return ngettext("Due in %(days)d day", "Due in %(days)d days", days) % {"days": days}
    return ngettext("Was due %(days)d day ago", "Was due %(days)d days ago", -days) % {"days": -days}


@register.filter
def due_tone(value: dt.date | dt.datetime | None) -> str:
    if not value:
        return "neutral"
    days = days_until(value)
    return "bad" if days < 0 else "warn" if days <= 7 else "neutral"


def _plain(number: Decimal | float | int) -> str:
    number = Decimal(str(number))
    decimals = 0 if number == number.to_integral_value() else 1
    return formats.number_format(number, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def hours(value: Decimal | float | int | None) -> str:
    """«2.5 h»"""
    return f"{_plain(value)}\N{NO-BREAK SPACE}h" if value is not None else ""


@register.filter
def percentage(value: Decimal | float | int | None) -> str:
    """«85 %»"""
    return f"{_plain(value)}\N{NO-BREAK SPACE}%" if value is not None else ""


@register.filter
def minutes_label(value: int | None) -> str:
    """«7 min», «1 h 20 min»"""
    if not value:
        return ""
    whole, rest = divmod(int(value), 60)
    parts = [f"{whole}\N{NO-BREAK SPACE}h"] if whole else []
    if rest:
        parts.append(f"{rest}\N{NO-BREAK SPACE}min")
    return " ".join(parts)


@register.filter
def kernels(done: int | None, total: int | None) -> list[bool]:
    """One kernel per step, the done ones first; none when there are too many to tell apart."""
    done, total = int(done or 0), int(total or 0)
    return [number < done for number in range(total)] if 0 < total <= 24 else []


@register.simple_tag(takes_context=True)
def render_section(context, section: dict) -> SafeString:
    """A part of a page that another app registered: {"template", "context"}, rendered with its own context."""
    values = {**context.flatten(), **section["context"]}
    return get_template(section["template"]).render(values, context.get("request"))
