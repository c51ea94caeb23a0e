import datetime as dt

import pytest
from django.utils import timezone

from certificates import api
from certificates.missing import Missing
from certificates.models import Certificate
from courses.models import Completion
from people.models import Decision, Work
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from people.works import run
from tests.certificates.factories import completion
from tests.factories import EmployeeFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db
PAGE = "/admin/constancias/faltantes/"


@pytest.fixture
def rh(client):
    client.user = employee_with_role(HUMAN_RESOURCES)
    client.force_login(client.user)
    return client


def issued_by_the_worker(client, **chosen):
    client.post(PAGE, chosen)
    work = Work.objects.latest("pk")
    run(work.pk)
    work.refresh_from_db()
    return work


def test_looking_shows_who_would_get_one_and_issues_nothing(rh):
    waiting = completion()
    html = rh.get(PAGE).content.decode()
    assert waiting.employee_name in html
    assert "Emitir 1 constancia" in html
    assert not Certificate.objects.exists()
    assert not Work.objects.exists()


def test_all_of_them_are_issued_by_the_worker_in_the_name_of_whoever_asked(rh):
    course = course_page(lessons=1)
    done = [completion(course=course) for _i in range(3)]
    work = issued_by_the_worker(rh)
    assert work.state == Work.State.DONE
    assert {made.completion for made in Certificate.objects.all()} == set(done)
    assert {made.issued_by for made in Certificate.objects.all()} == {rh.user}
    assert "3 constancias" in work.note
    assert Decision.objects.filter(act="issue", actor=rh.user).count() == 3
    assert "A nadie le falta" in rh.get(PAGE).content.decode()


def test_asking_again_issues_nothing_twice(rh):
    completion()
    issued_by_the_worker(rh)
    work = issued_by_the_worker(rh)
    assert work.state == Work.State.FAILED
    assert Certificate.objects.count() == 1


def test_only_what_was_chosen_is_issued(rh):
    long_ago = completion(completed_at=timezone.now() - dt.timedelta(days=90), department_name="Registro Civil")
    lately = completion()
    day = (timezone.localdate() - dt.timedelta(days=30)).isoformat()
    html = rh.get(PAGE, {"since": day}).content.decode()
    assert lately.employee_name in html
    assert long_ago.employee_name not in html
    issued_by_the_worker(rh, since=day)
    assert Certificate.objects.get().completion == lately
    issued_by_the_worker(rh, course=long_ago.course_id)
    assert set(Certificate.objects.values_list("completion", flat=True)) == {lately.pk, long_ago.pk}


@pytest.mark.parametrize("source", [Completion.Source.IMPORTED, Completion.Source.EQUIVALENCE])
def test_training_that_somebody_else_gave_is_not_missing_one(source):
    completion(source=source)
    assert not Missing().completions(asked_by=None).exists()


def test_what_was_revoked_is_not_missing(rh):
    done = completion()
    api.revoke(certificate=api.issue(completion=done), reason="x", revoked_by=rh.user)
    assert not Missing().completions(asked_by=None).exists()


def test_nobody_issues_one_to_themselves(rh):
    own = completion(employee=EmployeeFactory(user=rh.user))
    html = rh.get(PAGE).content.decode()
    assert own.employee_name not in html
    assert "nadie se emite una constancia" in html
    issued_by_the_worker(rh)
    assert not Certificate.objects.exists()


def test_a_wrong_choice_is_said_and_issues_nothing(rh):
    completion()
    for answer in (rh.get, rh.post):
        assert answer(PAGE, {"since": "2026-02-01", "until": "2026-01-01"}).status_code == 422
    assert not Work.objects.exists()


def test_others_do_not_reach_it(client):
    completion()
    client.force_login(employee_with_role(CONSULTANCY))
    assert client.post(PAGE).status_code in {302, 403}
    assert not Work.objects.exists()


def test_more_of_them_cost_no_more_queries(rh, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    course = course_page(lessons=1)
    completion(course=course)
    rh.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        rh.get(PAGE)
    for _i in range(5):
        completion(course=course)
    with django_assert_max_num_queries(len(few)):
        rh.get(PAGE)
