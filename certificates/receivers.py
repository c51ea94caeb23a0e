"""What certificates does when courses has news."""

from courses.api import CERTIFIED_SOURCES, Completion

from .issuing import issue


def issue_for(sender, completion, **kwargs):
    """Issue inside the transaction that completes the course: both are written or neither.

    What happened on this site is certified as of that moment; what was recorded afterwards, as of now. Training that
    somebody else gave gets none: imported and recognised completions rest on the paper that they cite.
    """
    if completion.source not in CERTIFIED_SOURCES:
        return
    happened_here = completion.source in {Completion.Source.ONLINE, Completion.Source.DIAGNOSTIC}
    issue(completion=completion, at=completion.completed_at if happened_here else None)
