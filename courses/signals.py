"""News from courses. Both are sent inside the transaction that writes what they tell."""

from django.dispatch import Signal

# sender=Completion, completion=Completion: a person has completed a course.
course_completed = Signal()
# sender=StepProgress, progress=StepProgress: a step was completed for the first time in this enrolment.
step_completed = Signal()

__all__ = ["course_completed", "step_completed"]
