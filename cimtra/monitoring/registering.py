"""Where the monitor hooks into the long work, the clock, the checks of the site and /mi-area/."""

from __future__ import annotations

from people.plugins import minutely_acts, work_kinds


def register() -> None:
    from ..plugins import area_sections
    from . import checks, running, section  # noqa: F401 - checks registers itself

    work_kinds.register(running.KIND, running.make_round)
    minutely_acts.register(running.enqueue_due)
    area_sections.register(section.section)
