import copy

import pytest
from django.urls import reverse

from courses.completion import complete_step
from courses.enrolment import enrol
from courses.models import Completion, Enrolment, StepProgress
from courses.outline import address_of
from people.roles import CONSULTANCY
from tests import factories

pytestmark = pytest.mark.django_db
PAGES_BUDGET = 12
LESSON_BUDGET = 8


@pytest.fixture(scope="module", autouse=True)
def built(built_once):
    """(course, employee)"""
    return built_once(lambda: (factories.course_page(modules=2, lessons=2), factories.AppointmentFactory().employee))


@pytest.fixture
def course(built, db):
    return copy.deepcopy(built[0])


@pytest.fixture
def employee(built, db):
    return copy.deepcopy(built[1])


@pytest.fixture
def learner(client, employee):
    client.force_login(employee.user)
    return client


@pytest.fixture
def enrolment(course, employee):
    return enrol(employee=employee, course=course)


def lessons_with_addresses(course):
    return [(page, address_of(page)) for page in factories.lessons_of(course)]


def test_a_stranger_sees_the_catalogue_and_the_course_but_signs_in_for_lessons(client, course):
    assert client.get("/cursos/").status_code == 200
    assert course.title in client.get(address_of(course)).content.decode()
    _page, address = lessons_with_addresses(course)[0]
    assert client.get(address).url == f"/cuenta/entrar/?next={address}"


def test_starting_a_course_opens_its_first_lesson(learner, course, employee):
    response = learner.post(reverse("courses:enrol", args=[course.pk]))
    assert response.url == lessons_with_addresses(course)[0][1]
    assert learner.get(response.url).status_code == 200
    assert Enrolment.objects.get(employee=employee).started_at is not None


def test_without_an_enrolment_a_lesson_leads_to_its_course(learner, course):
    _page, address = lessons_with_addresses(course)[0]
    assert learner.get(address).url == address_of(course)


def test_a_lesson_that_is_not_open_yet_leads_to_where_one_is(learner, course, enrolment):
    (_first, first_address), *_others, (_last, last_address) = lessons_with_addresses(course)
    assert learner.get(last_address).url == first_address


def test_reading_all_lessons_completes_the_course(learner, course, enrolment):
    pages = lessons_with_addresses(course)
    for (page, _address), (_next_page, next_address) in zip(pages, pages[1:], strict=False):
        assert learner.post(reverse("courses:complete_lesson", args=[page.pk])).url == next_address
    last = reverse("courses:complete_lesson", args=[pages[-1][0].pk])
    assert learner.post(last).url == "/mi-aula/"
    assert learner.post(last).url == "/mi-aula/"
    assert Completion.objects.count() == 1


def test_a_step_cannot_be_marked_before_its_turn(learner, course, enrolment):
    last = factories.lessons_of(course)[-1]
    learner.post(reverse("courses:complete_lesson", args=[last.pk]))
    assert not StepProgress.objects.filter(completed_at__isnull=False).exists()


def test_another_device_goes_on_where_the_first_one_stopped(client, course, employee, enrolment):
    (first, _), (second, second_address), *_rest = lessons_with_addresses(course)
    complete_step(enrolment=enrolment, step=first)
    client.force_login(employee.user)
    client.post(reverse("courses:save_position", args=[second.pk]), {"position": "bloque-3"})
    client.logout()
    client.force_login(employee.user)
    assert second_address in client.get("/mi-aula/").content.decode()
    assert "bloque-3" in client.get(second_address).content.decode()


def test_looking_changes_nothing(learner, course, enrolment):
    before = list(Enrolment.objects.values()), list(StepProgress.objects.values())
    for address in ("/mi-aula/", address_of(course), lessons_with_addresses(course)[0][1]):
        assert learner.get(address).status_code == 200
    assert (list(Enrolment.objects.values()), list(StepProgress.objects.values())) == before


@pytest.mark.parametrize("name", ["courses:enrol", "courses:complete_lesson", "courses:save_position"])
def test_acts_are_posts(learner, course, name):
    pk = course.pk if name == "courses:enrol" else factories.lessons_of(course)[0].pk
    assert learner.get(reverse(name, args=[pk])).status_code == 405


def test_nobody_marks_the_lessons_of_a_course_they_are_not_in(learner, course):
    page = factories.lessons_of(course)[0]
    assert learner.post(reverse("courses:complete_lesson", args=[page.pk])).status_code == 404
    assert learner.post(reverse("courses:save_position", args=[page.pk])).status_code == 404


def test_an_author_reads_lessons_without_being_enrolled(client, course):
    client.force_login(factories.employee_with_role(CONSULTANCY))
    assert client.get(lessons_with_addresses(course)[0][1]).status_code == 200


def test_an_unpublished_lesson_is_not_found_and_says_so_in_spanish(learner, course, enrolment):
    page, address = lessons_with_addresses(course)[0]
    page.unpublish()
    response = learner.get(address)
    assert response.status_code == 404
    assert "Esta página no existe" in response.content.decode()


def test_missing_prerequisites_are_shown_with_the_way_on(learner, course):
    advanced = factories.course_page(title="Avanzado")
    advanced.prerequisites.add(course)
    advanced.save_revision().publish()
    page = learner.get(address_of(advanced)).content.decode()
    assert address_of(course) in page
    response = learner.post(reverse("courses:enrol", args=[advanced.pk]), follow=True)
    assert "Antes de este curso, acredite" in response.content.decode()
    assert not Enrolment.objects.exists()


def test_my_classroom_tells_why_by_when_and_how_far(learner, course, employee):
    requirement = factories.TrainingRequirementFactory(title="Formación básica", basis="LGTAIP 2025, art. 47")
    requirement.courses.add(course)
    enrol(employee=employee, course=course, requirement=requirement)
    page = learner.get("/mi-aula/").content.decode()
    for words in ("Formación básica", "LGTAIP 2025, art. 47", course.title):
        assert words in page


def test_an_account_without_roster_record_gets_a_page_and_no_error(client):
    client.force_login(factories.UserFactory())
    assert client.get("/mi-aula/").status_code == 200


@pytest.mark.parametrize("crowd", [0, 15])
def test_the_learners_pages_cost_few_queries_whoever_else_there_is(
    learner, course, enrolment, crowd, django_assert_max_num_queries
):
    for other in factories.EmployeeFactory.create_batch(crowd):
        enrol(employee=other, course=course)
    (page, address), *_rest = lessons_with_addresses(course)
    learner.get("/mi-aula/")  # content types are looked up once per process
    with django_assert_max_num_queries(PAGES_BUDGET):
        assert learner.get("/mi-aula/").status_code == 200
    with django_assert_max_num_queries(LESSON_BUDGET):
        assert learner.get(address).status_code == 200
    with django_assert_max_num_queries(PAGES_BUDGET):
        learner.post(reverse("courses:save_position", args=[page.pk]), {"position": "b1"})


@pytest.mark.parametrize("crowd", [0, 15])
def test_the_pages_of_the_tree_cost_few_queries_whoever_else_there_is(
    learner, course, enrolment, crowd, django_assert_max_num_queries
):
    for other in factories.EmployeeFactory.create_batch(crowd):
        enrol(employee=other, course=course)
    module = factories.lessons_of(course)[0].get_parent()
    home, catalogue, course_address, module_address = "/", "/cursos/", address_of(course), address_of(module)
    learner.get(home)
    for address in (home, catalogue, course_address, module_address, "/glosario/"):
        learner.get(address)
        with django_assert_max_num_queries(PAGES_BUDGET):
            assert learner.get(address).status_code == 200
