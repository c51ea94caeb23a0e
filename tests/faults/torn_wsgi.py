"""The slow site with a mistake in it: an attempt is closed in one transaction and graded in another."""

from tests.faults.slow_wsgi import application

# isort: split
from django.db import connection

from evaluations import attempts

__all__ = ["application"]
judge = attempts.judge


def commit_and_judge(attempt):
    with connection.cursor() as cursor:
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")
    return judge(attempt)


attempts.judge = commit_and_judge
