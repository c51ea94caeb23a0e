"""The front door of courses: everything that other apps may use of it."""

from .assignments import apply as apply_assignment
from .catalogue import listed_courses
from .completion import complete_step, record_completion
from .enrolment import CannotEnrol, current_enrolment, enrol
from .lesson_view import enrolment_for, step_context
from .models import (
    Assignment,
    CatalogPage,
    Completion,
    CourseOutline,
    CoursePage,
    Enrolment,
    Exemption,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    StepProgress,
    TrainingRequirement,
)
from .outline import address_of, outline_of, rebuild, steps_of
from .progress import progress_of
from .requirements import requirement_lines, requirements_met_by
from .validity import last_valid_day

__all__ = [
    "Assignment",
    "CannotEnrol",
    "CatalogPage",
    "Completion",
    "CourseOutline",
    "CoursePage",
    "Enrolment",
    "Exemption",
    "GlossaryTerm",
    "LessonPage",
    "ModulePage",
    "StepProgress",
    "TrainingRequirement",
    "address_of",
    "apply_assignment",
    "complete_step",
    "current_enrolment",
    "enrol",
    "enrolment_for",
    "last_valid_day",
    "listed_courses",
    "outline_of",
    "progress_of",
    "rebuild",
    "record_completion",
    "requirement_lines",
    "requirements_met_by",
    "step_context",
    "steps_of",
]
