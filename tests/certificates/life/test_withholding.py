import pytest
from django.db import transaction

from certificates import api
from certificates.life import withholding
from certificates.life.withholding import delete_withheld_files, withhold
from certificates.models import Certificate, RequestedHolder, WithheldName, private_storage
from certificates.repairing import repair
from courses.plugins import WrittenOnce
from people.api import Decision, write_whole
from tests.certificates.factories import certificate
from tests.certificates.life_factories import objected, of_a_speaker, revoked, with_file, withheld
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


KEPT = ("folio", "code", "number", "issued_at", "completed_on", "valid_until", "sha256", "size", "course_title")


def test_number_code_dates_and_fingerprint_stay(django_capture_on_commit_callbacks):
    made = with_file()
    name = made.pdf.name
    with django_capture_on_commit_callbacks(execute=True):
        after = withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
        assert private_storage().exists(name), "the file goes after the commit, not before"
    assert {field: getattr(after, field) for field in KEPT} == {field: getattr(made, field) for field in KEPT}
    assert (after.holder_name, after.particulars, after.evidence) == ("", {}, {})
    assert after.state == "valid"
    assert not private_storage().exists(name)
    assert str(after) == made.folio


def test_a_withholding_that_rolls_back_deletes_nothing(django_capture_on_commit_callbacks):
    made = with_file()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
        transaction.set_rollback(True)
    assert Certificate.objects.get().holder_name == made.holder_name
    assert private_storage().exists(made.pdf.name)


def test_the_ones_that_it_replaced_lose_the_name_too():
    old = with_file()
    middle = with_file(api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory()))
    new = with_file(api.replace(certificate=middle, reason="Nombre", replaced_by=UserFactory()))
    withhold(certificate=middle, reason="Lo pidió", withheld_by=UserFactory())
    assert list(Certificate.objects.values_list("holder_name", flat=True)) == ["", "", ""]
    assert WithheldName.objects.count() == 3
    assert Decision.objects.get(act="withhold_name").before["folios"] == [old.folio, middle.folio, new.folio]


def test_those_of_other_courses_keep_it():
    other = with_file()
    withheld(employee=other.employee)
    assert Certificate.objects.get(pk=other.pk).holder_name


def test_the_request_forgets_the_speaker_too():
    made = withheld(of_a_speaker())
    holder = RequestedHolder.objects.get()
    assert (holder.name, holder.email, made.holder_name) == ("", "", "")


def test_withholding_twice_writes_once():
    made = withheld()
    withhold(certificate=made, reason="Otra vez", withheld_by=UserFactory())
    assert WithheldName.objects.get().reason == "Lo pidió su titular"
    assert Decision.objects.filter(act="withhold_name").count() == 1


def test_the_ledger_line_holds_no_name():
    made = with_file()
    withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
    line = Decision.objects.get(act="withhold_name")
    assert made.holder_name not in f"{line.subject}{line.before}{line.after}"


def test_what_is_not_settled_is_not_withheld():
    without_file = certificate()
    waiting = with_file(objected().certificate)
    for made, why in ((without_file, "preparando"), (waiting, "inconformidad")):
        with pytest.raises(api.CannotChange, match=why):
            withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
    with pytest.raises(api.CannotChange, match="motivo"):
        withhold(certificate=waiting, reason=" ", withheld_by=UserFactory())


def test_nobody_withholds_the_own_name():
    made = with_file()
    with pytest.raises(api.CannotChange):
        withhold(certificate=made, reason="Porque sí", withheld_by=made.employee.user)


def test_a_withheld_one_can_still_be_revoked():
    made = withheld()
    assert revoked(made=made).state == "revoked"


def test_the_door_opens_only_for_what_was_withheld():
    made = certificate()
    assert Certificate.objects.all().forget_names() == 0
    with pytest.raises(WrittenOnce):
        Certificate.objects.filter(pk=made.pk).update(holder_name="")
    with pytest.raises(WrittenOnce):
        Certificate.objects.record_once(while_empty="holder_name", holder_name="")
    assert Certificate.objects.get().holder_name


def test_the_repair_neither_draws_nor_misses_the_file(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withheld()
    repairs = repair(at_once=True)
    assert (repairs.drawn, repairs.restored, repairs.lost) == ([], [], [])


def test_the_night_deletes_what_a_crash_or_a_backup_left():
    made, other = withheld(), with_file()
    write_whole(made.pdf.name, b"%PDF-1.7 from the backup")
    assert delete_withheld_files() == 1
    assert delete_withheld_files() == 0
    assert private_storage().exists(other.pdf.name)


@pytest.mark.fault
def test_a_disk_that_refuses_leaves_it_to_the_night(monkeypatch, django_capture_on_commit_callbacks):
    made = with_file()

    class Stubborn:
        def exists(self, name):
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(withholding, "private_storage", Stubborn)
        with django_capture_on_commit_callbacks(execute=True):
            withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
    assert Certificate.objects.get().is_withheld
    assert delete_withheld_files() == 1
