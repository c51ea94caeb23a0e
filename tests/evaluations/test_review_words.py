import datetime as dt

import pytest
from django.utils import timezone

from evaluations.models import QuizPage
from evaluations.review import matrix_of
from evaluations.review_words import told_before

pytestmark = pytest.mark.django_db

Policy = QuizPage.ReviewPolicy


def told(policy=Policy.CUSTOM, *, attempts=3, closes=False, **matrix):
    quiz = QuizPage(review_policy=policy, review_matrix=matrix, max_attempts=attempts)
    quiz.closes_at = timezone.now() + dt.timedelta(days=1) if closes else None
    return [(one.when, one.what) for one in told_before(quiz, matrix_of(quiz), attempts=attempts)]


def test_phases_that_show_the_same_are_told_together():
    assert told(Policy.RESULT) == [("Al enviar", "su calificación")]
    assert told(Policy.ANSWERS) == [("Al enviar", "su calificación, sus respuestas y cuáles son correctas")]


def test_what_waits_is_told_with_when_it_comes():
    everything = "su calificación, sus respuestas, cuáles son correctas, las respuestas correctas y las explicaciones"
    assert told(Policy.KEY_WHEN_DONE) == [
        ("Al enviar", "su calificación, sus respuestas y cuáles son correctas"),
        ("Cuando apruebe o use su último intento", everything),
    ]
    assert told(Policy.KEY_WHEN_DONE, attempts=1) == [("Al enviar", everything)]


@pytest.mark.parametrize(
    ("attempts", "closes", "when"),
    [
        (0, False, "Cuando apruebe"),
        (0, True, "Cuando apruebe o el cuestionario haya cerrado"),
        (2, True, "Cuando apruebe, use su último intento o el cuestionario haya cerrado"),
    ],
)
def test_nobody_is_told_of_a_last_attempt_or_a_closing_that_will_not_come(attempts, closes, when):
    assert told(Policy.KEY_WHEN_DONE, attempts=attempts, closes=closes)[-1][0] == when


def test_the_hour_after_submitting_is_told_where_it_differs():
    rows = told(after=["answers", "key"], later=[], done=[])
    assert [when for when, _what in rows] == [
        "En la primera hora después de enviar",
        "Después de esa hora",
        "Cuando apruebe o use su último intento",
    ]


def test_checking_while_answering_is_told_first():
    assert told(during=["marks", "feedback"])[0] == (
        "Mientras contesta, si lo pide",
        "si su respuesta es correcta y las explicaciones",
    )


def test_every_policy_is_told_differently():
    assert len({tuple(told(policy)) for policy in Policy if policy != Policy.CUSTOM}) == 4
