"""People whom an import of the roster brought and who are to be taken off it again: not those who are certified."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Certificate, RequestedHolder


def keep_certified(employee_ids: Iterable[int], remove: bool) -> set[int]:
    """Ids of those who have a constancia or stand on a request for one. Registered in people.plugins.roster_removals.

    Nothing is deleted here: what others have done about a person stays, with or without `remove`.
    """
    ids = set(employee_ids)
    certified = Certificate.objects.filter(employee__in=ids).values_list("employee_id", flat=True)
    requested = RequestedHolder.objects.filter(employee__in=ids).values_list("employee_id", flat=True)
    return {*certified, *requested}
