"""Builds data for tests: people, the organisation, and courses with published lessons."""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

import factory
from django.core.management import call_command
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from aula.models import HomePage
from courses import outline
from courses.models import (
    Assignment,
    CatalogPage,
    CoursePage,
    Enrolment,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    TrainingRequirement,
)
from people.models import Appointment, Department, Employee, Post, User

PASSWORD = "correcta-y-larga"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"{2000 + n}")
    password = factory.django.Password(PASSWORD)


class EmployeeFactory(DjangoModelFactory):
    class Meta:
        model = Employee

    number = factory.Sequence(lambda n: f"{2000 + n}")
    given_names = "María Guadalupe"
    first_surname = factory.Sequence(lambda n: f"Núñez{n}")
    second_surname = "Güemes"
    hired_on = dt.date(2024, 10, 1)
    user = factory.SubFactory(UserFactory)


class DepartmentFactory(DjangoModelFactory):
    """A department at the root of the tree, or below `parent`."""

    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"dependencia-{n}")
    name = factory.Sequence(lambda n: f"Dependencia {n}")

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        return parent.add_child(**kwargs) if parent else model_class.add_root(**kwargs)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post
        django_get_or_create = ("name",)

    name = "Auxiliar administrativo"


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    employee = factory.SubFactory(EmployeeFactory)
    department = factory.SubFactory(DepartmentFactory)
    post = factory.SubFactory(PostFactory)
    starts_on = dt.date(2024, 10, 1)


class TrainingRequirementFactory(DjangoModelFactory):
    class Meta:
        model = TrainingRequirement

    code = factory.Sequence(lambda n: f"CAP-{n}")
    title = factory.Sequence(lambda n: f"Requisito {n}")
    basis = "LGTAIP 2025, art. 47"


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    title = "Capacitación del año"
    requirement = factory.SubFactory(TrainingRequirementFactory)
    starts_on = dt.date(2025, 1, 1)
    due_kind = Assignment.Due.NONE


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    employee = factory.SubFactory(EmployeeFactory)


class GlossaryTermFactory(DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    term = factory.Sequence(lambda n: f"Término {n}")
    definition = "Lo que significa."


def home_page():
    """The site's home page; it replaces Wagtail's welcome page."""
    found = HomePage.objects.first()
    if found:
        return found
    root = Page.get_first_root_node()
    home = HomePage(title="Inicio", slug="inicio")
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Aula Clara"}
    )
    return home


def catalog_page():
    home = home_page()
    found = CatalogPage.objects.child_of(home).first()
    return found or place(home, CatalogPage(title="Cursos", slug="cursos"))


@contextmanager
def _unindexed():
    """Neither Wagtail's index of references nor that of words: few tests look at them and every page would pay."""
    with disable_reference_index_auto_update(), mock.patch("modelsearch.signal_handlers.insert_or_update_object_task"):
        yield


def index_everything():
    """Bring both indexes up to date, for tests that look at them: factories leave their pages out."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)


def place(parent, page):
    """Add `page` below `parent` as it would be live, without the revision that few tests look at and all would pay."""
    with _unindexed():
        parent.add_child(instance=page)
    return page


def publish(parent, page):
    """Add `page` below `parent` as an author does it: with a published revision."""
    return revise(place(parent, page))


def revise(page):
    """Publish a revision of `page`, the one that `place` left out; returns the page as it is stored then."""
    with _unindexed():
        page.save_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


def course_page(*, title="Transparencia para todas las áreas", modules=1, lessons=2, **fields):
    """A live course with `modules` modules of `lessons` lessons each, and its outline."""
    course = place(catalog_page(), CoursePage(title=title, summary="De qué trata.", **fields))
    for number in range(1, modules + 1):
        module = place(course, ModulePage(title=f"Módulo {number}"))
        for number_within in range(1, lessons + 1):
            place(module, _lesson(title=f"Lección {number}.{number_within}"))
    outline.rebuild(course)
    return CoursePage.objects.get(pk=course.pk)


def lesson_page(module, **fields):
    """A lesson that is published below `module`; what it takes is what `_lesson` takes."""
    return publish(module, _lesson(**fields))


def _lesson(*, title="Una lección", text="<p>Se publica lo que es público.</p>", body=None):
    content = body if body is not None else [("rich_text", text)]
    return LessonPage(title=title, objective="Al terminar, usted sabe más.", body=content)


def lessons_of(course):
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def employee_with_role(role):
    """An account that belongs to the group `role`."""
    from django.contrib.auth.models import Group

    user = UserFactory()
    user.groups.add(Group.objects.get(name=role))
    return user
