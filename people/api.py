"""The front door of people: everything that other apps may use of it."""

from .demo import DEMO_PASSWORD
from .identity import municipality
from .models import Appointment, Department, Employee, Municipality, Post, Signatory, User
from .organisation import current_appointment, departments_with_branches, headed_departments, team_of
from .roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT

__all__ = [
    "ADMINISTRATION",
    "CONSULTANCY",
    "DEMO_PASSWORD",
    "HUMAN_RESOURCES",
    "LIAISON",
    "TRANSPARENCY_UNIT",
    "Appointment",
    "Department",
    "Employee",
    "Municipality",
    "Post",
    "Signatory",
    "User",
    "current_appointment",
    "departments_with_branches",
    "headed_departments",
    "municipality",
    "team_of",
]
