from .duties import Assignment, Exemption, TrainingRequirement
from .glossary import GlossaryTerm
from .pages import CatalogPage, CourseOutline, CoursePage, LessonPage, ModulePage
from .records import Completion, Enrolment, StepProgress

__all__ = [
    "Assignment",
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
]
