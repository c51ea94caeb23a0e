"""Importing, copying and putting in force: what people edited stays, and nothing vanishes from under a record."""

import datetime as dt

import pytest

from cimtra.instrument.comparing import CREATED, DELETED, EDITED, HELD, KEPT, OWN, REMOVED, TAKEN, UPDATED, plan_of
from cimtra.instrument.exporting import content_of, yaml_of
from cimtra.instrument.reading import checked
from cimtra.instrument.versions import CannotChangeVersion, PlanIsOld, copy_version, import_version, put_in_force
from cimtra.loading import load_instrument
from cimtra.models import (
    Aspect,
    AspectRequirement,
    AspectResponsible,
    Block,
    Capture,
    Finding,
    Inapplicability,
    Instrument,
    Round,
    Variable,
)
from tests.factories import DepartmentFactory, TrainingRequirementFactory, UserFactory

from .instrument_factories import aspect_of, inapplicable, responsible, small_instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    """The small instrument as a file, imported once: so it counts as written by a file, not by hand."""
    typed = small_instrument(version="typed", is_current=False)
    content = content_of(typed)
    content["instrument"]["version"]["id"] = "mini-6"
    bring(content)
    return content


def bring(content, *, take=()):
    checked(content)
    return import_version(content=content, digest=plan_of(content).digest, take=take, by=UserFactory())


def mini():
    return Instrument.objects.get(version="mini-6")


def first(content):
    return content["blocks"][0]["aspects"][0]


def line(content, key):
    return next(one for one in plan_of(content).lines if one.key == key)


def test_what_was_imported_and_exported_again_changes_nothing(content):
    assert plan_of(content_of(mini())).is_empty
    assert not plan_of(content_of(mini())).of(KEPT)


def test_a_new_version_stands_beside_the_old_which_stays_in_force(content):
    put_in_force(instrument=mini(), by=UserFactory())
    content["instrument"]["version"]["id"] = "mini-7"
    made, receipt = bring(content)
    assert receipt.counts["created"] == receipt.changes
    assert not made.is_current
    assert mini().is_current
    assert made.aspects.count() == mini().aspects.count() == 6


def test_a_mended_file_changes_only_what_nobody_edited(content):
    Aspect.objects.filter(instrument=mini(), number=2).update(title="Dicho por la consultora")
    for aspect in content["blocks"][0]["aspects"]:
        aspect["title"] = f"Del archivo {aspect['number']}"
    plan = plan_of(content)
    assert [one.key for one in plan.of(UPDATED)] == ["aspect:1", "aspect:3"]
    assert [(one.key, one.why) for one in plan.of(KEPT)] == [("aspect:2", EDITED)]
    bring(content)
    titles = mini().aspects.filter(number__lte=3).order_by("number").values_list("title", flat=True)
    assert list(titles) == ["Del archivo 1", "Dicho por la consultora", "Del archivo 3"]


def test_whoever_imports_may_let_the_file_win(content):
    Aspect.objects.filter(instrument=mini(), number=2).update(title="Dicho por la consultora")
    content["blocks"][0]["aspects"][1]["title"] = "Del archivo"
    bring(content, take=["aspect:2"])
    assert aspect_of(mini(), 2).title == "Del archivo"


def test_a_variable_that_the_file_no_longer_has_goes_unless_something_hangs_on_it(content):
    gone, captured, found, noted = (f"variable:{number}:of-{number}.1" for number in (1, 2, 3, 4))
    rows = {number: Variable.objects.get(aspect__instrument=mini(), number=f"{number}.1") for number in (2, 3, 4)}
    a_round = Round.objects.create(name="Autoevaluación", instrument=mini(), cutoff_on=dt.date(2026, 1, 1))
    Capture.objects.create(round=a_round, aspect=rows[2].aspect, variable=rows[2])
    finding = Finding.objects.create(number=1, text="Falta publicar")
    finding.variables.add(rows[3])
    inapplicable(rows[4].aspect, variable=rows[4])
    for block in content["blocks"]:
        for aspect in block["aspects"]:
            aspect["subitems"] = [
                one for one in aspect["subitems"] if one["key"] not in ("of-1.1", "of-2.1", "of-3.1", "of-4.1")
            ]
    plan = plan_of(content)
    assert [one.key for one in plan.of(REMOVED)] == [gone]
    assert [(one.key, one.why) for one in plan.of(KEPT)] == [(key, HELD) for key in (captured, found, noted)]
    assert all(one.holders for one in plan.of(KEPT))
    bring(content)
    assert not Variable.objects.filter(aspect__instrument=mini(), number="1.1").exists()
    assert finding.variables.count() == 1


def test_what_hangs_on_a_row_keeps_it_even_if_whoever_imports_wants_it_gone(content):
    variable = Variable.objects.create(aspect=aspect_of(mini(), 1), title="Hecha a mano")
    a_round = Round.objects.create(name="Autoevaluación", instrument=mini(), cutoff_on=dt.date(2026, 1, 1))
    Capture.objects.create(round=a_round, aspect=variable.aspect, variable=variable)
    bring(content, take=[f"variable:1:{variable.key}"])
    assert Variable.objects.filter(pk=variable.pk).exists()


def test_what_people_added_stays_until_somebody_marks_it(content):
    variable = Variable.objects.create(aspect=aspect_of(mini(), 1), title="Hecha a mano")
    key = f"variable:1:{variable.key}"
    assert line(content, key).why == OWN
    bring(content)
    assert Variable.objects.filter(pk=variable.pk).exists()
    bring(content, take=[key])
    assert not Variable.objects.filter(pk=variable.pk).exists()


def test_what_people_deleted_comes_back_only_when_marked(content):
    Variable.objects.get(aspect__instrument=mini(), number="1.1").delete()
    assert line(content, "variable:1:of-1.1").why == DELETED
    bring(content)
    assert not Variable.objects.filter(aspect__instrument=mini(), number="1.1").exists()
    bring(content, take=["variable:1:of-1.1"])
    assert Variable.objects.filter(aspect__instrument=mini(), number="1.1").exists()


def test_an_aspect_and_a_block_go_with_all_they_have_and_stay_with_what_is_held(content):
    responsible(aspect_of(mini(), 5), DepartmentFactory())
    content["blocks"].pop()
    plan = plan_of(content)
    assert {one.key for one in plan.of(REMOVED) if one.kind == "aspect"} == {"aspect:4", "aspect:6"}
    assert {one.key for one in plan.of(KEPT)} == {"aspect:5", "block:bloque-2"}
    bring(content)
    assert list(mini().aspects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 5]


def test_an_aspect_may_change_its_block_and_blocks_their_numbers(content):
    moving = content["blocks"][0]["aspects"].pop()
    content["blocks"][1]["aspects"].append(moving)
    for block, number in zip(content["blocks"], (2, 1), strict=True):
        block["number"] = number
    bring(content)
    assert aspect_of(mini(), 3).block.code == "bloque-2"
    assert dict(Block.objects.filter(field__instrument=mini()).values_list("code", "number")) == {
        "bloque-1": 2,
        "bloque-2": 1,
    }


def test_two_variables_may_change_numbers_with_each_other(content):
    one, other = first(content)["subitems"]
    one["number"], other["number"] = "1.2", "1.1"
    bring(content)
    numbers = Variable.objects.filter(aspect=aspect_of(mini(), 1)).values_list("key", "number")
    assert dict(numbers) == {"of-1.1": "1.2", "propia-1": "1.1"}


def test_a_number_that_a_kept_row_has_is_not_given_twice(content):
    Variable.objects.filter(aspect__instrument=mini(), key="propia-1").update(number="1.9", title="Editada")
    first(content)["subitems"].append({"title": "Nueva", "number": "1.9", "inferred": True, "key": "nueva"})
    assert line(content, "variable:1:nueva").why == TAKEN
    bring(content)
    assert Variable.objects.filter(aspect__instrument=mini(), number="1.9").count() == 1


def test_a_variable_typed_here_is_the_one_of_the_file_with_its_number(content):
    typed = Variable.objects.create(aspect=aspect_of(mini(), 1), number="1.2", title="Tecleada aquí")
    first(content)["subitems"].append({"title": "Del archivo", "number": "1.2", "inferred": True})
    assert line(content, f"variable:1:{typed.key}").why == EDITED
    bring(content, take=[f"variable:1:{typed.key}"])
    typed.refresh_from_db()
    assert typed.title == "Del archivo"


def test_a_plan_that_is_no_longer_true_writes_nothing(content):
    first(content)["title"] = "Del archivo"
    digest = plan_of(content).digest
    Aspect.objects.filter(instrument=mini(), number=1).update(title="Editado mientras tanto")
    with pytest.raises(PlanIsOld):
        import_version(content=content, digest=digest, take=(), by=UserFactory())
    assert aspect_of(mini(), 1).title == "Editado mientras tanto"


def test_the_packaged_file_takes_an_import_for_an_edit(loaded):
    """The program's own update never undoes what the consultancy imported."""
    content = content_of(Instrument.objects.get(version="cm-45"))
    first(content)["title"] = "Importado por la consultora"
    removed = first(content)["subitems"].pop()
    bring(content)
    receipt = load_instrument()
    assert receipt.changes == 0
    assert Aspect.objects.get(number=1).title == "Importado por la consultora"
    assert not Variable.objects.filter(aspect__number=1, key=removed["key"]).exists()


def test_planning_and_writing_cost_the_same_for_more_aspects(django_assert_max_num_queries):
    for blocks in (1, 3):
        content = content_of(small_instrument(version=f"source-{blocks}", is_current=False, blocks=blocks))
        content["instrument"]["version"]["id"] = f"made-{blocks}"
        with django_assert_max_num_queries(45):
            bring(content)
        for block in content["blocks"]:
            block["aspects"] = [one | {"title": f"{one['title']} (bis)"} for one in block["aspects"][1:]]
        # Whether something hangs on what would go is asked of every kind of thing, not of every row.
        with django_assert_max_num_queries(150):
            bring(content)


def test_only_one_version_is_in_force_and_the_former_one_stays(content):
    first_one = mini()
    content["instrument"]["version"]["id"] = "mini-7"
    second, _receipt = bring(content)
    for chosen in (second, second, first_one):
        put_in_force(instrument=chosen, by=UserFactory())
        assert Instrument.objects.get(code="mini", is_current=True) == chosen


def test_a_copy_has_everything_and_is_edited_without_touching_its_source(content):
    source = mini()
    requirement = TrainingRequirementFactory()
    AspectRequirement.objects.create(aspect=aspect_of(source, 1), requirement=requirement, note="Ayuda")
    department = DepartmentFactory()
    responsible(aspect_of(source, 1), department)
    responsible(aspect_of(source, 2), department, ends_on=dt.date(2020, 1, 1))
    inapplicable(aspect_of(source, 3), variable=aspect_of(source, 3).variables.first())
    made = copy_version(source=source, version="mini-7", label="La que sigue", with_people=True, by=UserFactory())
    assert (made.label, made.is_current) == ("La que sigue", False)
    theirs, ours = content_of(source), content_of(made)
    assert yaml_of({"blocks": theirs["blocks"]}) == yaml_of({"blocks": ours["blocks"]})
    assert aspect_of(made, 1).requirement_links.get().requirement == requirement
    assert AspectResponsible.objects.filter(aspect__instrument=made).count() == 1
    note = Inapplicability.objects.get(aspect__instrument=made)
    assert note.variable.aspect.instrument == made
    Aspect.objects.filter(instrument=made, number=1).update(title="Otro")
    assert aspect_of(source, 1).title != "Otro"


def test_a_copy_without_people_has_none_and_a_taken_code_is_refused(content):
    source = mini()
    responsible(aspect_of(source, 1), DepartmentFactory())
    made = copy_version(source=source, version="mini-7", label="Sin nadie", with_people=False, by=UserFactory())
    assert not AspectResponsible.objects.filter(aspect__instrument=made).exists()
    with pytest.raises(CannotChangeVersion):
        copy_version(source=source, version="mini-7", label="Otra", with_people=False, by=UserFactory())


def test_what_was_changed_is_counted(content):
    assert plan_of(content).counts[CREATED] == 0
    first(content)["legal_refs"].append({"ref": "Ley nueva, art. 2"})
    _instrument, receipt = bring(content)
    assert (receipt.counts[CREATED], receipt.counts[UPDATED]) == (1, 0)
