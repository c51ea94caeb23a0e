import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cimtra.models import Aspect, Block, Capture, Finding, Outcome, Round, Variable
from cimtra.rounds.capturing import Writing, write_one
from cimtra.rounds.making import (
    CannotChange,
    EditedMeanwhile,
    close_round,
    details_print,
    discard_round,
    edit_round,
    make_round,
    record_results,
    reopen_round,
    results_print,
)
from cimtra.rounds.scoring import score
from tests.cimtra.rounds.rounds_factories import CUTOFF, instrument, internal_round, official_round
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def acts(evaluation):
    evaluation.refresh_from_db()
    return [line["act"] for line in evaluation.result["history"]]


def test_a_self_assessment_has_a_capture_for_every_criterion():
    mini = instrument(variables=2)
    Variable.objects.filter(aspect__number=6).delete()
    made = make_round(by=UserFactory(), kind="internal", name="Primera", instrument=mini, cutoff_on=CUTOFF)
    assert made.captures.count() == 5 * 2 + 1
    assert made.captures.get(aspect__number=6).variable is None
    assert score(made).unseen == 11


def test_an_official_evaluation_has_none():
    made = make_round(by=None, kind="official", name="Agosto", instrument=instrument(), cutoff_on=CUTOFF, state_place=3)
    assert not made.captures.exists()
    assert made.state_place == 3


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Autoevaluación"},
        {"official_score": Decimal("50")},
        {"starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2026, 3, 1)},
        {"state_place": 130, "state_total": 125},
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(values):
    mini = instrument()
    internal_round(mini)
    with pytest.raises(ValidationError):
        make_round(**{"by": None, "kind": "internal", "name": "Otra", "instrument": mini, "cutoff_on": CUTOFF} | values)
    assert Round.objects.count() == 1


def test_an_edit_is_told_in_the_history():
    made = internal_round(instrument())
    ana = UserFactory()
    edit_round(evaluation=made, by=ana, seen=details_print(made), name="Otro nombre", notes="Nota")
    made.refresh_from_db()
    assert made.name == "Otro nombre"
    (line,) = made.result["history"]
    assert (line["act"], line["by"]) == ("edited", ana.pk)
    assert line["changes"]["name"] == ["Autoevaluación", "Otro nombre"]


def test_an_edit_over_a_newer_one_is_refused_with_both():
    made = internal_round(instrument())
    seen = details_print(made)
    edit_round(evaluation=made, by=UserFactory(), seen=seen, notes="De Ana")
    with pytest.raises(EditedMeanwhile) as refusal:
        edit_round(evaluation=made, by=UserFactory(), seen=seen, notes="De Luis")
    assert refusal.value.current.notes == "De Ana"
    assert Round.objects.get(pk=made.pk).notes == "De Ana"
    # The same again is no conflict: it is there already.
    edit_round(evaluation=made, by=UserFactory(), seen=seen, notes="De Ana")


def test_kind_and_instrument_do_not_change():
    with pytest.raises(CannotChange):
        edit_round(evaluation=internal_round(instrument()), by=UserFactory(), kind="official")


def test_published_results_are_typed_and_taken_away():
    mini = instrument()
    made, ana = official_round(mini, score=60), UserFactory()
    block, aspect = Block.objects.get(number=1), mini.aspects.get(number=2)
    record_results(
        evaluation=made, by=ana, blocks={block.pk: Decimal("71.5")}, aspects={aspect.pk: (Decimal(3), Decimal(4))}
    )
    assert score(made).blocks[0].score == Decimal("71.5")
    assert score(made).by_aspect[aspect.pk].score == Decimal("75")
    record_results(evaluation=made, by=ana, blocks={block.pk: None}, aspects={})
    assert not made.block_scores.exists()
    assert made.aspect_scores.count() == 1
    assert acts(made) == ["results", "results"]


def test_typing_the_same_results_again_leaves_no_line():
    made, block = official_round(instrument()), Block.objects.get(number=1)
    for _again in range(2):
        record_results(evaluation=made, by=UserFactory(), blocks={block.pk: Decimal("71.5")}, aspects={})
    assert acts(made) == ["results"]


def test_results_over_newer_ones_are_refused():
    made, (one, two) = official_round(instrument()), Block.objects.order_by("number")
    seen = results_print(made)
    record_results(evaluation=made, by=UserFactory(), blocks={one.pk: Decimal(50)}, aspects={}, seen=seen)
    with pytest.raises(EditedMeanwhile):
        record_results(
            evaluation=made, by=UserFactory(), blocks={one.pk: Decimal(10), two.pk: Decimal(60)}, aspects={}, seen=seen
        )
    assert list(made.block_scores.values_list("block", "score")) == [(one.pk, Decimal(50))]


@pytest.mark.parametrize(
    ("blocks", "pair"), [(Decimal(101), None), (None, (Decimal(5), Decimal(4))), (Decimal(-1), None)]
)
def test_results_that_cannot_be_are_refused(blocks, pair):
    mini = instrument()
    made, block, aspect = official_round(mini), Block.objects.get(number=1), mini.aspects.first()
    with pytest.raises(ValidationError):
        record_results(evaluation=made, by=UserFactory(), blocks={block.pk: blocks}, aspects={aspect.pk: pair})
    assert not made.block_scores.exists()
    assert not made.aspect_scores.exists()


def test_results_of_another_version_are_refused():
    made, other = official_round(instrument()), instrument(version="otra", is_current=False)
    block = Block.objects.get(field__instrument=other, number=1)
    with pytest.raises(ValidationError):
        record_results(evaluation=made, by=UserFactory(), blocks={block.pk: Decimal(5)}, aspects={})


def test_a_self_assessment_takes_no_typed_result():
    with pytest.raises(CannotChange):
        record_results(evaluation=internal_round(instrument()), by=UserFactory(), blocks={}, aspects={})


def test_a_closed_round_keeps_its_result_whatever_happens_to_the_instrument():
    mini = instrument(blocks=1, aspects=2)
    made, ana = internal_round(mini, "mm", "mu"), UserFactory()
    close_round(evaluation=made, by=ana)
    Aspect.objects.update(title="Otro título", points=7)
    Variable.objects.create(aspect=mini.aspects.first(), title="Nueva")
    Variable.objects.filter(number="1.1").update(title="Otra variable")
    made.refresh_from_db()
    found = score(made)
    assert (found.total, found.unseen, found.applicable) == (Decimal("75"), 1, 4)
    assert [one.aspect.title for one in found.blocks[0].aspects] == ["Aspecto 1", "Aspecto 2"]
    assert found.blocks[0].aspects[0].criteria[0].variable.title == "Variable 1.1"
    assert found.blocks[0].aspects[1].criteria[1].outcome == Outcome.UNSEEN
    assert (made.closed_by, acts(made)) == (ana, ["closed"])


def test_a_closed_official_evaluation_says_the_same(django_assert_num_queries):
    mini = instrument()
    made = official_round(mini, score="57.3")
    record_results(
        evaluation=made, by=UserFactory(), blocks={Block.objects.get(number=1).pk: Decimal("71.5")}, aspects={}
    )
    before = score(made)
    made = close_round(evaluation=made, by=UserFactory())
    with django_assert_num_queries(0):
        after = score(made)
    assert (after.total, after.is_estimate) == (before.total, False)
    assert [(one.score, one.is_estimate) for one in after.blocks] == [(Decimal("71.50"), False), (None, True)]


def test_closing_twice_closes_once():
    made = internal_round(instrument())
    first = close_round(evaluation=made, by=UserFactory())
    assert close_round(evaluation=made, by=UserFactory()).closed_by == first.closed_by
    assert acts(made) == ["closed"]


def test_a_closed_round_is_neither_edited_nor_given_results():
    made, ana = official_round(instrument(), score=50), UserFactory()
    close_round(evaluation=made, by=ana)
    for change in (
        lambda: edit_round(evaluation=made, by=ana, notes="x"),
        lambda: record_results(evaluation=made, by=ana, blocks={}, aspects={}),
        lambda: discard_round(evaluation=made),
    ):
        with pytest.raises(CannotChange):
            change()


def test_opening_again_needs_a_reason_and_keeps_what_it_was():
    made, ana = internal_round(instrument(blocks=1, aspects=1), "mx"), UserFactory()
    made = close_round(evaluation=made, by=ana)
    with pytest.raises(CannotChange):
        reopen_round(evaluation=made, by=ana, reason=" ")
    made = reopen_round(evaluation=made, by=ana, reason="Faltó un dato")
    made = reopen_round(evaluation=made, by=ana, reason="Otra vez")
    assert not made.is_closed
    assert acts(made) == ["closed", "reopened"]
    line = made.result["history"][-1]
    assert (line["reason"], line["total"]) == ("Faltó un dato", "50.00")
    capture = made.captures.get(outcome=Outcome.NOT_MET)
    key = (capture.aspect_id, capture.variable_id)
    write_one(evaluation=made, by=ana, writing=Writing(key, Outcome.MET, edition=capture.edition))
    assert score(made).total == 100


def test_a_round_made_by_mistake_can_be_taken_away():
    made = internal_round(instrument())
    discard_round(evaluation=made)
    assert not Round.objects.exists()
    assert not Capture.objects.exists()


def test_a_round_in_which_something_was_recorded_stays():
    mini, ana = instrument(), UserFactory()
    made = make_round(by=ana, kind="internal", name="Con algo", instrument=mini, cutoff_on=CUTOFF)
    capture = made.captures.first()
    write_one(evaluation=made, by=ana, writing=Writing((capture.aspect_id, capture.variable_id), Outcome.MET))
    with_finding = internal_round(mini, name="Con observación")
    Finding.objects.create(number=1, text="Falta", round=with_finding)
    with_result = official_round(mini, name="Con resultado")
    record_results(evaluation=with_result, by=ana, blocks={Block.objects.get(number=1).pk: Decimal(5)}, aspects={})
    for one in (made, with_finding, with_result):
        with pytest.raises(CannotChange):
            discard_round(evaluation=one)
