"""How long a regrade takes when many people were asked the question: 5,000 attempts of ten questions each.

All had chosen what the corrected key says is right; some of them pass by it and complete their step. Trying out and
applying are one request each, and applying is one transaction: all of it or nothing.

Last figures (SQLite, 2 shared cores under load, November 2026), CPU time: trying out 2.1 to 3.5 s, 85 queries (8 per
500 attempts); applying 7 to 14 s, half of it for the 500 who pass, which is what completing a step costs each;
peak memory 190 MiB with Django itself. With 500 attempts, more than a municipality has for one question, it is a tenth.

usage: python bench/regrade.py [--attempts 5000] [--questions 10] [--passing 500]
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--passing", type=int, default=500, help="how many of them pass with the corrected key")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        question = load(arguments.attempts, arguments.questions, arguments.passing)
        measure(question)


def load(attempts: int, questions: int, passing: int):
    """Attempts as they are stored once submitted; returns the question whose key was mended since."""
    from django.utils import timezone

    from courses.models import Enrolment
    from evaluations import bank
    from evaluations.attempts import frozen_rules
    from evaluations.drawing import draw
    from evaluations.models import Answer, Attempt, AttemptQuestion
    from people.models import Employee
    from tests.evaluations.factories import course_with_quiz, question

    texts = ["Diez días", "Veinte días", "Treinta días"]
    wrong = question("MAL", options=[f"*{texts[0]}", *texts[1:]])
    others = [question(f"R-{number}") for number in range(1, questions)]
    course, quiz = course_with_quiz(questions=[wrong, *others], pass_mark=80)
    now = timezone.now()
    people = Employee.objects.bulk_create(
        Employee(number=f"{n:06d}", given_names=f"Ana {n}", first_surname="Núñez", hired_on=now.date())
        for n in range(attempts)
    )
    enrolments = Enrolment.objects.bulk_create(Enrolment(employee=one, course=course) for one in people)
    drawn = draw(quiz, seed=1)
    rules = frozen_rules(quiz, drawn=drawn)
    # With the wrong key all lack that question; those who pass with the right one lack one question less.
    right_without = {True: round(questions * 0.8) - 1, False: round(questions * 0.6)}
    stored = Attempt.objects.bulk_create(
        Attempt(
            enrolment=one,
            quiz=quiz,
            number=1,
            state=Attempt.State.SUBMITTED,
            seed=1,
            rules=rules,
            started_at=now,
            submitted_at=now,
            score=round(100 * right_without[n < passing] / questions, 2),
            passed=False,
        )
        for n, one in enumerate(enrolments)
    )
    asked = AttemptQuestion.objects.bulk_create(
        [
            AttemptQuestion(
                attempt=attempt, position=place, version=one.version, option_order=one.option_order, points=one.points
            )
            for attempt in stored
            for place, one in enumerate(drawn, start=1)
        ],
        batch_size=2000,
    )
    key = {one.version.pk: one.version.key.correct for one in drawn}
    wrong_option = {
        one.version.pk: [opt["id"] for opt in one.version.options if opt["id"] not in key[one.version.pk]][:1]
        for one in drawn
    }
    mended = next(opt["id"] for opt in wrong.current.options if opt["html"] == texts[1])
    answers, number = [], {attempt.pk: n for n, attempt in enumerate(stored)}
    for one in asked:
        n = number[one.attempt_id]
        if one.version_id == wrong.current_id:
            answers.append(
                Answer(attempt_question=one, selected=[mended], seq=1, received_at=now, is_correct=False, marks=0)
            )
            continue
        is_right = one.position - 1 <= right_without[n < passing]
        chosen = key[one.version_id] if is_right else wrong_option[one.version_id]
        answers.append(
            Answer(
                attempt_question=one, selected=chosen, seq=1, received_at=now, is_correct=is_right, marks=int(is_right)
            )
        )
    Answer.objects.bulk_create(answers, batch_size=2000)
    rows = [(text, text == texts[1], "") for text in texts]
    stem = wrong.current.stem
    return bank.save_question(
        question=wrong, wording=bank.Wording(kind="single", stem=stem, body=bank.choice_body(rows))
    )


def measure(question) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from evaluations import regrading
    from evaluations.models import Attempt
    from tests.factories import UserFactory

    author = UserFactory()
    plan, seconds = timed(lambda: regrading.plan(question=question, kind=regrading.Kind.KEY))
    tell(f"trying out: {seconds:.2f} s, {len(plan.changes)} results change, {len(plan.passing)} pass")
    digest = plan.digest
    regrade, seconds = timed(
        lambda: regrading.apply(
            question=question, kind=regrading.Kind.KEY, reason="Medición", digest=digest, made_by=author
        )
    )
    tell(f"applying: {seconds:.2f} s, {regrade.changes.count()} changes written")
    with CaptureQueriesContext(connection) as queries:
        regrading.plan(question=question, kind=regrading.Kind.VOID)
    tell(f"queries of trying out: {len(queries)}")
    tell(f"passed now: {Attempt.objects.filter(passed=True).count()}")
    tell(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def timed(act):
    start = time.process_time()
    found = act()
    return found, time.process_time() - start


if __name__ == "__main__":
    main()
