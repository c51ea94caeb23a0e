from hashlib import sha256

import pytest
from weasyprint.urls import FatalURLFetchingError

from certificates.drawing import RenderingFailed, layouts, render

from ..drawing_factories import GROUND_NAME, STATEMENT, sheet
from .reading import drawn, text_of


def test_the_same_document_gives_the_same_bytes():
    asked = sheet(statement=STATEMENT, background=GROUND_NAME)
    assert sha256(render(asked)).digest() == sha256(render(asked)).digest()


def test_the_sheet_speaks_spanish():
    said = text_of(drawn("diploma"))
    assert "Requisito de capacitación que acredita" in said
    assert "Fundamento: LGTAIP 2025, art. 20, fracción III" in said
    assert "Aspectos CIMTRA relacionados: 1 a 3 y 9" in said
    assert "El código QR también se puede comprobar sin conexión." in text_of(drawn("diploma with much to say"))
    for english in ("Certificate", "Valid until", "Training", "hours", "March"):
        assert english not in said


def test_a_fetcher_that_fails_for_good_does_not_take_the_worker_down(monkeypatch):
    def fail(*args):
        raise FatalURLFetchingError("no")

    monkeypatch.setattr(layouts, "at_density", fail)
    with pytest.raises(RenderingFailed, match="TUX-CAP-2026-000001"):
        render(sheet())
