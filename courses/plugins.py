"""Where other apps hook into courses: the mix-in of steps and the registries."""

from people.plugins import AppendOnlyModel, AppendOnlyQuerySet, WrittenOnce

from .registries import (
    completion_rules,
    evidence_providers,
    my_classroom_sections,
    nav_items,
    requirement_basis_providers,
)
from .steps import CourseStep

__all__ = [
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "CourseStep",
    "WrittenOnce",
    "completion_rules",
    "evidence_providers",
    "my_classroom_sections",
    "nav_items",
    "requirement_basis_providers",
]
