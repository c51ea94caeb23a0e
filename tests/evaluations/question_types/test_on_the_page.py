"""Each type on the learner's page: its controls are there, and what a form sends is what they show afterwards."""

import html
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.models import Answer
from tests.evaluations.bodies import KINDS, body_of, right_fields, stem_of, wrong_fields
from tests.evaluations.factories import attempt_at, course_with_quiz, learner, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    """The pages of a quiz that asks a question of each type, by type, in the browser of somebody who takes it."""
    asked = [question(f"P-{kind}", kind=kind, body=body_of(kind), stem=stem_of(kind)) for kind in KINDS]
    course, quiz = course_with_quiz(questions=asked)
    employee, enrolment = learner(course)
    attempt = attempt_at(quiz, enrolment)
    browser = Client()
    browser.force_login(employee.user)
    found = attempt.questions.select_related("version__key").order_by("position")
    return {one.version.kind: Page(browser, attempt, one) for one in found}


class Page:
    def __init__(self, browser, attempt, attempt_question):
        self.browser = browser
        self.question = attempt_question
        place = [attempt.uuid, attempt_question.position]
        self.url = reverse("evaluations:question", args=place)
        self.save_url = reverse("evaluations:save", args=place)
        self.review_url = reverse("evaluations:review", args=place[:1])

    def html(self):
        return self.browser.get(self.url).content.decode()

    def fields(self, build):
        version = self.question.version
        return build(version.kind, asked=self.question.asked, key=version.key.as_key())


def shown_fields(page):
    """The answer that the controls of a page hold, as a form would send it."""
    found = {}

    def add(name, value):
        if value:
            found.setdefault(name, []).append(html.unescape(value))

    for tag in re.findall(r"<input[^>]*>", page):
        name, kind, value = (attribute(tag, one) for one in ("name", "type", "value"))
        if name.startswith("answer") and (kind == "text" or " checked" in tag):
            add(name, value)
    for tag, options in re.findall(r"(<select[^>]*>)(.*?)</select>", page, re.DOTALL):
        for option, text in re.findall(r"(<option[^>]* selected>)([^<]*)", options):
            add(attribute(tag, "name"), attribute(option, "value") or text)
    for tag, text in re.findall(r"(<textarea[^>]*>)(.*?)</textarea>", page, re.DOTALL):
        add(attribute(tag, "name"), text.replace("\r\n", "\n"))
    return {name: sorted(values) for name, values in found.items()}


def attribute(tag, name):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def test_nothing_is_answered_before_one_does(pages):
    for page in pages.values():
        assert shown_fields(page.html()) == {}


@pytest.mark.parametrize("build", [right_fields, wrong_fields])
def test_a_page_shows_the_answer_that_a_form_sent(pages, build):
    for page in pages.values():
        sent = page.fields(build)
        assert page.browser.post(page.save_url, {**sent, "go": "review"}).status_code == 302
        assert shown_fields(page.html()) == sent


def test_the_script_is_told_what_is_stored(pages):
    for page in pages.values():
        sent = page.fields(right_fields)
        body = json.dumps({"seq": 3, "fields": sent})
        reply = page.browser.post(page.save_url, body, content_type="application/json")
        assert reply.status_code == 200
        assert reply.json()["fields"] == sent
        assert reply.json()["is_answered"] is True
    assert set(Answer.objects.values_list("seq", flat=True)) == {3}


def test_controls_have_labels_and_ids_of_their_own(pages):
    for kind, one in pages.items():
        page = one.html()
        form = page[page.index("data-autosave") :]
        form = form[: form.index("</form>")]
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(set(ids)) == len(ids), kind
        labelled = set(re.findall(r'<label for="([^"]+)"', form))
        wrapped = "".join(re.findall(r"<label class=.*?</label>", form, re.DOTALL))
        controls = re.findall(r'<(?:input|select|textarea)[^>]*name="answer[^>]*>', form)
        assert controls
        for tag in controls:
            assert attribute(tag, "id") in labelled or tag in wrapped, tag
            assert "radio" in tag or "checkbox" in tag or 'autocomplete="off"' in tag
        for described in re.findall(r'aria-describedby="([^"]+)"', form):
            assert set(described.split()) <= set(ids), kind


def test_what_a_person_typed_is_never_markup(pages):
    hostile = '<script>alert("x")</script>'
    for page in pages.values():
        for name in page.fields(right_fields):
            page.browser.post(page.save_url, {name: [hostile]})
        assert hostile not in page.html()
    assert hostile not in page.browser.get(page.review_url).content.decode()


def test_the_emphasis_of_an_author_is_drawn_and_no_gap_is_left_as_a_sign(pages):
    assert "Respuesta <b>ordinaria</b>" in pages["matching"].html()
    assert "Inciso 1 de 4" in pages["case"].html()
    assert not any("{{" in page.html() for page in pages.values())


def test_the_list_before_submitting_says_the_answers_in_words(pages):
    for page in pages.values():
        page.browser.post(page.save_url, page.fields(right_fields))
    words = page.browser.get(page.review_url).content.decode()
    for said in ("1. Recolección", "Recurso de revisión → Quince días", "918273.5 km", "(2) hábiles", "Y se motiva."):
        assert said in words


def test_what_is_no_number_is_said_under_its_field(pages):
    page = pages["numeric"]
    page.browser.post(page.save_url, {"answer": ["unos diez"]})
    assert "No se lee como número." in page.html()
    assert shown_fields(page.html()) == {"answer": ["unos diez"]}
