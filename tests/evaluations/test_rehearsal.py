import datetime as dt
from random import Random

import pytest
from django.utils import timezone

from courses.models import StepProgress
from evaluations.attempts import recompute
from evaluations.rehearsal import rehearse
from tests.evaluations.factories import course_with_quiz, learner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("passes", [True, False])
def test_a_rehearsed_attempt_ends_as_told_and_its_score_recomputes(passes, seed):
    course, quiz = course_with_quiz()
    _employee, enrolment = learner(course)
    at = timezone.now() - dt.timedelta(days=30)
    attempt = rehearse(enrolment=enrolment, quiz=quiz, passes=passes, at=at, chance=Random(seed))
    assert (attempt.passed, attempt.submitted_at) == (passes, at)
    assert recompute(attempt).score == attempt.score
    assert StepProgress.objects.filter(step=quiz.pk, completed_at=at).exists() is passes
