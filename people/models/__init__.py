from .access import AccessCode, GuessCounter
from .accounts import User
from .identity import Municipality, Signatory
from .ledger import Decision, LedgerHead
from .notices import CalendarToken, Notice, NoticeMail, NoticeSettings, ReturnedAddress
from .organisation import Appointment, DayOff, Delegation, Department, EarlierService, Employee, Post
from .roster import RosterImport, RosterLayout
from .works import Work

__all__ = [
    "AccessCode",
    "Appointment",
    "CalendarToken",
    "DayOff",
    "Decision",
    "Delegation",
    "Department",
    "EarlierService",
    "Employee",
    "GuessCounter",
    "LedgerHead",
    "Municipality",
    "Notice",
    "NoticeMail",
    "NoticeSettings",
    "Post",
    "ReturnedAddress",
    "RosterImport",
    "RosterLayout",
    "Signatory",
    "User",
    "Work",
]
