"""What certificates does when courses has news."""

from courses.api import Completion

from .issuing import issue


def issue_for(sender, completion, **kwargs):
    """Issue inside the transaction that completes the course: both are written or neither.

    What happened on this site is certified as of that moment; what was recorded afterwards, as of now.
    """
    happened_here = completion.source == Completion.Source.ONLINE
    issue(completion=completion, at=completion.completed_at if happened_here else None)
