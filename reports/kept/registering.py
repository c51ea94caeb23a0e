"""What reports that are kept ask of the worker and of the clock."""

from people.plugins import nightly_acts, work_kinds

from . import monthly, schedules


def register() -> None:
    work_kinds.register(schedules.KIND, schedules.make)
    nightly_acts.register(monthly.record_months)
    nightly_acts.register(schedules.start_due)
