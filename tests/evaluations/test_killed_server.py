"""kill -9 while people submit: nothing that was acknowledged is lost, and nothing is half done."""

import http.client
import queue
import random
import threading
import time

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Completion, StepProgress
from evaluations import attempts
from evaluations.models import Answer, Attempt
from tests.evaluations.factories import answer_all, attempt_at, course_with_quiz, learner
from tests.factories import lessons_of
from tests.faults.server import Server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
PEOPLE, BROWSERS = 12, 4
TOKEN = "t" * 32


@pytest.fixture
def answered():
    """People who have answered everything right at the last open step of a course: {submit address: cookies}."""
    course, quiz = course_with_quiz()
    waiting = {}
    for _ in range(PEOPLE):
        employee, enrolment = learner(course)
        attempts.complete_step(enrolment=enrolment, step=lessons_of(course)[0])
        attempt = attempt_at(quiz, enrolment)
        answer_all(attempt)
        browser = Client()
        browser.force_login(employee.user)
        session = browser.cookies["aula_session"].value
        waiting[reverse("evaluations:submit", args=[attempt.uuid])] = f"aula_session={session}; aula_csrf={TOKEN}"
    return waiting


@pytest.fixture
def serve(tmp_path):
    servers = []

    def serve(app):
        servers.append(Server(app, scratch=tmp_path))
        servers[-1].start()
        return servers[-1]

    yield serve
    for server in servers:
        server.kill()


class Crowd:
    """Browsers that press the button until somebody says that it was received."""

    def __init__(self, server, waiting):
        self.server, self.waiting = server, waiting
        self.acknowledged, self.errors = [], []
        self.left = queue.SimpleQueue()
        for address in waiting:
            self.left.put(address)
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(BROWSERS)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while True:
            try:
                address = self.left.get_nowait()
            except queue.Empty:
                return
            while (status := self.press(address)) is None:
                time.sleep(0.05)
            (self.acknowledged if status == 302 else self.errors).append((address, status))

    def press(self, address):
        """The status of the answer, None when there was none."""
        browser = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {
            "Cookie": self.waiting[address],
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": "0",
            "X-CSRFToken": TOKEN,
        }
        try:
            browser.request("POST", address, headers=headers)
            return browser.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            browser.close()

    def wait_until(self, received):
        """Until so many were told that theirs was received; on a fast machine too the rest is still under way."""
        until = time.monotonic() + 60
        while len(self.acknowledged) < received and time.monotonic() < until:
            time.sleep(0.005)

    def wait(self):
        for thread in self.threads:
            thread.join(60)


def half_done():
    """Attempts that are neither as before nor wholly submitted, by what is wrong with them."""
    found = [("waits for marks that nobody gives", pk) for pk in Attempt.objects.filter(state="awaiting")]
    marked = Answer.objects.filter(attempt_question__attempt__state="open", marks__isnull=False)
    found += [("open, but marked", answer) for answer in marked]
    for attempt in Attempt.objects.submitted().select_related("enrolment"):
        done = StepProgress.objects.filter(
            enrolment=attempt.enrolment, step=attempt.quiz_id, completed_at__isnull=False
        )
        completions = Completion.objects.filter(enrolment=attempt.enrolment).count()
        if not attempt.passed or not done.exists() or completions != 1 or attempt.enrolment.completed_at is None:
            found.append(("submitted, but the course does not know", attempt))
    return found


def test_a_kill_in_mid_submission_loses_and_halves_nothing(answered, serve):
    server = serve("tests.faults.slow_wsgi")
    crowd = Crowd(server, answered)
    for received in (1, 3):
        crowd.wait_until(received)
        time.sleep(random.uniform(0, 0.1))
        server.kill_workers()
        assert half_done() == []
    crowd.wait_until(5)
    time.sleep(random.uniform(0, 0.1))
    server.kill()
    assert half_done() == []
    acknowledged = {address for address, _status in crowd.acknowledged}
    submitted = {
        reverse("evaluations:submit", args=[uuid])
        for uuid in Attempt.objects.submitted().values_list("uuid", flat=True)
    }
    assert acknowledged <= submitted
    assert len(acknowledged) < PEOPLE, "the kills came too late to show anything"
    server.start()
    crowd.wait()
    assert crowd.errors == []
    assert len(crowd.acknowledged) == PEOPLE
    assert half_done() == []
    assert Attempt.objects.submitted().count() == Completion.objects.count() == PEOPLE


def test_the_kills_notice_a_submission_that_is_two_transactions(answered, serve):
    server = serve("tests.faults.torn_wsgi")
    crowd = Crowd(server, answered)
    for _ in range(6):
        time.sleep(random.uniform(0.1, 0.4))
        server.kill_workers()
    crowd.wait()
    server.kill()
    assert half_done() != []
