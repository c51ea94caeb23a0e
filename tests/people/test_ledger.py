import datetime as dt
import threading
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from people.ledger import Fault, digest_of, faults, last_line, record_decision
from people.models import Decision, LedgerHead
from people.plugins import WrittenOnce
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


def decide(count=1, **values):
    user = UserFactory()
    return [
        record_decision(act="exempt", actor=user, subject=f"Asunto {number}", reason="Oficio 12", **values)
        for number in range(count)
    ]


def tamper(sql, *values):
    """Change the table behind the model's back, as somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found():
    return list(faults())


def test_lines_are_numbered_without_gaps_and_each_carries_the_fingerprint_of_the_one_before():
    first, second, third = decide(3)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (first.previous_digest, second.previous_digest, third.previous_digest) == ("", first.digest, second.digest)
    assert last_line() == (3, third.digest)
    assert found() == []


def test_an_empty_ledger_is_whole():
    assert found() == []
    assert last_line() == (0, "")


def test_values_are_sealed_as_the_database_gives_them_back():
    made = decide(after={"day": dt.date(2026, 2, 28), "hours": Decimal("1.50"), "ñ": ["á", None, True]})[0]
    assert digest_of(Decision.objects.get(pk=made.pk)) == made.digest


def test_the_name_of_who_decided_stays_when_the_account_goes():
    employee = EmployeeFactory()
    made = record_decision(act="exempt", actor=employee.user, subject="Asunto", employee=EmployeeFactory())
    employee.user.delete()
    made.refresh_from_db()
    assert made.actor_name == employee.full_name
    assert found() == []


def test_a_rolled_back_act_leaves_no_line_and_no_gap():
    decide()
    with transaction.atomic():
        decide()
        transaction.set_rollback(True)
    decide()
    assert [one.number for one in Decision.objects.order_by("number")] == [1, 2]
    assert found() == []


def test_a_line_can_be_neither_changed_nor_deleted():
    made = decide()[0]
    made.reason = "otra"
    for act in (made.save, made.delete, Decision.objects.all().delete):
        with pytest.raises(WrittenOnce):
            act()


@pytest.mark.parametrize("column", ["reason", "actor_name", "subject", "act"])
def test_an_altered_line_is_found(column):
    decide(3)
    tamper(f"UPDATE people_decision SET {column} = %s WHERE number = 2", "otra cosa")
    assert found() == [Fault(2, "altered")]


def test_an_altered_line_that_was_sealed_anew_does_not_fit_the_next():
    lines = decide(3)
    forged = Decision.objects.get(number=2)
    forged.reason = "otra cosa"
    tamper("UPDATE people_decision SET reason = %s, digest = %s WHERE number = 2", "otra cosa", digest_of(forged))
    assert found() == [Fault(3, "reordered")]
    assert lines[2].previous_digest == lines[1].digest


def test_missing_lines_are_found_wherever_they_stood():
    decide(5)
    tamper("DELETE FROM people_decision WHERE number IN (1, 3, 5)")
    assert found() == [Fault(1, "missing"), Fault(3, "missing"), Fault(5, "missing")]


def test_lines_that_changed_places_are_found():
    decide(3)
    tamper("UPDATE people_decision SET number = 99 WHERE number = 1")
    tamper("UPDATE people_decision SET number = 1 WHERE number = 2")
    tamper("UPDATE people_decision SET number = 2 WHERE number = 99")
    assert {fault.number for fault in found()} >= {1, 2}


def test_a_ledger_whose_end_was_cut_with_its_counter_is_told_by_the_printed_fingerprint():
    printed = decide(3)[2].digest
    tamper("DELETE FROM people_decision WHERE number = 3")
    LedgerHead.objects.update(number=2, digest=Decision.objects.get(number=2).digest)
    assert found() == []
    with pytest.raises(CommandError, match="huella"):
        call_command("verify_ledger", "--digest", printed, stdout=StringIO())


def test_an_end_that_is_not_the_one_written_last_is_found():
    decide(2)
    LedgerHead.objects.update(number=1, digest=Decision.objects.get(number=1).digest)
    assert found() == [Fault(2, "cut")]


def test_the_command_names_what_is_wrong_and_fails():
    decide(3)
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert "3 renglones" in said.getvalue()
    tamper("UPDATE people_decision SET reason = 'x' WHERE number = 2")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=said)
    assert "2" in said.getvalue()


def test_a_line_costs_the_same_however_long_the_ledger_is(django_assert_num_queries):
    decide()
    employee = EmployeeFactory()
    for _again in range(2):
        user = UserFactory()
        # A savepoint, the end of the chain, the name of who decides, the line, the new end, the savepoint's release.
        with django_assert_num_queries(6):
            record_decision(act="exempt", actor=user, subject="Asunto", employee=employee)
        decide(20)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    user = UserFactory()
    start = threading.Barrier(6)

    def work():
        start.wait()
        try:
            for number in range(5):
                record_decision(act="exempt", actor=user, subject=f"Asunto {number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Decision.objects.count() == 30
    assert found() == []
