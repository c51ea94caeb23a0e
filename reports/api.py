"""The front door of reports: everything that other apps may use of it."""

from .models import ReportDownload
from .progress import Duty, Organisation, Person, Subject, Tally, duties_of, progress
from .public import share_accredited
from .sheets import Column, csv_file, safe_text, xlsx_file
from .team import heads_a_team, team_progress

__all__ = [
    "Column",
    "Duty",
    "Organisation",
    "Person",
    "ReportDownload",
    "Subject",
    "Tally",
    "csv_file",
    "duties_of",
    "heads_a_team",
    "progress",
    "safe_text",
    "share_accredited",
    "team_progress",
    "xlsx_file",
]
