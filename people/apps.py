from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")

    def ready(self):
        from . import checks, integrity  # noqa: F401 - checks registers itself
        from .access import registering as access
        from .notices import registering as notices
        from .registries import nightly_acts
        from .works import forget_expired

        access.register()
        integrity.register()
        nightly_acts.register(forget_expired)
        notices.register()
        from . import movements
        from .roster import registering as roster

        movements.connect()
        roster.register()
