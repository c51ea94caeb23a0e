import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import drawings, storing
from certificates.models import Certificate, Drawing
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from tests.certificates.factories import certificate
from tests.factories import course_page, employee_with_role

pytestmark = pytest.mark.django_db
PAGE = "/admin/constancias/sin-archivo/"


@pytest.fixture
def rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


def stopped(**fields):
    made = certificate(**fields)
    Drawing.objects.filter(certificate=made).update(
        tries=drawings.MOST_TRIES, given_up_at=timezone.now(), last_error="OSError: sin espacio"
    )
    return made


def test_those_that_stand_still_come_first_with_the_reason(rh):
    waiting, given_up = certificate(), stopped()
    html = rh.get(PAGE).content.decode()
    assert html.index(given_up.folio) < html.index(waiting.folio)
    assert "OSError: sin espacio" in html
    assert "Detenida" in html
    assert "En la fila" in html


def test_trying_again_makes_the_file(rh):
    made = stopped()
    response = rh.post(f"/admin/constancias/{made.pk}/reintentar/", follow=True)
    assert "se volverá a intentar" in response.content.decode()
    assert drawings.make(made.pk)
    assert "Todos los archivos están" in rh.get(PAGE).content.decode()
    again = rh.post(f"/admin/constancias/{made.pk}/reintentar/", follow=True)
    assert "ya está" in again.content.decode()


def test_all_that_stopped_are_tried_again_at_once(rh):
    course = course_page(lessons=1)
    made = [stopped(course=course) for _i in range(2)]
    assert "Reintentar las 2 que se detuvieron" in rh.get(PAGE).content.decode()
    assert "2 archivos" in rh.post(f"{PAGE}reintentar/", follow=True).content.decode()
    assert not Drawing.objects.exclude(given_up_at=None).exists()
    DBTaskResult.objects.all().delete()
    assert drawings.enqueue_due() == 2
    assert drawings.make(made[0].pk)


def test_looking_draws_nothing(rh, monkeypatch):
    made = stopped()
    monkeypatch.setattr(storing, "render", lambda document: pytest.fail("drawn by a page view"))
    rh.get(PAGE)
    assert rh.get(f"/admin/constancias/{made.pk}/reintentar/").status_code == 405
    assert Drawing.objects.get().given_up_at


def test_others_do_not_reach_it(client):
    made = stopped()
    client.force_login(employee_with_role(CONSULTANCY))
    assert client.get(PAGE).status_code in {302, 403}
    client.post(f"/admin/constancias/{made.pk}/reintentar/")
    assert Drawing.objects.get().given_up_at


def test_more_of_them_cost_no_more_queries(rh, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    course = course_page(lessons=1)
    certificate(course=course)
    rh.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        rh.get(PAGE)
    for _i in range(4):
        certificate(course=course)
    with django_assert_max_num_queries(len(few)):
        rh.get(PAGE)
    assert Certificate.objects.count() == 5
