"""What drawing and signing have to keep together: a signed sheet is still PDF/A-3a and PDF/UA-1, and nothing moved."""

import datetime as dt
import json
from io import BytesIO

import pikepdf
import pytest

from certificates.drawing import render
from certificates.drawing.codes import printed_in_code
from certificates.drawing.finishing import SIGNATURE_SIZE
from certificates.signing import seal
from certificates.signing.files import sign
from certificates.signing.validating import examine

from ..drawing_factories import STATEMENT, form, sheet
from .reading import FULL, faults, qr_on_paper, run, structure_of, text_of

AT = dt.datetime.now(dt.UTC).replace(microsecond=0)
SHEETS = {
    "diploma": sheet(signature_field=True, statement=STATEMENT, issued_at=AT),
    "letter": sheet(signature_field=True, layout="letter", **FULL),
    "form": form(signature_field=True, note="Nota al pie."),
}


@pytest.fixture(scope="module")
def drawn():
    return {layout: render(document) for layout, document in SHEETS.items()}


@pytest.fixture
def signed(drawn, db, settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    seal.create()
    return {layout: sign(data, at=AT).data for layout, data in drawn.items()}


def field_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        [field] = opened.Root.AcroForm.Fields
        assert len(opened.Root.AcroForm.Fields) == 1
        return str(field.T), str(field.TU), [float(edge) for edge in field.Rect]


@pytest.mark.parametrize("layout", SHEETS)
def test_a_sheet_is_born_with_an_empty_tagged_field_and_keeps_both_standards(layout, drawn):
    assert faults(drawn[layout]) == []
    name, spoken, (left, bottom, right, top) = field_of(drawn[layout])
    assert (name, spoken) == ("Firma", "Firma electrónica de esta constancia")
    assert (round(right - left), round(top - bottom)) == SIGNATURE_SIZE
    assert bottom > 20


def test_a_signed_sheet_keeps_both_standards_its_words_its_code_and_its_evidence(signed, drawn, tmp_path):
    for layout, document in SHEETS.items():
        pdf = signed[layout]
        assert faults(pdf) == [], layout
        assert text_of(pdf) == text_of(drawn[layout])
        path = tmp_path / f"{layout}.pdf"
        path.write_bytes(pdf)
        run("qpdf", "--check", str(path))
        with pikepdf.open(path) as opened:
            facts = json.loads(opened.attachments["constancia.json"].get_file().read_bytes())
            assert facts["folio"] == document.folio
    assert structure_of(signed["form"], tmp_path) == structure_of(drawn["form"], tmp_path)
    assert qr_on_paper(signed["diploma"], tmp_path) == printed_in_code(SHEETS["diploma"])


def test_the_signature_covers_the_whole_file_by_our_and_by_popplers_account(signed, tmp_path):
    for layout, pdf in signed.items():
        found = examine(pdf)
        assert (found.is_signed, found.is_intact, found.is_whole, found.is_ours) == (True, True, True, True), layout
        path = tmp_path / f"{layout}.pdf"
        path.write_bytes(pdf)
        said = run("pdfsig", "-nocert", str(path)).decode()
        assert "Signature is Valid" in said
        assert "Total document signed" in said


def test_the_signature_is_seen_in_its_place_and_covers_no_text(signed, drawn, tmp_path):
    for layout, pdf in signed.items():
        _name, _spoken, (left, bottom, right, top) = field_of(pdf)
        with pikepdf.open(BytesIO(pdf)) as opened:
            height = float(opened.pages[0].mediabox[3])
        box = ["-x", left, "-y", height - top, "-W", right - left, "-H", top - bottom]
        words = [str(round(edge)) if isinstance(edge, float) else edge for edge in box]
        assert text_of(drawn[layout], *words, "-r", "72") == "", layout
        assert ink(drawn[layout], words, tmp_path) == 0
        assert ink(pdf, words, tmp_path) > 200


def ink(pdf, box, tmp_path):
    """Dark dots within `box` of the page at 72 dpi."""
    run("pdftoppm", "-gray", "-r", "72", *box, "-singlefile", "-", str(tmp_path / "box"), data=pdf)
    return sum(dot < 128 for dot in (tmp_path / "box.pgm").read_bytes()[-int(box[5]) * int(box[7]) :])
