"""The key of a question leaves the bank only when the policy allows: a marker stands in each, every page is read."""

import io
import json

import pytest
from pypdf import PdfReader

from evaluations import attempts
from evaluations import question_types as _registers_the_types  # noqa: F401
from evaluations.models import Attempt
from evaluations.plugins import question_types
from evaluations.review import Shown
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.crawl import crawl, text_of
from tests.evaluations.bodies import KINDS
from tests.scene import (  # noqa: F401 -- fixtures
    ANONYMOUS,
    COLLEAGUE,
    HEAD,
    LEARNERS,
    MARKER,
    OWNER,
    ROLES,
    STAFF,
    build_once,
    scene_of_the_module,
)

pytestmark = pytest.mark.django_db

#: Where its authors write the key, mark by it, correct it, and see what people answered beside it.
WHERE_IT_IS_WRITTEN = {
    "wagtailsnippets_evaluations_question:edit",
    "wagtailsnippets_evaluations_question:versions",
    "evaluations_marking:answer",
    "evaluations_marking:appeal",
    "evaluations_marking:regrade_by_key",
    "evaluations_marking:void",
    "evaluations_analysis:question",
    "evaluations_analysis:question_everywhere",
}
#: What is typed into search boxes: a page may say it back, the whole marker it may not.
SOUGHT = "CANARIO"
ASKED_DIFFERENTLY = (
    "/admin/api/main/pages/?fields=*&limit=50",
    "/admin/api/main/pages/?format=json&type=evaluations.QuizPage&fields=*",
    "/admin/api/main/pages/{page_id}/?fields=*",
    f"/admin/pages/search/?q={SOUGHT}",
    f"/admin/reactivos/?q={SOUGHT}",
    f"/admin/snippets/choose/evaluations/question/results/?q={SOUGHT}",
    "/admin/informes/avance/?estado=faltan",
    "/cursos/?q=" + SOUGHT,
    "/glosario/?q=" + SOUGHT,
    "/sitemap.xml",
    "/no-existe/",
    "/mi-aula/cuestionario/{uuid}/2/",
    "/mi-aula/cuestionario/{uuid}/3/",
)


def test_each_registered_type_of_question_has_its_marker():
    assert {kind.name for kind in question_types} == set(KINDS)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_shows_it_but_the_form_of_its_authors(scene, role):
    shown = {name for name, visit in crawl(scene, role).visits.items() if visit.has_marker}
    assert shown <= (WHERE_IT_IS_WRITTEN if role in {CONSULTANCY, ADMINISTRATION} else set())


@pytest.mark.parametrize("role", ROLES)
def test_no_search_no_api_and_no_error_page_shows_it(scene, role):
    browser = scene.browser(role)
    told = [path for path in ASKED_DIFFERENTLY if MARKER in text_of(browser.get(path.format_map(scene.values)))]
    assert told == []


def test_the_form_of_its_authors_does_show_it(scene):
    """The control of the crawl: a marker on a page is found."""
    page = scene.browser(CONSULTANCY).get(f"/admin/reactivos/edit/{scene.objects.question.pk}/")
    assert MARKER in text_of(page)


@pytest.mark.parametrize("role", [ANONYMOUS, *LEARNERS])
def test_an_error_in_the_middle_of_a_question_does_not_show_it(scene, role, monkeypatch):
    def fail(question):
        raise RuntimeError(question.version.key.feedback)

    monkeypatch.setattr("evaluations.views.question_on_page", fail)
    page = scene.browser(role).get(f"/mi-aula/cuestionario/{scene.objects.attempt.uuid}/1/")
    assert page.status_code == (500 if role == OWNER else 302 if role == ANONYMOUS else 404)
    assert MARKER not in text_of(page)


@pytest.mark.parametrize("role", [OWNER, COLLEAGUE, HEAD, ANONYMOUS, HUMAN_RESOURCES])
def test_saving_an_answer_tells_nothing_of_it(scene, role):
    browser = scene.browser(role)
    for one in scene.objects.attempt.questions.all():
        path = f"/mi-aula/cuestionario/{scene.objects.attempt.uuid}/{one.position}/guardar/"
        for selected in (one.option_order[:1], one.option_order[-1:], [f"{SOUGHT}"], None):
            sent = json.dumps({"selected": selected, "seq": 50})
            assert MARKER not in text_of(browser.post(path, sent, content_type="application/json"))
        assert MARKER not in text_of(browser.post(path, {"answer": one.option_order[:1]}, follow=True))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_that_is_downloaded_does_not_hold_it(scene, kind):
    file = scene.browser(HUMAN_RESOURCES).post(f"/admin/informes/avance/descargar/{kind}/")
    assert file.status_code == 200
    assert MARKER not in _words_of(file.content, kind)


def test_the_constancia_does_not_hold_it(scene):
    file = scene.browser(OWNER).get(f"/mi-aula/constancias/{scene.objects.certificate.folio}/")
    content = b"".join(file.streaming_content)
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert scene.objects.certificate.folio in words
    assert MARKER not in words + content.decode(errors="replace")


def _words_of(content, kind):
    if kind == "csv":
        return content.decode("utf-8-sig")
    from openpyxl import load_workbook

    return repr([list(sheet.values) for sheet in load_workbook(io.BytesIO(content)).worksheets])


def _hand_in(scene):
    attempt = Attempt.objects.get(pk=scene.objects.attempt.pk)
    attempts.submit(attempt=attempt)
    return f"/mi-aula/cuestionario/{attempt.uuid}/resultado/"


def test_while_attempts_are_left_the_result_withholds_it(scene):
    assert MARKER not in text_of(scene.browser(OWNER).get(_hand_in(scene)))


def test_when_the_policy_allows_it_the_owner_is_shown_it_and_nobody_else(scene):
    """The control of the learner's pages: the same page does show the marker once it may."""
    rules = {**scene.objects.attempt.rules, "review": {"after": [*Shown], "done": [*Shown]}}
    Attempt.objects.filter(pk=scene.objects.attempt.pk).update(rules=rules)
    result = _hand_in(scene)
    assert f"{MARKER}-por-" in text_of(scene.browser(OWNER).get(result))
    for role in (ANONYMOUS, COLLEAGUE, HEAD, *STAFF):
        assert MARKER not in text_of(scene.browser(role).get(result))
