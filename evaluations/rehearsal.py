"""Attempts that nobody made: the history of a demonstration municipality, by the same rules as real ones."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction

from courses.api import Enrolment

from .attempts import start, submit
from .models import Answer, Attempt, QuizPage

PACE = dt.timedelta(minutes=1)


@transaction.atomic
def rehearse(*, enrolment: Enrolment, quiz: QuizPage, passes: bool, at: dt.datetime, chance: Random) -> Attempt:
    """A whole attempt that ends at `at`, with as many wrong answers as `chance` and `passes` say.

    Raises what attempts.start raises: the past of a demonstration obeys the rules too.
    """
    attempt = start(enrolment=enrolment, quiz=quiz, at=at - 15 * PACE)
    questions = list(attempt.questions.select_related("version__key").order_by("position"))
    allowed = int(len(questions) * (100 - attempt.rules["pass_mark"]) / 100)
    wrong = chance.randint(0, allowed) if passes else allowed + chance.randint(1, 2)
    missed = {question.pk for question in chance.sample(questions, min(wrong, len(questions)))}
    Answer.objects.bulk_create(
        Answer(
            attempt_question=question,
            selected=_other_options(question) if question.pk in missed else question.version.key.correct,
            seq=1,
            received_at=at - PACE,
        )
        for question in questions
    )
    return submit(attempt=attempt, at=at)


def _other_options(question) -> list[str]:
    """One option that is not all that is right: the first wrong one."""
    correct = question.version.key.correct
    return [next(option for option in question.option_order if option not in correct)]
