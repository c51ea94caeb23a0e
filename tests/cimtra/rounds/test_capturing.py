"""Two people capture the same round at once, and nothing is lost."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cimtra.models import Capture, CaptureEntry, Outcome, Variable
from cimtra.rounds.capturing import CannotCapture, Writing, add_evidence, write_all, write_one
from cimtra.rounds.making import close_round, make_round
from tests.cimtra.rounds.rounds_factories import CUTOFF, instrument, internal_round, official_round
from tests.factories import UserFactory


@pytest.fixture
def evaluation(db):
    return internal_round(instrument(blocks=1))


@pytest.fixture
def ana(db):
    return UserFactory()


@pytest.fixture
def luis(db):
    return UserFactory()


def first_key(evaluation):
    capture = evaluation.captures.first()
    return capture.aspect_id, capture.variable_id


def stands(evaluation, key):
    return evaluation.captures.get(aspect=key[0], variable=key[1])


def test_what_was_written_stays_and_its_entry_is_kept(evaluation, ana):
    key = first_key(evaluation)
    written = write_one(
        evaluation=evaluation,
        by=ana,
        writing=Writing(key, Outcome.MET, " Se ve.  \r\nEn la página. ", " https://ejemplo.mx/a "),
    )
    assert (written.is_new, written.is_conflict) == (True, False)
    capture = stands(evaluation, key)
    assert (capture.outcome, capture.note, capture.address) == ("met", "Se ve.\nEn la página.", "https://ejemplo.mx/a")
    assert (capture.edition, capture.changed_by) == (1, ana)
    (entry,) = capture.entries.all()
    assert (entry.edition, entry.outcome, entry.written_by, entry.overruled) == (1, "met", ana, False)


def test_writing_the_same_again_changes_nothing(evaluation, ana):
    writing = Writing(first_key(evaluation), Outcome.MET)
    write_one(evaluation=evaluation, by=ana, writing=writing)
    again = write_one(evaluation=evaluation, by=ana, writing=writing)
    assert (again.is_new, again.is_conflict) == (False, False)
    assert CaptureEntry.objects.count() == 1


def test_who_was_second_is_shown_both_and_loses_nothing(evaluation, ana, luis):
    key = first_key(evaluation)
    write_one(evaluation=evaluation, by=ana, writing=Writing(key, Outcome.MET, "Lo vi."))
    second = write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.NOT_MET, "No abre."))
    assert second.is_conflict
    assert (second.capture.outcome, second.capture.note, second.capture.changed_by) == ("met", "Lo vi.", ana)
    overruled = CaptureEntry.objects.get(overruled=True)
    assert (overruled.outcome, overruled.note, overruled.written_by, overruled.edition) == (
        "not_met",
        "No abre.",
        luis,
        0,
    )


def test_the_second_may_then_write_over_it_and_the_first_stays_in_the_history(evaluation, ana, luis):
    key = first_key(evaluation)
    write_one(evaluation=evaluation, by=ana, writing=Writing(key, Outcome.MET, "Lo vi."))
    write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.NOT_MET, "No abre."))
    decided = write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.NOT_MET, "No abre.", edition=1))
    assert decided.is_new
    assert stands(evaluation, key).edition == 2
    stayed = CaptureEntry.objects.filter(overruled=False).values_list("edition", "note")
    assert list(stayed) == [(1, "Lo vi."), (2, "No abre.")]


def test_a_page_that_saves_by_itself_does_not_pile_up_overruled_writings(evaluation, ana, luis):
    key = first_key(evaluation)
    write_one(evaluation=evaluation, by=ana, writing=Writing(key, Outcome.MET))
    for _again in range(3):
        assert write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.NOT_MET)).is_conflict
    assert CaptureEntry.objects.filter(overruled=True).count() == 1


def test_saving_all_does_not_put_back_what_another_changed_meanwhile(evaluation, ana, luis):
    keys = [(one.aspect_id, one.variable_id) for one in evaluation.captures.all()]
    write_one(evaluation=evaluation, by=luis, writing=Writing(keys[1], Outcome.NOT_MET, "Antes."))
    write_one(evaluation=evaluation, by=ana, writing=Writing(keys[1], Outcome.MET, "Ya está.", edition=1))
    write_one(evaluation=evaluation, by=ana, writing=Writing(keys[2], Outcome.MET))
    page = [Writing(keys[0], Outcome.MET), Writing(keys[1], Outcome.NOT_MET, "Antes.", edition=1)]
    page += [Writing(key, Outcome.UNSEEN) for key in keys[2:]]
    written = write_all(evaluation=evaluation, by=luis, writings=page)
    assert [one.is_new for one in written] == [True, *[False] * (len(keys) - 1)]
    assert not any(one.is_conflict for one in written)
    assert stands(evaluation, keys[1]).note == "Ya está."
    assert stands(evaluation, keys[2]).outcome == Outcome.MET


@pytest.mark.parametrize(
    "writing",
    [
        lambda key: Writing(key, Outcome.NOT_APPLICABLE, "  "),
        lambda key: Writing(key, "quizá"),
        lambda key: Writing((key[0], None), Outcome.MET),
        lambda key: Writing((0, 0), Outcome.MET),
    ],
    ids=["no reason", "no outcome", "the aspect beside its variables", "nothing of this instrument"],
)
def test_what_does_not_fit_writes_nothing_at_all(evaluation, ana, writing):
    key = first_key(evaluation)
    with pytest.raises(CannotCapture):
        write_all(evaluation=evaluation, by=ana, writings=[Writing(key, Outcome.MET), writing(key)])
    assert stands(evaluation, key).edition == 0
    assert not CaptureEntry.objects.exists()


def test_a_variable_that_came_later_can_be_captured(evaluation, ana):
    aspect = evaluation.instrument.aspects.first()
    variable = Variable.objects.create(aspect=aspect, title="Nueva", sort_order=9)
    assert write_one(evaluation=evaluation, by=ana, writing=Writing((aspect.pk, variable.pk), Outcome.MET)).is_new


def test_a_closed_round_takes_no_more_captures(evaluation, ana):
    close_round(evaluation=evaluation, by=ana)
    with pytest.raises(CannotCapture):
        write_one(evaluation=evaluation, by=ana, writing=Writing(first_key(evaluation), Outcome.MET))
    with pytest.raises(CannotCapture):
        add_evidence(capture=evaluation.captures.first(), by=ana, title="", address="https://ejemplo.mx")


def test_an_official_evaluation_is_not_captured(db, ana):
    mini = instrument()
    aspect = mini.aspects.first()
    key = (aspect.pk, aspect.variables.first().pk)
    with pytest.raises(CannotCapture):
        write_one(evaluation=official_round(mini), by=ana, writing=Writing(key, Outcome.MET))
    assert not Capture.objects.exists()


def test_a_whole_block_costs_the_same_number_of_queries(evaluation, ana, django_assert_num_queries):
    def page(number):
        found = list(evaluation.captures.all())[:number]
        return [Writing((one.aspect_id, one.variable_id), Outcome.MET, edition=one.edition) for one in found]

    for number in (2, 6):
        writings = page(number)
        with django_assert_num_queries(7):
            write_all(evaluation=evaluation, by=ana, writings=writings)


def test_evidence_is_kept_with_its_fingerprint_and_only_once(evaluation, ana):
    capture = evaluation.captures.first()
    for _again in range(2):
        upload = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 acta")
        kept = add_evidence(capture=capture, by=ana, title="Acta", upload=upload)
    assert capture.evidence.count() == 1
    assert len(kept.sha256) == 64
    assert (kept.file_name, kept.size) == ("acta.pdf", 13)
    add_evidence(capture=capture, by=ana, title="", address="https://ejemplo.mx/acta")
    assert capture.evidence.last().title == "https://ejemplo.mx/acta"


def test_a_file_that_is_none_of_the_formats_is_not_kept(evaluation, ana):
    upload = SimpleUploadedFile("acta.exe", b"MZ")
    with pytest.raises(ValidationError):
        add_evidence(capture=evaluation.captures.first(), by=ana, title="Acta", upload=upload)
    with pytest.raises(CannotCapture):
        add_evidence(capture=evaluation.captures.first(), by=ana, title="Nada")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_lose_nothing():
    evaluation = make_round(
        by=None, kind="internal", name="A la vez", instrument=instrument(blocks=1), cutoff_on=CUTOFF
    )
    users = [UserFactory() for _each in range(4)]
    keys = [(one.aspect_id, one.variable_id) for one in evaluation.captures.all()]
    start = threading.Barrier(len(users))
    results, faults = [], []

    def work(user):
        try:
            start.wait()
            page = [Writing(key, Outcome.MET, f"{user.pk} en {place}") for place, key in enumerate(keys)]
            results.extend(write_all(evaluation=evaluation, by=user, writings=page))
        except Exception as fault:  # noqa: BLE001 - a fault in a thread must fail the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sum(one.is_new for one in results) == len(keys)
    assert sum(one.is_conflict for one in results) == len(keys) * (len(users) - 1)
    written = set(CaptureEntry.objects.values_list("capture__variable", "note"))
    expected = {(key[1], f"{user.pk} en {place}") for user in users for place, key in enumerate(keys)}
    assert written == expected
    for capture in evaluation.captures.all():
        assert capture.edition == 1
        assert capture.entries.filter(overruled=False).get().note == capture.note


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_while_it_is_being_closed_is_in_the_result_or_is_told():
    evaluation = make_round(
        by=None, kind="internal", name="Al cierre", instrument=instrument(blocks=1, aspects=1), cutoff_on=CUTOFF
    )
    ana, luis = UserFactory(), UserFactory()
    key = first_key(evaluation)
    start = threading.Barrier(2)
    refused = []

    def write():
        start.wait()
        try:
            write_one(evaluation=evaluation, by=ana, writing=Writing(key, Outcome.MET))
        except CannotCapture:
            refused.append(key)
        finally:
            connection.close()

    def close():
        start.wait()
        try:
            close_round(evaluation=evaluation, by=luis)
        finally:
            connection.close()

    threads = [threading.Thread(target=write), threading.Thread(target=close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    evaluation.refresh_from_db()
    assert evaluation.result["score"]["met"] == (0 if refused else 1)
    assert stands(evaluation, key).edition == (0 if refused else 1)
