import io

import openpyxl
import pytest

from cimtra.instrument.exporting import content_of, yaml_of
from cimtra.instrument.reading import InstrumentFileError, checked, content_of_yaml
from cimtra.instrument.sheet_layout import ASPECTS, BLOCKS, COLUMNS, VARIABLES, VERSION_SHEET
from cimtra.instrument.sheets import content_of_workbook, workbook_of
from cimtra.models import Aspect, Instrument, LegalReference, Variable

from .instrument_factories import small_instrument

pytestmark = pytest.mark.django_db


def again(content):
    return content_of_workbook(workbook_of(content), name="version.xlsx")


@pytest.fixture
def small():
    instrument = small_instrument()
    aspect = instrument.aspects.get(number=1)
    Aspect.objects.filter(pk=aspect.pk).update(
        notes="Un párrafo.\n\nOtro, con «comillas».",
        responsible_areas="Tesorería\nObras Públicas",
        evidence_kinds=["listado", "padron_beneficiarios"],
        points="2.5",
        areas_inferred=False,
        open_format=True,
    )
    LegalReference.objects.create(aspect=aspect, text="Ley de prueba, art. 1", source="https://ejemplo.gob.mx/ley")
    Variable.objects.create(aspect=aspect, number="1.10", title="=SUMA(A1) se publica como texto", sort_order=2)
    return instrument


def changed(data, *, sheet, cell, value):
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[sheet][cell] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_version_written_to_a_workbook_and_read_again_says_the_same(small):
    content = content_of(small)
    once = again(content)
    assert again(once) == once
    aspect = once["blocks"][0]["aspects"][0]
    assert aspect["responsible_areas_hint"] == ["Tesorería", "Obras Públicas"]
    assert aspect["evidence_kinds"] == ["listado", "padron_beneficiarios"]
    assert (aspect["points"], aspect["open_format"], aspect["areas_inferred"]) == (2.5, True, False)
    assert [one["number"] for one in aspect["subitems"] if "number" in one] == ["1.1", "1.10"]
    assert aspect["legal_refs"][0]["ref"] == "Ley de prueba, art. 1"


def test_a_version_written_to_yaml_and_read_again_is_the_same_file(small):
    written = yaml_of(content_of(small))
    assert yaml_of(content_of_yaml(written, name="x.yaml")) == written


def test_the_packaged_version_survives_both_kinds_of_file(loaded):
    content = content_of(Instrument.objects.get())
    assert content_of_yaml(yaml_of(content), name="x.yaml") == content
    book = again(content)
    assert again(book) == book
    assert [len(block["aspects"]) for block in book["blocks"]] == [7, 5, 4, 10, 2, 7, 2, 4, 4]
    assert book["instrument"]["pass_mark"] == content["instrument"]["pass_mark"]


def test_exporting_costs_the_same_for_more_aspects(django_assert_num_queries):
    for blocks in (1, 3):
        instrument = small_instrument(version=f"mini-{blocks}", is_current=False, blocks=blocks)
        with django_assert_num_queries(5):
            content_of(instrument)


def test_a_formula_is_written_as_text_and_one_that_was_typed_is_told(small):
    data = workbook_of(content_of(small))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[VARIABLES]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    with pytest.raises(InstrumentFileError, match="fórmula"):
        content_of_workbook(changed(data, sheet=VARIABLES, cell="D2", value="=1+1"), name="x.xlsx")


def test_the_template_has_every_column_and_no_version_in_it():
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(None)))
    assert [*COLUMNS] == book.sheetnames[1:-1]
    for name, columns in COLUMNS.items():
        assert [cell.value for cell in book[name][1]] == [column.heading for column in columns]
    with pytest.raises(InstrumentFileError):
        content_of_workbook(workbook_of(None), name="plantilla.xlsx")


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        (ASPECTS, "E2", "de vez en cuando", "trimestral"),
        (ASPECTS, "H2", "quizá", "sí"),
        (ASPECTS, "K2", "mucho", "Puntos"),
        (ASPECTS, "K2", 900, "Puntos|puntos"),
        (ASPECTS, "B2", "bloque-99", "bloque-99"),
        (ASPECTS, "A3", 1, "2"),
        (VARIABLES, "A2", 77, "77"),
        (VARIABLES, "G2", "", "fuente"),
        (VARIABLES, "D2", "x" * 401, "401"),
        (BLOCKS, "E2", "otro", "campo"),
        (VERSION_SHEET, "B3", "", "version|versión|id"),
        (VERSION_SHEET, "B19", "{mal", "Datos"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(small, sheet, cell, value, told):
    data = changed(workbook_of(content_of(small)), sheet=sheet, cell=cell, value=value)
    with pytest.raises(InstrumentFileError, match=told):
        content_of_workbook(data, name="x.xlsx")


def test_a_column_that_is_missing_is_named(small):
    data = changed(workbook_of(content_of(small)), sheet=VARIABLES, cell="D1", value="Otra cosa")
    with pytest.raises(InstrumentFileError, match="Qué se revisa"):
        content_of_workbook(data, name="x.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x",
        "[" * 3000,
        "instrument: 3\nfields: []\nblocks: []",
        "instrument: {version: {}}\nfields: 1\nblocks: [1]",
        "instrument: {version: {id: x}, code: y}\nfields: []\nblocks: [{aspects: {a: 1}}]",
        "- just\n- a list",
        "\x00",
    ],
)
def test_a_hostile_or_shapeless_file_is_told_in_a_sentence(text):
    with pytest.raises(InstrumentFileError):
        content_of_yaml(text.encode(), name="x.yaml")
    with pytest.raises(InstrumentFileError):
        content_of_workbook(text.encode(), name="x.xlsx")


def test_any_broken_part_of_a_version_is_told_and_never_an_accident(small):
    """Each value in turn becomes something else: either it is still a version or the problems are told."""
    told = []
    content = content_of(small)
    for holder, name in _places(content):
        kept = holder[name]
        for wrong in (None, 7, "x", [], {}, [1], {"a": 1}):
            holder[name] = wrong
            try:
                checked(content)
            except InstrumentFileError as error:
                told.append(error)
        holder[name] = kept
    assert len(told) > 100
    assert all(error.problems for error in told)


def _places(content):
    block = content["blocks"][0]
    aspect = block["aspects"][0]
    rows = [content, content["instrument"], content["instrument"]["version"], content["fields"][0], block]
    rows += [aspect, aspect["update_frequency"], aspect["subitems"][0], aspect["legal_refs"][0]]
    return [(row, name) for row in rows for name in row]
