"""The screen where RH keeps the municipality's own days off, and the statutory ones on which people do work."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from .models import DayOff
from .working_days import statutory_holidays


class DayOffIndexView(IndexView):
    """The list with what the law says below it."""

    def get_context_data(self, **kwargs):
        year = timezone.localdate().year
        years = [
            {"year": one, "days": [(date_format(day, "l j \\d\\e F").lower(), name) for day, name in _in_order(one)]}
            for one in (year, year + 1)
        ]
        return super().get_context_data(**kwargs) | {"years": years}


def _in_order(year):
    return sorted(statutory_holidays(year).items())


class DayOffViewSet(ModelViewSet):
    model = DayOff
    name = "people_days_off"
    url_prefix = "dias-inhabiles"
    icon = "calendar-alt"
    menu_label = _("Days off")
    index_view_class = DayOffIndexView
    index_template_name = "people/days_off.html"
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "Due days that count working days leave out weekends, the holidays of the Ley Federal del Trabajo "
                    "and these days. Due days that change because of this change in the night."
                )
            ),
            FieldPanel("day"),
            FieldPanel("name"),
            FieldPanel("is_working_day"),
        ]
    )
    list_display = ["day", "name", BooleanColumn("is_working_day", label=_("People work that day"))]
    list_filter = ["day"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["-day"]
    copy_view_enabled = False
