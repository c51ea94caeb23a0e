"""How long the analysis of a large examination takes: 2,000 attempts × 20 questions, in a scratch database of its own.

Last figures (SQLite, 2 shared cores, November 2026): statistics of the matrix 0.13 s of CPU, whole analysis 1.34 s in
nine queries (0.58 s of it reading rows), list of quizzes 0.76 s, requirements and departments 0.66 s; 203 MiB at most.

usage: python bench/item_analysis.py [--attempts 2000] [--questions 20] [--rounds 3]
"""

import argparse
import datetime as dt
import math
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aula.settings.test")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        quiz = load(arguments.attempts, arguments.questions)
        measure(quiz, arguments.rounds)


def load(attempts: int, questions: int):
    """A quiz that so many people have taken, those who know more getting more right; returns its page."""
    from django.utils import timezone

    from courses.models import Enrolment
    from evaluations.models import Answer, Attempt, AttemptQuestion
    from people.models import Appointment, Department, Employee, Post
    from tests.evaluations.factories import course_with_quiz, question
    from tests.factories import TrainingRequirementFactory

    chance = random.Random(1)
    now, today = timezone.now(), timezone.localdate()
    bank = [question(f"B-{number:02d}", options=["*Sí", "No", "Tal vez", "Nunca"]) for number in range(questions)]
    requirements = [TrainingRequirementFactory().code for _ in range(4)]
    course, quiz = course_with_quiz(questions=bank)
    departments = [Department.add_root(code=f"d{number}", name=f"Dirección {number}") for number in range(30)]
    post = Post.objects.create(name="Auxiliar")
    people = Employee.objects.bulk_create(
        Employee(
            number=f"{n:06d}", given_names=f"Ana {n}", first_surname="Núñez", second_surname="Güemes", hired_on=today
        )
        for n in range(attempts)
    )
    Appointment.objects.bulk_create(
        Appointment(
            employee=one, department=departments[one.pk % 30], post=post, starts_on=today - dt.timedelta(days=900)
        )
        for one in people
    )
    enrolments = Enrolment.objects.bulk_create(Enrolment(employee=one, course=course) for one in people)
    difficulty = [chance.gauss(0, 1) for _ in bank]
    ability = {one.pk: chance.gauss(0.8, 1) for one in people}
    right = {
        one.pk: [chance.random() < 1 / (1 + math.exp(hard - ability[one.employee_id])) for hard in difficulty]
        for one in enrolments
    }
    taken = Attempt.objects.bulk_create(
        Attempt(
            enrolment=one,
            quiz=quiz,
            number=1,
            seed=1,
            rules={"pass_mark": 80, "requirements": {}},
            state=Attempt.State.SUBMITTED,
            started_at=now,
            submitted_at=now,
            score=round(100 * sum(right[one.pk]) / questions, 2),
            passed=sum(right[one.pk]) >= 0.8 * questions,
        )
        for one in enrolments
    )
    asked = AttemptQuestion.objects.bulk_create(
        (
            AttemptQuestion(
                attempt=attempt,
                position=place,
                version=one.current,
                option_order=one.current.option_ids,
                requirements=[requirements[place % 4]],
            )
            for attempt in taken
            for place, one in enumerate(bank, start=1)
        ),
        batch_size=5000,
    )
    keys = {one.current_id: one.current.key.correct for one in bank}
    wrong = {one.current_id: [pk for pk in one.current.option_ids if pk not in keys[one.current_id]] for one in bank}
    of_attempt = {attempt.pk: right[attempt.enrolment_id] for attempt in taken}
    Answer.objects.bulk_create(
        (
            Answer(
                attempt_question=row,
                selected=keys[row.version_id] if is_right else [chance.choice(wrong[row.version_id])],
                seq=1,
                received_at=now,
                is_correct=is_right,
                marks=int(is_right),
            )
            for row in asked
            for is_right in [of_attempt[row.attempt_id][row.position - 1]]
        ),
        batch_size=5000,
    )
    return quiz


def measure(quiz, rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from evaluations.analysis import downloads, rows
    from evaluations.analysis.overview import overall_report, quiz_lines, quizzes_with_results
    from evaluations.analysis.quiz_report import analyse, statistics_of
    from evaluations.item_statistics import item_statistics

    read = rows.load(quizzes=[quiz.pk])
    marks = matrix_of(read)
    order = downloads.Order("codigo", False, "Pregunta")
    acts = {
        "statistics of the matrix alone": lambda: item_statistics(marks),
        "rows from the database": lambda: rows.load(quizzes=[quiz.pk]),
        "matrix and statistics": lambda: statistics_of(read),
        "whole analysis of the quiz": lambda: analyse(quiz),
        "list of quizzes": lambda: quiz_lines(quizzes_with_results(), choice=rows.FIRST),
        "all requirements, departments": lambda: overall_report(choice=rows.FIRST),
        "XLSX, analysis included": lambda: downloads.file_of(
            analyse(quiz), table="reactivos", kind="xlsx", author="bench", order=order
        ),
    }
    for name, act in acts.items():
        times = []
        for _ in range(rounds):
            begun = time.process_time()
            with CaptureQueriesContext(connection) as queries:
                act()
            times.append(time.process_time() - begun)
        sys.stdout.write(f"{name:32} {min(times):6.2f} s CPU  {len(queries):2d} queries\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{'peak memory':32} {peak:6.0f} MiB\n")


def matrix_of(read) -> list[list[int]]:
    """Right or wrong, as 1 and 0."""
    found: dict[int, list[int]] = {}
    for answer in read.answers:
        found.setdefault(answer.attempt, []).append(int(answer.fraction))
    return list(found.values())


if __name__ == "__main__":
    main()
