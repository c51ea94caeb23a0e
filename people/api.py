"""The front door of people: everything that other apps may use of it."""

from .demo import DEMO_PASSWORD
from .identity import municipality
from .ledger import record_decision
from .models import (
    Appointment,
    DayOff,
    Decision,
    Delegation,
    Department,
    EarlierService,
    Employee,
    Municipality,
    Notice,
    NoticeSettings,
    Post,
    Signatory,
    User,
    Work,
)
from .organisation import current_appointment, departments_with_branches, headed_departments, team_of
from .paper import DrawingFailed, draw_paper, memory_fetcher, mend_picture_boxes, qr_picture
from .roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from .sheets import Column, csv_file, safe_text, xlsx_file
from .storage import private_storage, write_whole
from .works import Outcome, WorkStopped, report_progress, start_work

__all__ = [
    "ADMINISTRATION",
    "CONSULTANCY",
    "DEMO_PASSWORD",
    "HUMAN_RESOURCES",
    "LIAISON",
    "TRANSPARENCY_UNIT",
    "Appointment",
    "Column",
    "DayOff",
    "Decision",
    "Delegation",
    "Department",
    "DrawingFailed",
    "EarlierService",
    "Employee",
    "Municipality",
    "Notice",
    "NoticeSettings",
    "Outcome",
    "Post",
    "Signatory",
    "User",
    "Work",
    "WorkStopped",
    "csv_file",
    "current_appointment",
    "departments_with_branches",
    "draw_paper",
    "headed_departments",
    "memory_fetcher",
    "mend_picture_boxes",
    "municipality",
    "private_storage",
    "qr_picture",
    "record_decision",
    "report_progress",
    "safe_text",
    "start_work",
    "team_of",
    "write_whole",
    "xlsx_file",
]
