from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from courses.plugins import nav_items

        from .team import menu_entry

        nav_items.register(menu_entry)
