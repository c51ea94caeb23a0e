"""The admin's home says how old the newest backup is to those who look after accounts."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.timesince import timesince
from wagtail.admin.ui.components import Component

from .keeping import newest_age

SEE = "people.change_user"
TOO_OLD = dt.timedelta(hours=36)


class BackupPanel(Component):
    name = "last_backup"
    template_name = "aula/backup_panel.html"
    order = 900

    def get_context_data(self, parent_context):
        age = newest_age()
        return {
            "age": timesince(timezone.now() - age, depth=1) if age is not None else "",
            "is_worrying": age is None or age > TOO_OLD,
        }
