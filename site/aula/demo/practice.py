"""The practice course of the demonstration municipality, and what some of its people have done in it."""

import json
import uuid
from random import Random
from typing import Any

from wagtail.models import Page

from courses.api import CatalogPage, CoursePage, Enrolment, LessonPage, ModulePage, complete_step, enrol
from evaluations.api import (
    Attempt,
    QuizPage,
    Terms,
    appeal,
    grant_accommodation,
    load_questions,
    load_quiz,
    mark_answer,
    open_to_appeal,
    rehearse,
    rehearse_leaving,
)
from people.api import Employee, User

from ..starter.markup import bullets, to_html
from .history import office_time
from .organisation import read

FILE = "practice.yaml"
BLOCK_IDS = uuid.UUID("0e5b7a0c-58f4-4a76-9d0d-3f6f2f1f8b52")


def load_practice(people: dict[str, Employee], accounts: dict[str, User]) -> CoursePage | None:
    """The course with its history; None where somebody deleted the catalogue that it belongs to."""
    content = read(FILE)
    catalogue = CatalogPage.objects.first()
    if catalogue is None:
        return None
    course = load_course(content, catalogue)
    module = load_module(content["module"], course)
    lesson = load_lesson(content["lesson"], module)
    all_types, written = (
        load_practice_quiz(entry, module, lesson, inside=content["category"]) for entry in content["quizzes"]
    )
    PracticeHistory(people, accounts, course, lesson).tell(content["history"], all_types=all_types, written=written)
    return course


def load_course(content: dict[str, Any], catalogue: Page) -> CoursePage:
    entry = content["course"]
    course = CoursePage(
        title=entry["title"],
        slug=entry["slug"],
        summary=entry["summary"],
        description=to_html(entry["description"]),
        objectives=bullets(entry["objectives"]),
        audience=entry["audience"],
        hours=entry["hours"],
        is_sequential=False,
    )
    return _publish(catalogue, course)


def load_module(entry: dict[str, Any], course: Page) -> ModulePage:
    return _publish(course, ModulePage(title=entry["title"], slug=entry["slug"], summary=entry["summary"]))


def load_lesson(entry: dict[str, Any], module: Page) -> LessonPage:
    lesson = LessonPage(
        title=entry["title"],
        slug=entry["slug"],
        objective=entry["objective"],
        why=entry["why"],
        body=json.dumps([_block(place, block) for place, block in enumerate(entry["body"])]),
    )
    return _publish(module, lesson)


def _block(place: int, block: dict[str, Any]) -> dict[str, Any]:
    ((kind, value),) = block.items()
    if kind == "text":
        kind, value = "rich_text", to_html(value["body"], heading=value["heading"])
    elif kind == "warning":
        value = {"text": to_html(value)}
    return {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCK_IDS, str(place)))}


def _publish(parent: Page, page: Page):
    parent.add_child(instance=page)
    page.save_revision(log_action=False).publish(log_action=False)
    return page


def load_practice_quiz(entry: dict[str, Any], module: Page, lesson: LessonPage, *, inside: str) -> QuizPage:
    """The quiz and its questions, each of which sends people back to the paragraph about its type."""
    questions = load_questions(
        [{**item, "lesson": "practice"} for item in entry["questions"]],
        category_name=entry["category"],
        inside=[inside],
        lessons={"practice": lesson},
    )
    return load_quiz(
        parent=module,
        title=entry["title"],
        slug=entry["slug"],
        questions=questions,
        minutes=entry["minutes"],
        pass_mark=entry["pass_mark"],
        max_attempts=entry["max_attempts"],
        rules=entry["rules"],
        bands=[(band["from"], band["message"]) for band in entry["bands"]],
    )


class PracticeHistory:
    """What people did in the course, told through the functions that real learners and markers use."""

    def __init__(
        self, people: dict[str, Employee], accounts: dict[str, User], course: CoursePage, lesson: LessonPage
    ) -> None:
        self.people = people
        self.accounts = accounts
        self.course = course
        self.lesson = lesson

    def tell(self, content: dict[str, Any], *, all_types: QuizPage, written: QuizPage) -> None:
        self._grant(content["accommodation"], all_types)
        newest = {entry["person"]: self._attempt(entry, all_types) for entry in content["attempts"]}
        for entry in content["essays"]:
            self._write(entry, written)
        self._leave_open(content["left_open"], written)
        self._appeal(content["appeal"], newest)

    def _enrolled(self, number: str, *, before: int) -> Enrolment:
        """The person in the course, its lesson read a week before that day; whoever was there stays as they are."""
        moment = office_time(before - 7, Random(number))
        enrolment = enrol(employee=self.people[number], course=self.course, at=moment)
        complete_step(enrolment=enrolment, step=self.lesson, at=moment)
        return enrolment

    def _attempt(self, entry: dict[str, Any], quiz: QuizPage) -> Attempt:
        # Seeded, so that the demonstration is the same each time.
        chance = Random(f"{entry['person']}:{entry['day']}")
        enrolment = self._enrolled(entry["person"], before=entry["day"])
        at = office_time(entry["day"], chance)
        return rehearse(enrolment=enrolment, quiz=quiz, passes=entry["passes"], at=at, chance=chance)

    def _write(self, entry: dict[str, Any], quiz: QuizPage) -> None:
        chance = Random(f"{entry['person']}:{entry['day']}")
        attempt = rehearse(
            enrolment=self._enrolled(entry["person"], before=entry["day"]),
            quiz=quiz,
            passes=True,
            at=office_time(entry["day"], chance),
            chance=chance,
            written=entry["text"],
        )
        if reading := entry.get("reading"):
            mark_answer(
                question=attempt.questions.get(),
                marker=self.accounts[reading["marker"]],
                levels=reading["levels"],
                comment=reading["comment"],
            )

    def _leave_open(self, entry: dict[str, Any], quiz: QuizPage) -> None:
        chance = Random(f"{entry['person']}:{entry['day']}")
        enrolment = self._enrolled(entry["person"], before=entry["day"])
        at = office_time(entry["day"], chance)
        rehearse_leaving(enrolment=enrolment, quiz=quiz, at=at, chance=chance, written=entry["text"])

    def _appeal(self, entry: dict[str, Any], newest: dict[str, Attempt]) -> None:
        appeal(question=open_to_appeal(newest[entry["person"]])[0], text=entry["text"])

    def _grant(self, entry: dict[str, Any], quiz: QuizPage) -> None:
        self._enrolled(entry["person"], before=0)
        grant_accommodation(
            employee=self.people[entry["person"]],
            quiz=quiz,
            terms=Terms(extra_percent=entry["extra_percent"]),
            reason=entry["reason"],
            granted_by=self.accounts["rh"],
        )
