"""The front door of courses: everything that other apps may use of it."""

from .assigning.applying import apply as apply_assignment
from .assigning.applying import recompute as recompute_duties
from .assigning.deciding import CannotAssign
from .assigning.deciding import accept as accept_assignment
from .assigning.deciding import preview as preview_assignment
from .assigning.deciding import told_counts as told_assignment
from .assigning.rules import Rule as AssignmentRule
from .assigning.simulation import Simulation as AssignmentPreview
from .catalogue import listed_courses
from .completion import CERTIFIED_SOURCES, complete_step, record_completion
from .enrolment import CannotEnrol, current_enrolment, enrol
from .lesson_view import enrolment_for, step_context
from .models import (
    Assignment,
    CatalogPage,
    Completion,
    CourseOutline,
    CoursePage,
    Duty,
    Enrolment,
    Equivalence,
    Exemption,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    PlannedTraining,
    StepProgress,
    TrainingRequirement,
    TrainingTime,
)
from .outline import address_of, outline_of, rebuild, steps_of
from .progress import progress_of
from .recognition.documents import check_document, content_type_of
from .recognition.prior.importing import accept as accept_earlier_training
from .recognition.prior.importing import receive as receive_earlier_training
from .renewal.cycles import open_renewals
from .renewal.standings import strictest as strictest_terms
from .renewal.states import ACCREDITED, Facts, RenewalState, Standing, Terms, renewal_state
from .requirements import requirement_lines, requirements_met_by
from .sessions.attendance import record_list as record_attendance
from .sessions.booking import book as book_places
from .sessions.closing import close as close_session
from .sessions.organising import Times, organise
from .training_time import CannotGiveTime
from .training_time import grant as grant_time
from .training_time import withdraw as withdraw_time
from .validity import last_valid_day

__all__ = [
    "ACCREDITED",
    "CERTIFIED_SOURCES",
    "Assignment",
    "AssignmentPreview",
    "AssignmentRule",
    "CannotAssign",
    "CannotEnrol",
    "CannotGiveTime",
    "CatalogPage",
    "Completion",
    "CourseOutline",
    "CoursePage",
    "Duty",
    "Enrolment",
    "Equivalence",
    "Exemption",
    "Facts",
    "GlossaryTerm",
    "LessonPage",
    "ModulePage",
    "PlannedTraining",
    "RenewalState",
    "Standing",
    "StepProgress",
    "Terms",
    "Times",
    "TrainingRequirement",
    "TrainingTime",
    "accept_assignment",
    "accept_earlier_training",
    "address_of",
    "apply_assignment",
    "book_places",
    "check_document",
    "close_session",
    "complete_step",
    "content_type_of",
    "current_enrolment",
    "enrol",
    "enrolment_for",
    "grant_time",
    "last_valid_day",
    "listed_courses",
    "open_renewals",
    "organise",
    "outline_of",
    "preview_assignment",
    "progress_of",
    "rebuild",
    "receive_earlier_training",
    "recompute_duties",
    "record_attendance",
    "record_completion",
    "renewal_state",
    "requirement_lines",
    "requirements_met_by",
    "step_context",
    "steps_of",
    "strictest_terms",
    "told_assignment",
    "withdraw_time",
]
