import json
from io import BytesIO

import pikepdf

from certificates.drawing import manifest, render

from ..drawing_factories import sheet
from .reading import drawn

FACTS = {"person": {"name": "María Ñúñez Güemes"}, "attempts": [7, 9], "folio": "TUX-CAP-2026-000001"}


def test_the_evidence_is_attached_as_data_of_the_sheet_once():
    written = manifest.written(FACTS)
    with pikepdf.open(BytesIO(render(sheet(manifest=written)))) as opened:
        assert list(opened.attachments) == ["constancia.json"]
        file = opened.attachments["constancia.json"].get_file()
        assert file.read_bytes() == written
        assert file.mime_type == "application/json"
        assert len(opened.Root.AF) == 1
        assert str(opened.Root.AF[0].AFRelationship) == "/Data"
        assert str(opened.Root.AF[0].Desc) == "Los datos en que se apoya esta constancia"
    assert json.loads(written) == FACTS


def test_a_document_without_evidence_carries_no_file():
    with pikepdf.open(BytesIO(drawn("diploma with little to say"))) as opened:
        assert list(opened.attachments) == []
        assert "/AF" not in opened.Root


def test_the_same_facts_give_the_same_bytes_in_whatever_order_they_come():
    assert manifest.written(FACTS) == manifest.written(dict(reversed(FACTS.items())))
