"""The front door of people: everything that other apps may use of it."""

from .access.guessing import Wait, network_of
from .access.pacing import Bucket, give_back, pour
from .admin_pages import PermittedMenuItem, frame, requires
from .contrast import contrast_ratio
from .demo import DEMO_PASSWORD
from .identity import municipality
from .ledger import last_line, record_decision
from .lists import CONTENT_TYPES, TABLE_FORMATS, attached, page_links, table_file
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
from .movements.delegation import delegate, withdraw_delegation
from .movements.headcount import headcount
from .movements.past_names import people_named_otherwise
from .movements.rules import CannotMove
from .notices.calendar import CalendarEntry
from .notices.feed import calendar_file
from .notices.hours import notice_rules
from .notices.planning import plan_notice, plan_notices
from .organisation import (
    current_appointment,
    delegations_on,
    departments_with_branches,
    headed_departments,
    headships,
    own_departments,
    team_of,
)
from .paper import DrawingFailed, draw_paper, memory_fetcher, mend_picture_boxes, qr_picture, shipped_fonts
from .roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from .roster.reading import UnreadableRoster
from .roster.reading import read as read_table
from .roster.values import Unfit
from .roster.values import as_text as text_of_cell
from .roster.values import day_of as day_of_cell
from .roster.words import fold
from .sheets import Column, csv_file, safe_text, xlsx_file
from .storage import move_whole, private_storage, write_whole
from .superiors import superiors_of
from .working_days import WorkingCalendar, add_working_days, is_working_day, working_calendar, working_days_between
from .works import Outcome, WorkStopped, report_progress, start_work, working_folder

__all__ = [
    "ADMINISTRATION",
    "CONSULTANCY",
    "CONTENT_TYPES",
    "DEMO_PASSWORD",
    "HUMAN_RESOURCES",
    "LIAISON",
    "TABLE_FORMATS",
    "TRANSPARENCY_UNIT",
    "Appointment",
    "Bucket",
    "CalendarEntry",
    "CannotMove",
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
    "PermittedMenuItem",
    "Post",
    "Signatory",
    "Unfit",
    "UnreadableRoster",
    "User",
    "Wait",
    "Work",
    "WorkStopped",
    "WorkingCalendar",
    "add_working_days",
    "attached",
    "calendar_file",
    "contrast_ratio",
    "csv_file",
    "current_appointment",
    "day_of_cell",
    "delegate",
    "delegations_on",
    "departments_with_branches",
    "draw_paper",
    "fold",
    "frame",
    "give_back",
    "headcount",
    "headed_departments",
    "headships",
    "is_working_day",
    "last_line",
    "memory_fetcher",
    "mend_picture_boxes",
    "move_whole",
    "municipality",
    "network_of",
    "notice_rules",
    "own_departments",
    "page_links",
    "people_named_otherwise",
    "plan_notice",
    "plan_notices",
    "pour",
    "private_storage",
    "qr_picture",
    "read_table",
    "record_decision",
    "report_progress",
    "requires",
    "safe_text",
    "shipped_fonts",
    "start_work",
    "superiors_of",
    "table_file",
    "team_of",
    "text_of_cell",
    "withdraw_delegation",
    "working_calendar",
    "working_days_between",
    "working_folder",
    "write_whole",
    "xlsx_file",
]
