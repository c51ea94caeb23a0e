from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self):
        from people.plugins import calendar_entries, nightly_acts, person_panels, roster_removals, work_kinds

        from . import due_days, integrity, menu, outline, reminders, removal, sessions, training_time
        from .assigning import following
        from .recognition.panel import exemptions_panel
        from .recognition.prior import importing
        from .registries import my_classroom_sections, nav_items
        from .renewal.cycles import open_renewals

        outline.connect()
        integrity.register()
        nightly_acts.register(open_renewals)
        # After the renewals, whose cycles the night's recomputation then finds.
        following.connect()
        roster_removals.register(removal.remove_untouched)
        # What is due has been settled by then.
        nightly_acts.register(reminders.plan_reminders)
        reminders.register()
        calendar_entries.register(due_days.due_day_entries)
        calendar_entries.register(training_time.time_entries)
        my_classroom_sections.register(training_time.classroom_section)
        person_panels.register(exemptions_panel)
        work_kinds.register(importing.KIND, importing.accept_queued)
        sessions.connect()
        nav_items.register(menu.notices_entry)
