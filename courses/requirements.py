"""What a requirement rests on, told in one way everywhere: on the page, in the report and on the constancia."""

from collections import defaultdict

from .models import TrainingRequirement
from .registries import requirement_basis_providers


def requirement_lines(requirements):
    """`requirements` (iterable of TrainingRequirement) as plain dicts, fit to be frozen in JSON.

    Each is {"id", "code", "title", "basis", "basis_kind", "aspects": [{"label", "origin"}]}; the aspects come from
    the apps that registered as basis providers, with one call for all requirements.
    """
    requirements = list(requirements)
    aspects = {requirement.pk: [] for requirement in requirements}
    for provider in requirement_basis_providers:
        for pk, lines in provider(requirements).items():
            aspects[pk].extend(lines)
    return [
        {
            "id": requirement.pk,
            "code": requirement.code,
            "title": requirement.title,
            "basis": requirement.basis,
            "basis_kind": requirement.basis_kind,
            "aspects": aspects[requirement.pk],
        }
        for requirement in requirements
    ]


def requirements_met_by(course):
    """The requirements in force that `course` (CoursePage) satisfies, by code."""
    return TrainingRequirement.objects.filter(courses=course, is_active=True).order_by("code")


def requirements_by_course(course_ids):
    """For each of `course_ids`, the requirements in force that the course satisfies; one query."""
    links = TrainingRequirement.courses.through.objects.filter(
        coursepage__in=course_ids, trainingrequirement__is_active=True
    ).select_related("trainingrequirement")
    by_course = defaultdict(list)
    for link in links:
        by_course[link.coursepage_id].append(link.trainingrequirement)
    return by_course
