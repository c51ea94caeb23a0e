import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.life.objections import answer
from certificates.life.retention import over_on
from certificates.models import Certificate, WithheldName
from tests.certificates.factories import certificate, completion
from tests.certificates.life_factories import days_ago, objected, of_a_speaker, revoked, with_file, withheld
from tests.factories import EmployeeFactory, UserFactory, course_page

pytestmark = pytest.mark.django_db
YEARS = 5
LONG = 6 * 366


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


def somebody(*, left=None):
    return EmployeeFactory(hired_on=dt.date(2000, 1, 1), left_on=left)


def over():
    return set(over_on(timezone.localdate(), YEARS))


def test_only_what_ended_long_ago_of_somebody_who_left_long_ago_is_over():
    course = course_page(lessons=1)
    gone, here, lately = somebody(left=days_ago(LONG)), somebody(), somebody(left=days_ago(30))
    old = with_file(employee=gone, course=course, valid_until=days_ago(LONG))
    with_file(employee=here, course=course, valid_until=days_ago(LONG))
    with_file(employee=lately, course=course, valid_until=days_ago(LONG))
    with_file(employee=somebody(left=days_ago(LONG)), course=course, valid_until=days_ago(30))
    with_file(employee=somebody(left=days_ago(LONG)), course=course)
    assert over() == {old}


def test_one_that_does_not_expire_is_over_long_after_its_issue_and_a_revoked_one_after_that():
    from certificates import api

    at = timezone.now() - dt.timedelta(days=LONG)
    done = completion(employee=somebody(left=days_ago(LONG)), completed_at=at)
    made = with_file(api.issue(completion=done, at=at))
    assert over() == {made}
    assert over_on(days_ago(1000), YEARS).count() == 0
    revoked(made=with_file(employee=done.employee, valid_until=days_ago(10)))
    assert over() == {made}


def test_somebody_from_outside_has_no_day_of_leaving():
    made = with_file(of_a_speaker())
    assert over() == set()
    assert set(over_on(timezone.localdate() + dt.timedelta(days=LONG), YEARS)) == {made}


def test_what_is_not_settled_or_already_withheld_stays_out():
    gone = somebody(left=days_ago(LONG))
    certificate(employee=gone, valid_until=days_ago(LONG))
    with_file(objected(employee=gone, valid_until=days_ago(LONG)).certificate)
    withheld(employee=gone, valid_until=days_ago(LONG))
    assert over() == set()


def test_once_its_objection_is_answered_it_is_over_like_any_other():
    objection = objected(employee=somebody(left=days_ago(LONG)), valid_until=days_ago(LONG))
    answer(objection=objection, is_granted=False, text="Consta en el acta.", answered_by=UserFactory())
    made = with_file(objection.certificate)
    assert over() == {made}


def test_the_last_day_of_february_has_an_anniversary_every_year():
    assert over_on(dt.date(2028, 2, 29), 5).count() == 0


def run(*arguments):
    out = StringIO()
    call_command("withhold_old_names", *arguments, stdout=out)
    return out.getvalue()


def test_nothing_happens_until_the_years_are_set():
    with pytest.raises(CommandError, match="CERTIFICATES_NAME_YEARS"):
        run()


def test_the_dry_run_lists_and_changes_nothing(settings):
    settings.CERTIFICATES_NAME_YEARS = YEARS
    made = with_file(employee=somebody(left=days_ago(LONG)), valid_until=days_ago(LONG))
    said = run("--dry-run")
    assert made.folio in said
    assert "1" in said
    assert Certificate.objects.get().holder_name


def test_the_dry_run_may_ask_for_other_years_and_the_real_one_may_not():
    made = with_file(employee=somebody(left=days_ago(LONG)), valid_until=days_ago(LONG))
    assert made.folio in run("--dry-run", "--years=5")
    assert made.folio not in run("--dry-run", "--years=9")
    with pytest.raises(CommandError):
        run("--years=5")


def test_the_run_withholds_and_a_second_one_finds_nothing(settings):
    settings.CERTIFICATES_NAME_YEARS = YEARS
    made = with_file(employee=somebody(left=days_ago(LONG)), valid_until=days_ago(LONG))
    kept = with_file(employee=somebody())
    assert made.folio in run()
    assert Certificate.objects.get(pk=made.pk).is_withheld
    assert not Certificate.objects.get(pk=kept.pk).is_withheld
    assert WithheldName.objects.get().withheld_by is None
    assert "0" in run()
