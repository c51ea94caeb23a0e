"""The front door of reports: everything that other apps may use of it."""

from .models import ReportDownload
from .progress import Duty, Organisation, Person, Subject, Tally, duties_of, progress
from .public import share_accredited
from .team.branch import heads_a_team, team_progress

__all__ = [
    "Duty",
    "Organisation",
    "Person",
    "ReportDownload",
    "Subject",
    "Tally",
    "duties_of",
    "heads_a_team",
    "progress",
    "share_accredited",
    "team_progress",
]
