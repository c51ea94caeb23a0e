import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError

from cimtra.institutions import (
    STARTER_FILE,
    institution_on,
    institutions_on,
    load_institutions,
    refuse_overlap,
    take_over,
)
from cimtra.models import Institution
from tests.factories import UserFactory

from .instrument_factories import institution

pytestmark = pytest.mark.django_db

LAST = dt.date(2025, 11, 30)
FIRST = LAST + dt.timedelta(days=1)
ROOT = Path(__file__).resolve().parents[3]
GUARANTOR = Institution.Role.GUARANTOR


@pytest.fixture
def two():
    return institution("El primero", ends_on=LAST), institution("El que sigue", starts_on=FIRST)


def test_each_day_has_the_institution_of_that_day(two):
    first, second = two
    assert institution_on(GUARANTOR, LAST) == first
    assert institution_on(GUARANTOR, FIRST) == second
    assert institution_on(GUARANTOR) == second


def test_a_day_or_role_that_nobody_recorded_has_none(two):
    assert institution_on(GUARANTOR, dt.date(2001, 1, 1)) is None
    assert institution_on(Institution.Role.AUDITOR) is None


def test_all_roles_of_a_day_cost_one_query(two, django_assert_num_queries):
    audits = institution("La que fiscaliza", role=Institution.Role.AUDITOR)
    with django_assert_num_queries(1):
        assert institutions_on(LAST) == {GUARANTOR: two[0], Institution.Role.AUDITOR: audits}


def test_two_institutions_never_have_a_role_on_the_same_day(two):
    for starts_on, ends_on in ((LAST, LAST), (FIRST + dt.timedelta(days=9), None), (dt.date(2018, 1, 1), None)):
        third = Institution(role=GUARANTOR, name="Otra", starts_on=starts_on, ends_on=ends_on)
        with pytest.raises(ValidationError):
            refuse_overlap(third)
    refuse_overlap(
        Institution(role=GUARANTOR, name="Anterior", starts_on=dt.date(2013, 1, 1), ends_on=dt.date(2018, 12, 31))
    )


def test_when_another_takes_over_the_former_ends_the_day_before():
    former = institution("El primero")
    successor = Institution(name="El que sigue", starts_on=FIRST)
    take_over(former=former, successor=successor, by=UserFactory())
    former.refresh_from_db()
    assert (former.ends_on, successor.role) == (LAST, GUARANTOR)
    assert institution_on(GUARANTOR, LAST) == former
    assert institution_on(GUARANTOR, FIRST) == successor


def test_a_successor_cannot_begin_before_the_one_it_follows():
    former = institution("El primero", starts_on=FIRST)
    with pytest.raises(ValidationError):
        take_over(former=former, successor=Institution(name="Otra", starts_on=FIRST), by=UserFactory())
    former.refresh_from_db()
    assert former.ends_on is None


def test_the_packaged_institutions_follow_each_other_without_a_gap():
    assert load_institutions().counts["created"] == 5
    former, present = (institution_on(GUARANTOR, day) for day in (LAST, FIRST))
    assert former.ends_on == LAST
    assert present.starts_on == FIRST
    assert former != present
    assert all(one.source for one in Institution.objects.all())


def test_loading_again_keeps_what_people_edited_deleted_or_recorded_instead():
    institution("La que registró el municipio", role=Institution.Role.EVALUATOR, starts_on=dt.date(2019, 1, 1))
    load_institutions()
    assert institution_on(Institution.Role.EVALUATOR).name == "La que registró el municipio"
    Institution.objects.filter(role=GUARANTOR, ends_on=None).update(name="Como la corrigió el municipio")
    Institution.objects.filter(role=Institution.Role.PLATFORM).delete()
    receipt = load_institutions()
    assert receipt.changes == 0
    assert institution_on(GUARANTOR).name == "Como la corrigió el municipio"
    assert institution_on(Institution.Role.PLATFORM) is None


def test_no_institution_is_named_in_code_or_templates():
    """They are records with days; whoever needs one asks for the role."""
    entries = yaml.safe_load(STARTER_FILE.read_text(encoding="utf-8"))["institutions"]
    # The collective gives its name to the instrument and to this app.
    named = [entry for entry in entries if entry["role"] not in ("evaluator", "state_chapter")]
    names = {entry[field] for entry in named for field in ("name", "short_name")} | {"INAI"}
    expression = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    folders = ("people", "courses", "evaluations", "certificates", "reports", "cimtra", "templates", "site/static/js")
    sources = [
        path for folder in folders for kind in ("*.py", "*.html", "*.js") for path in (ROOT / folder).rglob(kind)
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if expression.search(line) and "«INAI» and «inai»" not in line
    ]
    assert found == []
