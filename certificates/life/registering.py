"""What the life of constancias hangs into the registries of people; called once the apps are ready."""

from django.utils.translation import gettext_lazy as _

from people.plugins import nightly_acts, notice_kinds, person_panels


def register() -> None:
    from ..plugins import certificates_panel
    from .telling import KIND
    from .withholding import delete_withheld_files

    notice_kinds.register(KIND, _("Your certificates"))
    nightly_acts.register(delete_withheld_files)
    person_panels.register(certificates_panel)
