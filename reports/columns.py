"""The columns of the progress report: the same on screen, in the XLSX and in the CSV."""

from django.utils.translation import gettext as _

from people.api import Column

from .words import state_word


def progress_columns() -> list[Column]:
    return [
        Column(_("Employee number"), lambda person: person.number, 14),
        Column(_("Name"), lambda person: person.name, 38),
        Column(_("Department"), lambda person: person.department or _("Without appointment"), 34),
        Column(_("Post"), lambda person: person.post, 30),
        Column(_("State"), lambda person: state_word(person.state), 22),
        Column(_("Duties"), lambda person: person.duties, 10),
        Column(_("Completed"), lambda person: person.completed, 12),
        Column(_("Pending"), lambda person: person.pending, 12),
        Column(_("Next due date"), lambda person: person.next_due, 16),
        Column(_("Last completion"), lambda person: person.last_completed, 16),
        Column(_("Department at that time"), lambda person: person.department_then, 34),
    ]
