from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from courses.plugins import nav_items
        from people.plugins import nightly_acts, person_panels, work_kinds

        from .catalogue import register_reports
        from .framework.long_files import KIND, make_asked_file
        from .kept import registering as kept
        from .person_panel import training_panel
        from .tallies import write_missing_tallies
        from .team import reminding
        from .team.branch import menu_entry

        nav_items.register(menu_entry)
        reminding.register()
        person_panels.register(training_panel)
        register_reports()
        kept.register()
        work_kinds.register(KIND, make_asked_file)
        nightly_acts.register(write_missing_tallies)
