"""The screens: who may do what, what they show, and that a page with two writers loses nothing."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.models import Block, CaptureEntry, Finding, Outcome, Round
from cimtra.rounds.capturing import Writing, add_evidence, write_one
from cimtra.rounds.making import close_round
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from tests.cimtra.rounds.rounds_factories import CUTOFF, instrument, internal_round, official_round
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(db):
    return internal_round(instrument(aspects=2), "mx", "xx", "mm", "xu")


@pytest.fixture
def ana(client):
    user = employee_with_role(CONSULTANCY)
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(f"cimtra_rounds:{name}", args=args)


def capture_page(evaluation):
    return at("capture", evaluation.pk, Block.objects.order_by("number").first().pk)


def sent(evaluation, **changes):
    """What a browser sends of the first block as it stands, with changes by «c<aspect>-<variable>-<field>»."""
    data = {}
    block = Block.objects.order_by("number").first()
    for one in evaluation.captures.filter(aspect__block=block):
        name = f"c{one.aspect_id}-{one.variable_id or 0}"
        data |= {
            f"{name}-outcome": one.outcome,
            f"{name}-note": one.note,
            f"{name}-address": one.address,
            f"{name}-edition": one.edition,
        }
    return data | changes


def name_of(capture):
    return f"c{capture.aspect_id}-{capture.variable_id or 0}"


def every_address(evaluation):
    capture = evaluation.captures.first()
    return [
        at("list"),
        at("one", evaluation.pk),
        at("compare"),
        at("simulator", evaluation.pk),
        at("criterion", capture.pk),
        at("paper", evaluation.pk),
        at("table", evaluation.pk, "csv"),
        capture_page(evaluation),
    ]


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION])
def test_those_who_run_cimtra_see_every_screen(client, evaluation, role):
    client.force_login(employee_with_role(role))
    for address in [*every_address(evaluation), at("new"), at("edit", evaluation.pk)]:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, LIAISON])
def test_others_see_none(client, evaluation, role):
    client.force_login(employee_with_role(role))
    for address in [*every_address(evaluation), at("new"), at("edit", evaluation.pk)]:
        assert client.get(address).status_code in (302, 403), address


def test_an_own_score_is_always_labelled_as_an_estimate(client, ana, evaluation):
    for address in (*every_address(evaluation)[:4], capture_page(evaluation)):
        page = client.get(address, {"una": evaluation.pk, "otra": internal_round_again(evaluation).pk}).content.decode()
        assert "Estimación interna" in page, address
    assert "Estimación interna" in client.get(at("table", evaluation.pk, "csv")).content.decode()


def internal_round_again(evaluation):
    return Round.objects.filter(name="Otra").first() or internal_round(evaluation.instrument, name="Otra")


def test_a_published_score_is_not_called_an_estimate(client, ana, evaluation):
    published = official_round(evaluation.instrument, score="57.3", state_place=4, state_total=30)
    page = client.get(at("one", published.pk)).content.decode()
    assert "57.30" in page
    assert "Estimación interna" not in page
    assert "57.3" in client.get(at("list")).content.decode()


def test_a_self_assessment_is_made_with_all_its_criteria(client, ana, evaluation):
    data = {"kind": "internal", "instrument": evaluation.instrument_id, "name": "Nueva", "cutoff_on": "2026-06-30"}
    made_at = client.post(at("new"), data)
    made = Round.objects.get(name="Nueva")
    assert made_at.url == at("one", made.pk)
    assert made.captures.count() == 8
    assert made.made_by == ana
    again = client.post(at("new"), data)
    assert again.status_code == 422
    assert Round.objects.filter(name="Nueva").count() == 1


def test_a_self_assessment_with_a_published_score_is_refused(client, ana, evaluation):
    data = {"kind": "internal", "instrument": evaluation.instrument_id, "name": "Nueva", "cutoff_on": "2026-06-30"}
    assert client.post(at("new"), data | {"official_score": "50"}).status_code == 422
    assert not Round.objects.filter(name="Nueva").exists()


def test_an_edit_over_a_newer_one_shows_both(client, ana, evaluation):
    page = client.get(at("edit", evaluation.pk))
    seen = page.context["form"]["seen"].value()
    Round.objects.filter(pk=evaluation.pk).update(notes="De alguien más")
    data = {"name": evaluation.name, "cutoff_on": CUTOFF.isoformat(), "notes": "De Ana", "seen": seen}
    refused = client.post(at("edit", evaluation.pk), data)
    assert refused.status_code == 409
    assert "De alguien más" in refused.content.decode()
    assert "De Ana" in refused.content.decode()
    assert Round.objects.get(pk=evaluation.pk).notes == "De alguien más"
    decided = client.post(at("edit", evaluation.pk), data | {"seen": refused.context["form"]["seen"].value()})
    assert decided.status_code == 302
    assert Round.objects.get(pk=evaluation.pk).notes == "De Ana"


def test_published_results_are_typed_in(client, ana, evaluation):
    published = official_round(evaluation.instrument)
    one, two = Block.objects.order_by("number")
    aspect = evaluation.instrument.aspects.first()
    page = client.get(at("results", published.pk))
    data = dict.fromkeys(page.context["form"].fields, "")
    data |= {"seen": page.context["form"]["seen"].value(), f"block-{one.pk}": "71.5"}
    data |= {f"points-{aspect.pk}": "3", f"possible-{aspect.pk}": "4"}
    assert client.post(at("results", published.pk), data).status_code == 302
    assert published.block_scores.get().score == Decimal("71.5")
    assert published.aspect_scores.get().possible == 4
    newer = client.post(at("results", published.pk), data | {f"block-{two.pk}": "60"})
    assert newer.status_code == 409
    assert published.block_scores.count() == 1


def test_points_beyond_the_possible_are_told_beside_the_box(client, ana, evaluation):
    published = official_round(evaluation.instrument)
    aspect = evaluation.instrument.aspects.first()
    wrong = client.post(at("results", published.pk), {f"points-{aspect.pk}": "5", f"possible-{aspect.pk}": "4"})
    assert wrong.status_code == 422
    assert f"points-{aspect.pk}" in wrong.context["form"].errors


def test_a_page_saves_what_was_changed_and_nothing_else(client, ana, evaluation):
    second = evaluation.captures.all()[1]
    changes = {f"{name_of(second)}-outcome": "met", f"{name_of(second)}-note": "Ya está."}
    answer = client.post(capture_page(evaluation), sent(evaluation, **changes, jump=name_of(second)))
    assert answer.status_code == 302
    assert answer.url.endswith(f"#{name_of(second)}")
    assert list(CaptureEntry.objects.filter(written_by=ana).values_list("capture", flat=True)) == [second.pk]
    second.refresh_from_db()
    assert (second.outcome, second.note, second.edition, second.changed_by) == ("met", "Ya está.", 2, ana)


def test_who_was_second_sees_both_and_chooses(client, ana, evaluation):
    first = evaluation.captures.first()
    page = sent(evaluation, **{f"{name_of(first)}-outcome": "not_met", f"{name_of(first)}-note": "Lo mío"})
    luis = employee_with_role(TRANSPARENCY_UNIT)
    key = (first.aspect_id, first.variable_id)
    write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.MET, "Lo de Luis", edition=1))
    refused = client.post(capture_page(evaluation), page)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Lo mío" in shown
    assert "Lo de Luis" in shown
    assert CaptureEntry.objects.filter(overruled=True, note="Lo mío").exists()
    # Neither chosen: still asked. Theirs: nothing changes. Mine: it takes its place, and theirs stays in the history.
    page[f"{name_of(first)}-over"] = "2"
    assert client.post(capture_page(evaluation), page).status_code == 409
    left = page | {f"{name_of(first)}-decision": "theirs", f"{name_of(first)}-note": "Lo mío, corregido"}
    assert client.post(capture_page(evaluation), left).status_code == 302
    first.refresh_from_db()
    assert first.note == "Lo de Luis"
    assert CaptureEntry.objects.filter(overruled=True, note="Lo mío, corregido").exists()
    assert client.post(capture_page(evaluation), left | {f"{name_of(first)}-edition": "2"}).status_code == 302
    first.refresh_from_db()
    assert first.note == "Lo de Luis"
    assert client.post(capture_page(evaluation), page | {f"{name_of(first)}-decision": "mine"}).status_code == 302
    first.refresh_from_db()
    assert first.note == "Lo mío"
    assert {"Lo mío", "Lo de Luis"} < set(first.entries.values_list("note", flat=True))


def test_a_fault_in_one_criterion_keeps_no_other_from_being_saved(client, ana, evaluation):
    first, second, *rest = evaluation.captures.filter(aspect__block__number=1)
    changes = {
        f"{name_of(first)}-outcome": "not_applicable",
        f"{name_of(first)}-note": "",
        f"{name_of(second)}-outcome": "met",
        f"{name_of(second)}-address": "no es una dirección",
    }
    changes |= {f"{name_of(one)}-outcome": "met" for one in rest}
    answer = client.post(capture_page(evaluation), sent(evaluation, **changes))
    assert answer.status_code == 422
    assert len(answer.context["saved"].wrong) == 2
    assert "no es una dirección" in answer.content.decode()
    assert list(CaptureEntry.objects.filter(written_by=ana).values_list("capture", flat=True)) == [
        one.pk for one in rest
    ]


def test_the_page_that_saves_by_itself_is_told_how_it_went(client, ana, evaluation):
    first = evaluation.captures.first()
    name, address = name_of(first), at("autosave", evaluation.pk, first.aspect.block_id)
    mine = {f"{name}-outcome": "not_met", f"{name}-note": "Mía", f"{name}-address": "", f"{name}-edition": "1"}
    answer = client.post(address, mine).json()
    assert (answer["state"], answer["edition"]) == ("saved", 2)
    stale = client.post(address, mine | {f"{name}-note": "Vieja"})
    assert stale.status_code == 409
    assert stale.json()["state"] == "conflict"
    assert "Mía" in stale.json()["html"]
    wrong = client.post(address, mine | {f"{name}-outcome": "not_applicable", f"{name}-note": ""})
    assert (wrong.status_code, wrong.json()["state"]) == (422, "wrong")
    assert client.post(address, {}).json()["state"] == "refused"
    close_round(evaluation=evaluation, by=ana)
    assert client.post(address, mine | {f"{name}-edition": "2"}).json()["state"] == "refused"


def test_a_stale_page_that_saves_by_itself_does_not_take_the_others_words_away_later(client, ana, evaluation):
    first = evaluation.captures.first()
    name, key = name_of(first), (first.aspect_id, first.variable_id)
    page = sent(evaluation)
    own = {field: value for field, value in page.items() if field.startswith(f"{name}-")}
    luis = employee_with_role(TRANSPARENCY_UNIT)
    write_one(evaluation=evaluation, by=luis, writing=Writing(key, Outcome.NOT_MET, "De Luis", edition=1))
    # Nothing was changed on it, as when somebody only leaves the box.
    answer = client.post(at("autosave", evaluation.pk, first.aspect.block_id), own).json()
    assert (answer["state"], answer["edition"]) == ("saved", 1)
    client.post(capture_page(evaluation), page | {f"{name}-edition": answer["edition"]})
    first.refresh_from_db()
    assert first.note == "De Luis"


def test_a_closed_round_is_shown_and_not_written(client, ana, evaluation):
    close_round(evaluation=evaluation, by=ana)
    page = client.get(capture_page(evaluation))
    assert not page.context["may_write"]
    assert "data-criterion" not in page.content.decode()
    first = evaluation.captures.first()
    data = sent(evaluation, **{f"{name_of(first)}-outcome": "not_met", f"{name_of(first)}-note": "Tarde"})
    assert client.post(capture_page(evaluation), data).status_code == 409
    assert not CaptureEntry.objects.filter(note="Tarde").exists()


def test_a_round_is_closed_and_opened_again_with_a_reason(client, ana, evaluation):
    client.post(at("close", evaluation.pk))
    assert Round.objects.get().is_closed
    assert client.post(at("reopen", evaluation.pk), {"reason": ""}).status_code == 422
    client.post(at("reopen", evaluation.pk), {"reason": "Faltó un dato"})
    assert not Round.objects.get().is_closed
    assert "Faltó un dato" in client.get(at("one", evaluation.pk)).content.decode()


def test_an_empty_round_can_be_taken_away(client, ana):
    made = internal_round(instrument())
    assert client.post(at("discard", made.pk)).url == at("list")
    assert not Round.objects.exists()


def test_there_is_nothing_to_capture_in_what_was_published(client, ana, evaluation):
    published = official_round(evaluation.instrument, score=50)
    block = Block.objects.first()
    assert client.get(at("capture", published.pk, block.pk)).status_code == 404
    assert client.get(at("simulator", published.pk)).status_code == 404
    other = instrument(version="otra", is_current=False)
    strange = Block.objects.get(field__instrument=other, number=1)
    assert client.get(at("capture", evaluation.pk, strange.pk)).status_code == 404


def test_evidence_is_added_and_downloaded(client, ana, evaluation):
    capture = evaluation.captures.first()
    upload = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 acta")
    assert client.post(at("criterion", capture.pk), {"title": "Acta", "upload": upload}).status_code == 302
    kept = capture.evidence.get()
    answer = client.get(at("evidence", kept.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 acta"
    assert answer["Content-Disposition"].startswith("attachment")
    assert kept.sha256 in client.get(at("criterion", capture.pk)).content.decode()
    assert client.post(at("criterion", capture.pk), {"title": "Nada"}).status_code == 422
    bad = SimpleUploadedFile("malo.exe", b"MZ")
    assert client.post(at("criterion", capture.pk), {"upload": bad}).status_code == 422
    link = add_evidence(capture=capture, by=ana, title="Liga", address="https://ejemplo.mx/a")
    assert client.get(at("evidence", link.pk)).status_code == 404


def test_the_simulator_says_what_closing_would_add(client, ana, evaluation):
    aspect = evaluation.instrument.aspects.get(number=2)
    finding = Finding.objects.create(number=7, text="Falta publicar", aspect=aspect)
    Finding.objects.create(number=8, text="Ya se verificó", aspect=aspect, state="verified", verified_by=ana)
    page = client.get(at("simulator", evaluation.pk), {"obs": [finding.pk, "x"]})
    # 3 of 8 today, 5 of 8 afterwards.
    assert (page.context["before"].total, page.context["after"].total) == (Decimal("37.50"), Decimal("62.50"))
    assert "+25" in page.content.decode()
    assert "Ya se verificó" not in page.content.decode()


def test_different_versions_are_not_compared_and_it_is_said_why(client, ana, evaluation):
    other = internal_round(instrument(version="otra", is_current=False), name="De otra versión")
    page = client.get(at("compare"), {"una": evaluation.pk, "otra": other.pk})
    assert page.context["found"] is None
    assert "versiones distintas" in page.content.decode()


def test_the_report_is_a_tagged_pdf(client, ana, evaluation):
    answer = client.get(at("paper", evaluation.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content or b"/ObjStm" in answer.content


def test_a_file_of_the_aspects_says_whose_result_it_is(client, ana, evaluation):
    rows = client.get(at("table", evaluation.pk, "csv")).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + 4
    assert all("Estimación interna" in row for row in rows[1:])
    assert client.get(at("table", evaluation.pk, "xlsx")).content[:2] == b"PK"


def queries_of(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_costs_the_same_for_more_rounds(client, ana, evaluation):
    official_round(evaluation.instrument, score=40)
    client.get(at("list"))
    before = queries_of(client, at("list"))
    for number in range(4):
        internal_round(evaluation.instrument, name=f"Otra {number}")
        official_round(evaluation.instrument, score=50, name=f"Oficial {number}")
    assert queries_of(client, at("list")) == before <= 20


def test_the_capture_costs_the_same_for_more_criteria(client, ana):
    small, large = (
        internal_round(instrument(version=f"v{n}", blocks=1, aspects=n, is_current=n == 1), name=f"De {n}")
        for n in (1, 5)
    )
    first, second = (at("capture", one.pk, one.instrument.fields.get().blocks.get().pk) for one in (small, large))
    client.get(first)
    assert queries_of(client, first) == queries_of(client, second) <= 25
