"""What must be published or held: obligations, the deliveries that follow from them, and how they stand."""


def register() -> None:
    """Hook into the night, the notices and the calendars of people, and into /mi-area/."""
    from people.plugins import calendar_entries, nightly_acts

    from ..plugins import area_pages, area_sections
    from . import area_views, feed, generating, notices

    nightly_acts.register(generating.make_deliveries)
    nightly_acts.register(notices.plan_reminders)
    notices.register()
    calendar_entries.register(feed.delivery_entries)
    area_sections.register(area_views.section)
    area_pages.register(area_views.pages)
