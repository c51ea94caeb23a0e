"""News from evaluations."""

from django.dispatch import Signal

__all__ = ["attempt_submitted"]

#: sender=Attempt, attempt=… Sent once per attempt, inside the transaction that graded it.
attempt_submitted = Signal()
