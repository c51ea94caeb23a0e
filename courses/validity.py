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
