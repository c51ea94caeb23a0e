"""The main job from end to end, over HTTP: learn, fail, pass, receive and verify; RH reports; the consultant edits."""

import datetime as dt
import io
from hashlib import sha256

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from certificates.models import Certificate
from courses.models import Completion, StepProgress
from evaluations.models import Attempt
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.factories import PASSWORD, employee_with_role
from tests.journey import NAME, Journey, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def journey():
    return Journey()


def sign_in(username):
    client = Client()
    # On a device of their own, where the session lasts longer than the journey.
    response = client.post(reverse("account_login"), {"login": username, "password": PASSWORD, "shared-asked": "1"})
    assert response.status_code == 302
    return client


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def read(client, lesson):
    """Opens the lesson and marks it as read; returns the address that comes next."""
    page = text_of(client.get(lesson.url))
    assert lesson.title in page
    return client.post(reverse("courses:complete_lesson", args=[lesson.pk])).url


def take(client, journey, quiz, *, right):
    """Takes the quiz page by page; returns the attempt and its result."""
    attempt_url = client.post(reverse("evaluations:start", args=[quiz.pk])).url
    attempt = journey.last_attempt()
    assert attempt_url == attempt.get_absolute_url()
    for one, answer in journey.answers(attempt, right=right):
        question = reverse("evaluations:question", args=[attempt.uuid, one.position])
        assert f"Pregunta {one.position} de " in text_of(client.get(question))
        saved = client.post(f"{question}guardar/", {**answer, "go": one.position + 1})
        assert saved.status_code == 302
    assert saved.url == reverse("evaluations:review", args=[attempt.uuid])
    assert "Ya contestó todas las preguntas" in text_of(client.get(saved.url))
    result = client.post(reverse("evaluations:submit", args=[attempt.uuid])).url
    return attempt, text_of(client.get(result))


def complete_course(client, journey):
    """Reads and passes everything, the first quiz at the second try; returns the last attempt."""
    steps = sorted([*journey.lessons, *journey.quizzes], key=lambda page: page.path)
    for place, step in enumerate(steps):
        if step in journey.lessons:
            following = read(client, step)
            assert following == steps[place + 1].url
            continue
        if step == journey.quizzes[0]:
            _attempt, page = take(client, journey, step, right=False)
            assert "Aún no aprueba" in page
            assert not StepProgress.objects.filter(step=step).exclude(completed_at=None).exists()
        attempt, page = take(client, journey, step, right=True)
        assert "Aprobó el cuestionario" in page
    return attempt


def posted(data):
    return {"file": SimpleUploadedFile("constancia.pdf", data, "application/pdf")}


def edit_lesson(lesson):
    """The consultant replaces the lesson's text through the admin's own form and publishes it."""
    consultant = Client()
    consultant.force_login(employee_with_role(CONSULTANCY))
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    form = querydict_from_html(text_of(consultant.get(address)), form_id="page-edit-form")
    body = streamfield([("rich_text", rich_text("<p>El plazo cambió: esto se publica cada semana.</p>"))])
    form.update({**nested_form_data({"body": body}), "objective": "Explicar el plazo nuevo.", "action-publish": "1"})
    response = consultant.post(address, form)
    assert response.status_code == 302, response.context["form"].errors


def test_an_official_learns_and_is_certified_while_content_and_reports_move_on(journey):
    client = sign_in(journey.number)
    classroom = text_of(client.get("/mi-aula/"))
    assert journey.course.title in classroom
    assert journey.requirement.title in classroom
    assert journey.requirement.basis in classroom
    assert "Vence en 23 días" in classroom
    assert journey.course.objectives[:40] in text_of(client.get(journey.course.url))
    # A lesson further on is not open yet, and one is taken to the first.
    assert client.get(journey.lessons[-1].url).url == journey.lessons[0].url

    attempt = complete_course(client, journey)
    completion = Completion.objects.get()
    certificate = Certificate.objects.get()
    assert completion.employee_name == certificate.holder_name == NAME
    assert completion.score == 100
    assert certificate.folio == f"TUX-CAP-{timezone.localdate().year}-000001"
    assert not certificate.has_file
    own = reverse("certificates:own_certificate", args=[certificate.folio])
    assert "application/pdf" not in client.get(own)["Content-Type"]
    run_jobs()
    certificate.refresh_from_db()
    pdf = b"".join(client.get(f"{own}?descargar").streaming_content)
    assert pdf.startswith(b"%PDF-")
    assert sha256(pdf).hexdigest() == certificate.sha256
    assert certificate.folio in text_of(client.get("/mi-aula/"))

    stranger = Client()
    page = text_of(stranger.get(certificate.verification_path))
    assert "Constancia vigente" in page
    assert NAME in page
    assert journey.number not in page
    altered = bytearray(pdf)
    altered[len(pdf) // 2] ^= 1
    path = certificate.verification_path
    assert "El archivo coincide" in shown_notices(stranger.post(path, posted(pdf)))
    assert "Este archivo fue modificado" in shown_notices(stranger.post(path, posted(bytes(altered))))

    check_reports(journey)

    before = frozen()
    lesson = journey.lessons[0]
    edit_lesson(lesson)
    page = text_of(client.get(lesson.url))
    assert "esto se publica cada semana" in page
    assert "Explicar el plazo nuevo." in page
    assert frozen() == before
    assert b"".join(client.get(own).streaming_content) == pdf

    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        again = client.post(reverse("evaluations:submit", args=[attempt.uuid]))
        assert again.url == reverse("evaluations:result", args=[attempt.uuid])
        assert "Aprobó el cuestionario" in text_of(client.get(again.url))
        one, answer = journey.answers(attempt, right=False)[0]
        late = reverse("evaluations:save", args=[attempt.uuid, one.position])
        assert client.post(late, answer).status_code == 409
        read(client, lesson)
        client.post(reverse("evaluations:start", args=[journey.quizzes[0].pk]))
        client.post(reverse("courses:enrol", args=[journey.course.pk]))
        run_jobs()
    assert frozen() == before


def shown_notices(response):
    """The page without the answers that wait, hidden, for the script."""
    page = text_of(response)
    return page[: page.index("data-file-check")]


def check_reports(journey):
    """RH sees the person as completed on the screen, and the same in the file."""
    client = Client()
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    page = text_of(client.get(reverse("reports_admin:progress")))
    assert journey.employee.sorting_name in page
    download = client.post(reverse("reports_admin:download_progress", args=["xlsx"]))
    rows = openpyxl.load_workbook(io.BytesIO(download.content)).worksheets[1].iter_rows(values_only=True)
    heading, *people = rows
    (person,) = [dict(zip(heading, row, strict=True)) for row in people if row[0] == journey.number]
    assert person["Nombre"] == journey.employee.sorting_name
    assert person["Dirección"] == "Obras Públicas"
    assert person["Acreditado"] == 1
    assert person["Pendientes"] == 0


def frozen():
    """What nothing that happens later may change."""
    return [list(model.objects.order_by("pk").values()) for model in (Completion, Certificate, Attempt)]
