import pytest
from django.utils import translation

from cimtra.api import (
    Aspect,
    AspectRequirement,
    Origin,
    aspects_behind,
    link_requirements,
    load_training_requirements,
    starter_audiences,
)
from courses.api import TrainingRequirement, requirement_lines
from tests.factories import TrainingRequirementFactory, course_page

pytestmark = pytest.mark.django_db

SLUGS = (
    "fundamentos-de-transparencia-y-cimtra",
    "gasto-obra-y-bienes-a-la-vista",
    "gobierno-abierto-urbanidad-consejos-y-cabildo",
    "atencion-ciudadana-tramites-y-sitio-accesible",
)


@pytest.fixture
def courses():
    return {slug: course_page(title=slug, slug=slug, modules=0) for slug in SLUGS}


def test_there_is_one_requirement_per_block_one_for_all_and_one_for_data_protection(loaded):
    codes = set(TrainingRequirement.objects.values_list("code", flat=True))
    assert {"CAP-GRAL", "CAP-DATOS"} < codes
    assert len(codes) == 11


def test_every_aspect_has_training_that_helps(loaded):
    assert Aspect.objects.filter(requirement_links=None).count() == 0


def test_the_duty_is_legal_and_the_period_the_municipalitys_own(loaded):
    for requirement in TrainingRequirement.objects.all():
        assert requirement.basis_kind == "law"
        assert "LGTAIP 2025" in requirement.basis or "LGPDPPSO 2025" in requirement.basis
        assert "CIMTRA" not in requirement.basis
        assert requirement.validity_months == 12
        assert "política propia del municipio" in requirement.description


def test_every_link_is_a_proposal_and_says_so(loaded):
    assert set(AspectRequirement.objects.values_list("origin", flat=True)) == {Origin.PROPOSAL}
    with translation.override("es-mx"):
        for lines in aspects_behind(TrainingRequirement.objects.all()).values():
            for line in lines:
                assert line["origin"] == "propuesta"
                assert line["label"].startswith("Ayuda a preparar")


def test_only_a_proven_link_is_worded_as_an_aspect_of_cimtra(loaded):
    link = AspectRequirement.objects.filter(aspect__number=44, requirement__code="CAP-GRAL")
    link.update(origin=Origin.OFFICIAL)
    with translation.override("es-mx"):
        (line,) = aspects_behind(TrainingRequirement.objects.filter(code="CAP-GRAL"))[
            TrainingRequirement.objects.get(code="CAP-GRAL").pk
        ]
    assert line["label"].startswith("Aspecto 44 de CIMTRA")
    assert line["origin"] == "oficial"


def test_a_block_is_told_in_one_line_with_its_aspects(loaded):
    requirement = TrainingRequirement.objects.get(code="CAP-GASTOS")
    (line,) = aspects_behind([requirement])[requirement.pk]
    assert "1–7" in line["label"]
    assert [aspect["number"] for aspect in line["aspects"]] == list(range(1, 8))


def test_a_requirement_without_aspects_has_no_lines(loaded):
    requirement = TrainingRequirementFactory()
    assert aspects_behind([requirement]) == {requirement.pk: []}


def test_the_reasons_of_all_requirements_cost_one_query(loaded, django_assert_num_queries):
    requirements = list(TrainingRequirement.objects.all())
    with django_assert_num_queries(1):
        aspects_behind(requirements)


def test_courses_shows_the_aspects_through_the_registry(loaded):
    requirement = TrainingRequirement.objects.get(code="CAP-CABILDO")
    (line,) = requirement_lines([requirement])
    assert [aspect["origin"] for aspect in line["aspects"]] == ["propuesta"]


def test_loading_again_changes_nothing_and_keeps_edits(loaded):
    TrainingRequirement.objects.filter(code="CAP-OBRAS").update(title="Obra, dicho por RH")
    AspectRequirement.objects.filter(requirement__code="CAP-BIENES").delete()
    receipt = load_training_requirements()
    assert receipt.changes == 0
    assert TrainingRequirement.objects.get(code="CAP-OBRAS").title == "Obra, dicho por RH"
    assert not AspectRequirement.objects.filter(requirement__code="CAP-BIENES").exists()


def test_each_requirement_gets_its_course_once(loaded, courses):
    assert link_requirements(courses) == 11
    assert link_requirements(courses) == 0
    assert TrainingRequirement.objects.filter(courses=None).count() == 0
    assert courses["fundamentos-de-transparencia-y-cimtra"].requirements.get().code == "CAP-GRAL"
    assert courses["atencion-ciudadana-tramites-y-sitio-accesible"].requirements.get().code == "CAP-ATENCION"


def test_a_course_that_was_taken_away_is_not_put_back(loaded, courses):
    link_requirements(courses)
    requirement = TrainingRequirement.objects.get(code="CAP-OBRAS")
    requirement.courses.clear()
    assert link_requirements(courses) == 0
    assert not requirement.courses.exists()


def test_a_course_that_is_not_there_yet_is_linked_later(loaded, courses):
    first = {SLUGS[0]: courses[SLUGS[0]]}
    assert link_requirements(first) == 1
    assert link_requirements(courses) == 10


def test_everybody_takes_the_general_one_and_areas_take_theirs(loaded):
    audiences = starter_audiences()
    assert audiences["CAP-GRAL"]["everyone"]
    assert "obras" in audiences["CAP-OBRAS"]["area_types"]
    assert [code for code, audience in audiences.items() if audience["everyone"]] == ["CAP-GRAL"]
