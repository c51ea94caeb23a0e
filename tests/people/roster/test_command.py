import json

import pytest
from django.core.management import CommandError, call_command

from people.models import Decision, Employee, RosterImport
from tests.factories import UserFactory
from tests.people.roster_factories import brought, csv_bytes, human_resources, places, row

pytestmark = pytest.mark.django_db

ROWS = [
    row("1001", "QUINTERO IBARROLA, ROSALBA"),
    row("1002", "ARECHAVALETA PEÑA, JIMENA", post="CAJA"),
    row("1003", "x"),
]


@pytest.fixture(autouse=True)
def _places():
    places()


@pytest.fixture(name="file")
def _file(tmp_path):
    file = tmp_path / "plantilla.csv"
    file.write_bytes(csv_bytes(ROWS))
    return file


def summary(capsys, *arguments, **options):
    call_command("import_roster", *arguments, json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_tells_what_would_change_and_writes_nothing(file, capsys):
    told = summary(capsys, file, dry_run=True)
    assert (told["counts"]["read"], told["counts"]["new"], told["counts"]["refused"]) == (3, 1, 2)
    assert (told["unknown_posts"], told["is_applied"]) == (["CAJA"], False)
    assert not Employee.objects.exists()
    assert not RosterImport.objects.exists()


def test_it_applies_as_an_account_that_may_and_says_so(file, capsys):
    user = human_resources()
    told = summary(capsys, file, user=user.username, create_posts=True)
    assert (told["is_applied"], told["counts"]["new"]) == (True, 2)
    assert Decision.objects.get(act="import_roster").actor == user
    assert summary(capsys, file, user=user.username)["is_applied"] is False


def test_in_words_it_is_the_same(file, capsys):
    call_command("import_roster", file, dry_run=True)
    told = capsys.readouterr().out
    assert "3 personas leídas" in told
    assert "Se necesitan nombres y al menos un apellido." in told


@pytest.mark.parametrize("username", ["", "nadie", "cualquiera"])
def test_without_an_account_that_may_nothing_is_written(file, username):
    UserFactory(username="cualquiera")
    with pytest.raises(CommandError):
        call_command("import_roster", file, user=username)
    assert not Employee.objects.exists()


def test_a_file_that_misses_many_needs_a_second_account(file, tmp_path, capsys):
    brought([row(str(n), f"Soto{'abcd'[n]} Vega, Ana") for n in range(4)])
    user, other = human_resources(), human_resources()
    with pytest.raises(CommandError, match="segunda persona"):
        call_command("import_roster", file, user=user.username)
    with pytest.raises(CommandError):
        call_command("import_roster", file, user=user.username, second=user.username)
    assert summary(capsys, file, user=user.username, second=other.username)["is_applied"]


def test_a_file_that_is_not_there_or_no_table_is_an_error(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_roster", tmp_path / "nada.csv", dry_run=True)
    bad = tmp_path / "a.pdf"
    bad.write_bytes(b"%PDF-1.4")
    with pytest.raises(CommandError, match="no se puede leer"):
        call_command("import_roster", bad, dry_run=True)
