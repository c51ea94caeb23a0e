import copy

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from cimtra.loading import DEFAULT_FILE, InstrumentFileError, load_instrument
from cimtra.models import Aspect, Block, Instrument, LegalReference, Origin, Variable

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    return yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "instrument.yaml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return path

    return write


def snapshot():
    return [
        list(model.objects.order_by("pk").values()) for model in (Instrument, Block, Aspect, Variable, LegalReference)
    ]


def test_the_instrument_has_three_fields_nine_blocks_and_forty_five_aspects():
    load_instrument()
    instrument = Instrument.objects.get(is_current=True)
    assert instrument.version == "cm-45"
    assert not instrument.points_known
    assert instrument.fields.count() == 3
    assert Block.objects.filter(field__instrument=instrument).count() == 9
    numbers = list(instrument.aspects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 46))


def test_each_block_has_the_aspects_of_its_range(content):
    load_instrument()
    for block in content["blocks"]:
        first, last = block["aspect_range"]
        numbers = Aspect.objects.filter(block__code=block["code"]).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(first, last + 1))


def test_what_is_inferred_in_the_file_is_never_official(content):
    load_instrument()
    stated = {s["title"] for b in content["blocks"] for a in b["aspects"] for s in a["subitems"] if not s["inferred"]}
    suggested = {c["text"] for b in content["blocks"] for a in b["aspects"] for c in a["suggested_checks"]}
    assert set(Variable.objects.filter(origin=Origin.OFFICIAL).values_list("title", flat=True)) == stated
    assert set(Variable.objects.filter(origin=Origin.PROPOSAL).values_list("title", flat=True)) == suggested
    assert not Variable.objects.filter(origin=Origin.OFFICIAL, source="").exists()


def test_the_database_refuses_an_official_variable_without_source():
    load_instrument()
    with pytest.raises(IntegrityError), transaction.atomic():
        Variable.objects.filter(origin=Origin.PROPOSAL).update(origin=Origin.OFFICIAL, source="")


def test_loading_twice_changes_nothing():
    load_instrument()
    before = snapshot()
    receipt = load_instrument()
    assert receipt.changes == 0
    assert receipt.kept == []
    assert snapshot() == before


def test_an_edited_aspect_stays_as_edited(content, write):
    load_instrument()
    Aspect.objects.filter(number=5).update(title="Asesorías, dicho por la consultora")
    content["blocks"][0]["aspects"][4]["title"] = "Otro título del archivo"
    receipt = load_instrument(write(content))
    assert Aspect.objects.get(number=5).title == "Asesorías, dicho por la consultora"
    assert "aspect:5" in receipt.kept


def test_an_untouched_aspect_follows_the_file(content, write):
    load_instrument()
    content["blocks"][0]["aspects"][4]["title"] = "Otro título del archivo"
    receipt = load_instrument(write(content))
    assert Aspect.objects.get(number=5).title == "Otro título del archivo"
    assert receipt.counts["updated"] == 1


def test_a_deleted_variable_does_not_come_back():
    load_instrument()
    gone = Variable.objects.get(number="1.4")
    gone.delete()
    receipt = load_instrument()
    assert not Variable.objects.filter(number="1.4").exists()
    assert receipt.changes == 0


def test_a_variable_added_by_the_consultant_survives():
    load_instrument()
    aspect = Aspect.objects.get(number=1)
    Variable.objects.create(aspect=aspect, title="Una comprobación propia")
    load_instrument()
    assert aspect.variables.filter(title="Una comprobación propia", origin=Origin.PROPOSAL).exists()


def test_a_variable_that_the_file_no_longer_has_goes_unless_somebody_edited_it(content, write, capsys):
    load_instrument()
    Variable.objects.filter(number="1.3").update(title="Dicho por la consultora")
    aspect = content["blocks"][0]["aspects"][0]
    aspect["subitems"] = [item for item in aspect["subitems"] if item["number"] not in ("1.3", "1.4")]
    call_command("load_instrument", str(write(content)))
    assert "1 fila" in capsys.readouterr().out
    assert set(Variable.objects.filter(aspect__number=1).exclude(number="").values_list("number", flat=True)) == {
        "1.1",
        "1.2",
        "1.3",
    }


def test_a_second_version_does_not_take_the_place_of_the_one_in_force(content, write):
    load_instrument()
    content["instrument"]["version"]["id"] = "cm-46"
    load_instrument(write(content))
    assert Instrument.objects.count() == 2
    assert Instrument.objects.get(is_current=True).version == "cm-45"
    assert Aspect.objects.count() == 90


def break_it(content, how):
    broken = copy.deepcopy(content)
    aspect = broken["blocks"][0]["aspects"][0]
    if how == "twice":
        broken["blocks"][1]["aspects"][0]["number"] = 1
    elif how == "frequency":
        aspect["update_frequency"]["value"] = "de vez en cuando"
    elif how == "evidence":
        aspect["evidence_kinds"] = ["rumor"]
    elif how == "source":
        aspect["subitems"][0].pop("source")
    elif how == "count":
        broken["blocks"][0]["aspects"].pop()
    elif how == "field":
        broken["blocks"][0]["field"] = "otro"
    elif how == "title":
        aspect["title"] = ""
    elif how == "parts":
        del broken["blocks"]
    return broken


@pytest.mark.parametrize("how", ["twice", "frequency", "evidence", "source", "count", "field", "title", "parts"])
def test_a_broken_file_changes_nothing(content, write, how):
    with pytest.raises(InstrumentFileError):
        load_instrument(write(break_it(content, how)))
    assert not Instrument.objects.exists()


def test_a_file_that_is_no_yaml_or_is_missing_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: [", encoding="utf-8")
    for wrong in (path, tmp_path / "none.yaml"):
        with pytest.raises(CommandError, match=wrong.name):
            call_command("load_instrument", str(wrong))


def test_the_command_says_what_it_did(capsys):
    call_command("load_instrument")
    assert "268" in capsys.readouterr().out
