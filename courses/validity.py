"""How long a completion counts: "12 months" means until the day before the anniversary, inclusive."""

import calendar
import datetime as dt


def last_valid_day(completed_on, months):
    """The last day, inclusive, on which a completion of the day `completed_on` counts; None when `months` is None.

    12 months from 12 February 2023 end on 11 February 2024. Where the anniversary does not exist (29, 30 or 31),
    the period ends on the last day of that month: 12 months from 29 February 2024 end on 28 February 2025.
    """
    if months is None:
        return None
    years, month_index = divmod(completed_on.month - 1 + months, 12)
    year, month = completed_on.year + years, month_index + 1
    days_in_month = calendar.monthrange(year, month)[1]
    if completed_on.day > days_in_month:
        return dt.date(year, month, days_in_month)
    return dt.date(year, month, completed_on.day) - dt.timedelta(days=1)


def last_day_of_renewal(completed_on, months, *, counts_from_expiry, old_end=None, renewable_from=None, grace_days=0):
    """The last day, inclusive, of a renewal completed on `completed_on`; None when `months` is None.

    Where it `counts_from_expiry`, a renewal made between `renewable_from` and the last day of grace counts from the day
    after the old one ends: who renews early loses no day, and who renews in grace gains none. Before the window, after
    the grace, and for a first completion (`old_end` None) it counts from its own day.
    """
    in_time = (
        old_end is not None
        and renewable_from is not None
        and renewable_from <= completed_on <= old_end + dt.timedelta(days=grace_days)
    )
    start = old_end + dt.timedelta(days=1) if counts_from_expiry and in_time else completed_on
    return last_valid_day(start, months)
