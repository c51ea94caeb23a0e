"""A learner in front of a quiz, as the tests of the browser play one."""

import re

from django.urls import reverse

from evaluations.models import Answer
from tests.evaluations.factories import attempt_at, course_with_quiz, learner, question
from tests.factories import PASSWORD

SAVED = re.compile(r"Guardado a las \d\d:\d\d")
OFFLINE = "Sin conexión: sus respuestas quedan guardadas en este equipo"


class Visit:
    """A learner with an open attempt, of three questions unless told, signed in on a page."""

    def __init__(self, live_server, page, *, questions=None, **quiz_fields):
        questions = questions or [
            question("Q1"),
            question("Q2", kind="multiple"),
            question("Q3", kind="true_false"),
        ]
        course, self.quiz = course_with_quiz(questions=questions, **quiz_fields)
        self.employee, self.enrolment = learner(course)
        self.attempt = attempt_at(self.quiz, self.enrolment)
        self.server, self.page = live_server.url, page

    def address(self, name, *args):
        return self.server + reverse(f"evaluations:{name}", args=[self.attempt.uuid, *args])

    def sign_in(self, page=None, to=None):
        page = page or self.page
        page.goto(to or self.address("question", 1))
        page.get_by_label(re.compile("Número de empleado", re.IGNORECASE)).fill(self.employee.user.username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/mi-aula/**")
        return page

    def stored(self):
        return dict(Answer.objects.values_list("attempt_question__position", "selected"))

    def wait_until_all_is_sent(self):
        for _ in range(100):
            if not self.queue():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still waiting to be sent: {self.queue()}")

    def queue(self, page=None):
        return (page or self.page).evaluate("Object.values(localStorage).join()")


def choose(page, place):
    page.locator("label.choice").nth(place).click()


def chosen(page):
    return page.locator("input[name=answer]:checked").evaluate_all("found => found.map((input) => input.value)")
