import pytest

from people.curp import check_digit, is_curp

# Invented people; the last digit is computed.
LAYOUTS = ["BOXW310820HNERXN0", "LOOA531113HTCPBN0", "AABF050831MJCLRCA", "LOOA531113XTCPBN0"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_well_formed_curp_passes_with_its_own_digit_only(layout):
    right = check_digit(layout)
    assert is_curp(f"{layout}{right}")
    assert not any(is_curp(f"{layout}{digit}") for digit in range(10) if digit != right)


@pytest.mark.parametrize(
    "value", ["", "BOXW310820HNERXN0", "BOXW311320HNERXN09", "BOXW310820HZZRXN09", "boxw310820hnerxn09", "Ñ" * 18]
)
def test_what_is_no_curp_is_refused(value):
    assert not is_curp(value)
