"""News from people. All are sent inside the transaction that writes what they tell."""

from django.dispatch import Signal

# sender=Employee, employees=set of ids, day=date: appointments, hiring or leaving of these people have changed.
people_moved = Signal()

__all__ = ["people_moved"]
