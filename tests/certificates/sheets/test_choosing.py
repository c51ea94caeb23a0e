"""Which template a constancia takes."""

import pytest

from certificates.models import CertificateTemplate, Kind, TemplateVersion
from certificates.sheets import editing
from certificates.sheets.choosing import latest_version, template_for
from tests.certificates.sheets_factories import template, values
from tests.factories import TrainingRequirementFactory, UserFactory, course_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return course_page(title="Archivos", lessons=0)


def choose(chosen, *, courses=(), requirements=()):
    editing.choose(template=chosen, courses=courses, requirements=requirements, chosen_by=UserFactory())


def test_an_installation_begins_with_a_usual_template_of_each_kind():
    for kind in Kind.values:
        version = template_for(kind=kind)
        assert (version.template.kind, version.template.is_default, version.number) == (kind, True, 1)
        # Empty lists are a choice too.
        version.clean_fields(exclude=["shows", "posts"])


def test_what_chooses_nothing_takes_the_usual_one(course):
    template()
    chosen = template_for(kind=Kind.ACCREDITATION, course_id=course.pk, requirement_id=TrainingRequirementFactory().pk)
    assert chosen.template.is_default


def test_the_course_goes_before_the_requirement_and_that_before_the_usual_one(course):
    requirement = TrainingRequirementFactory()
    of_requirement, of_course = template("Del requisito"), template("Del curso")
    choose(of_requirement, requirements=[requirement])
    ids = {"course_id": course.pk, "requirement_id": requirement.pk}
    assert template_for(kind=Kind.ACCREDITATION, **ids).template == of_requirement
    choose(of_course, courses=[course])
    assert template_for(kind=Kind.ACCREDITATION, **ids).template == of_course


def test_a_course_may_choose_a_template_of_another_kind(course):
    choose(template(kind=Kind.SKILLS), courses=[course])
    assert template_for(kind=Kind.ACCREDITATION, course_id=course.pk).template.kind == Kind.SKILLS


def test_it_is_the_latest_version(course):
    made = template()
    choose(made, courses=[course])
    by = UserFactory()
    for number in range(1, 11):
        editing.save(
            template=made, based_on=number, name=made.name, values=values(heading=f"Constancia {number}"), made_by=by
        )
    assert template_for(kind=Kind.ACCREDITATION, course_id=course.pk).number == 11
    assert latest_version(made).number == 11


def test_choosing_costs_one_query_with_its_template(course, django_assert_num_queries):
    choose(template(), courses=[course])
    with django_assert_num_queries(1):
        version = template_for(kind=Kind.ACCREDITATION, course_id=course.pk, requirement_id=1)
        assert version.template.kind == Kind.ACCREDITATION


def test_a_database_without_the_usual_one_says_so():
    CertificateTemplate.objects.filter(kind=Kind.SPEAKER).update(is_default=False)
    with pytest.raises(TemplateVersion.DoesNotExist, match="speaker"):
        template_for(kind=Kind.SPEAKER)
