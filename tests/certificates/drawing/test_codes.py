import pytest

from certificates.drawing import DoesNotFit, render
from certificates.drawing.codes import printed_in_code, qr_code

from ..drawing_factories import ADDRESS, STATEMENT, sheet
from .reading import CASES, drawn, qr_on_paper


@pytest.mark.parametrize("case", CASES)
def test_the_code_is_read_from_paper_in_black_and_white_at_150_dpi(case, tmp_path):
    assert qr_on_paper(drawn(case), tmp_path) == printed_in_code(CASES[case])


def test_the_longest_statement_stands_behind_the_address(tmp_path):
    assert qr_on_paper(drawn("letter with much to say"), tmp_path) == f"{ADDRESS}#{STATEMENT}"


@pytest.mark.parametrize("resolution", [110, 200])
def test_without_a_statement_the_code_is_read_from_coarser_and_finer_scans(resolution, tmp_path):
    assert qr_on_paper(drawn("diploma"), tmp_path, resolution=resolution) == ADDRESS


def test_a_statement_that_no_scanner_could_read_is_refused():
    with pytest.raises(DoesNotFit, match="demasiado denso"):
        render(sheet(statement=STATEMENT * 2))


def test_the_code_of_the_same_document_is_the_same():
    assert qr_code(sheet()) == qr_code(sheet())
