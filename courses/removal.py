"""What an import of the roster brought to new people by itself, and how it goes when the import is taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from .models import Duty, Enrolment


def remove_untouched(employee_ids: Iterable[int], remove: bool) -> set[int]:
    """Ids of those who have begun a course; of the others duties and enrolments are deleted when `remove` says so.

    Registered in people.plugins.roster_removals. Nobody has relied on these rows: they were made by the import that is
    taken back, and its line in the ledger stays.
    """
    ids = set(employee_ids)
    enrolments = Enrolment.objects.filter(employee__in=ids)
    begun = Q(started_at__isnull=False) | Q(completed_at__isnull=False) | Q(steps__isnull=False)
    touched = set(enrolments.filter(begun).values_list("employee_id", flat=True))
    if remove:
        untouched = ids - touched
        Duty.objects.filter(employee__in=untouched).delete()
        Enrolment.objects.filter(employee__in=untouched).delete()
    return touched
