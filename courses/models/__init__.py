from .duties import Assignment, Duty, Equivalence, Exemption, TrainingRequirement
from .glossary import GlossaryTerm
from .pages import CatalogPage, CourseOutline, CoursePage, LessonPage, ModulePage
from .planning import PlannedTraining, TrainingTime
from .recognition import PriorLearningImport
from .records import Completion, Enrolment, StepProgress
from .sessions import Attendance, SessionMeeting, SessionPlace, TrainingSession

__all__ = [
    "Assignment",
    "Attendance",
    "CatalogPage",
    "Completion",
    "CourseOutline",
    "CoursePage",
    "Duty",
    "Enrolment",
    "Equivalence",
    "Exemption",
    "GlossaryTerm",
    "LessonPage",
    "ModulePage",
    "PlannedTraining",
    "PriorLearningImport",
    "SessionMeeting",
    "SessionPlace",
    "StepProgress",
    "TrainingRequirement",
    "TrainingSession",
    "TrainingTime",
]
