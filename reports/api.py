"""The front door of reports: everything that other apps may use of it."""

from .models import ReportDownload
from .progress import Duty, Organisation, Person, Subject, Tally, duties_of, progress
from .public import SMALLEST_CELL, share_accredited
from .states import ACCREDITED, MISSING, state_label
from .subjects import requirement_states
from .team.branch import heads_a_team, team_progress

__all__ = [
    "ACCREDITED",
    "MISSING",
    "SMALLEST_CELL",
    "Duty",
    "Organisation",
    "Person",
    "ReportDownload",
    "Subject",
    "Tally",
    "duties_of",
    "heads_a_team",
    "progress",
    "requirement_states",
    "share_accredited",
    "state_label",
    "team_progress",
]
