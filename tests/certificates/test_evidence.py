import json

import pytest

from certificates import api
from certificates.drawing import manifest
from certificates.evidence import manifest_of
from courses.api import complete_step
from courses.models import Completion
from courses.plugins import evidence_providers
from tests.factories import EnrolmentFactory, course_page, lessons_of

from .factories import CURP, EMAIL, certificate, completion

pytestmark = pytest.mark.django_db


def facts(made):
    return json.loads(manifest.written(manifest_of(made)))


def test_the_manifest_says_what_was_certified_and_what_it_rests_on():
    course = course_page(lessons=2, title="Gasto a la vista")
    enrolment = EnrolmentFactory(course=course)
    for lesson in lessons_of(course):
        done = complete_step(enrolment=enrolment, step=lesson)
    made = done.certificates.get()
    told = facts(made)
    assert told["person"] == {"name": made.holder_name}
    assert told["training"]["title"] == "Gasto a la vista"
    assert told["rule"] == "course_completed/1"
    assert told["evidence"]["completion"]["source"] == "online"
    assert told["evidence"]["course"] == {"id": course.pk, "revision": course.live_revision_id, "cycle": 1}
    assert told["evidence"]["revisions"] == {str(lesson.pk): lesson.live_revision_id for lesson in lessons_of(course)}


def test_what_apps_have_on_record_is_part_of_it():
    def seen(completion):
        return {"seen": [completion.pk]}

    evidence_providers.register(seen)
    try:
        made = certificate()
    finally:
        evidence_providers.unregister(seen)
    assert facts(made)["evidence"]["seen"] == [made.completion_id]


def test_of_a_session_it_names_nobody():
    done = completion(
        source=Completion.Source.ATTENDANCE,
        grounds={"session": 4, "instructor": "Íñigo Ávila Peña", "hours": "6.0", "meetings_held": 2},
    )
    made = api.issue(completion=done)
    assert facts(made)["evidence"]["grounds"] == {"session": 4, "hours": "6.0", "meetings_held": 2}
    assert "Íñigo" not in json.dumps(facts(made), ensure_ascii=False)
    assert made.particulars["trainer"] == "Íñigo Ávila Peña"


def test_neither_curp_nor_mail_travel_with_the_file():
    made = certificate()
    made.employee.curp, made.employee.email = CURP, EMAIL
    made.employee.save()
    text = json.dumps(facts(certificate(employee=made.employee)))
    assert CURP not in text
    assert EMAIL not in text


def test_the_same_certificate_gives_the_same_bytes():
    made = certificate()
    again = api.Certificate.objects.get(pk=made.pk)
    assert manifest.written(manifest_of(made)) == manifest.written(manifest_of(again))
