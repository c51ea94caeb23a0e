"""The front door of people: everything that other apps may use of it."""

from .demo import DEMO_PASSWORD
from .identity import municipality
from .models import Appointment, Department, Employee, Municipality, Post, Signatory, User
from .organisation import current_appointment, departments_with_branches, headed_departments, team_of
from .roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from .sheets import Column, csv_file, safe_text, xlsx_file

__all__ = [
    "ADMINISTRATION",
    "CONSULTANCY",
    "DEMO_PASSWORD",
    "HUMAN_RESOURCES",
    "LIAISON",
    "TRANSPARENCY_UNIT",
    "Appointment",
    "Column",
    "Department",
    "Employee",
    "Municipality",
    "Post",
    "Signatory",
    "User",
    "csv_file",
    "current_appointment",
    "departments_with_branches",
    "headed_departments",
    "municipality",
    "safe_text",
    "team_of",
    "xlsx_file",
]
