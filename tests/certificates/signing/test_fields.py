from types import SimpleNamespace

import pytest

from certificates.signing.fields import NoPlace, add_field


def laid_out(**anchors):
    return SimpleNamespace(pages=[SimpleNamespace(anchors=anchors, height=1056)])


def test_a_sheet_without_the_element_is_told():
    with pytest.raises(NoPlace, match="firma"):
        add_field(laid_out(), None, anchor="firma", tooltip="Firma")


@pytest.mark.parametrize("box", [(0, 0, 300, 10), (0, 0, 50, 100)])
def test_a_place_where_nothing_could_be_read_is_told(box):
    with pytest.raises(NoPlace, match="too small"):
        add_field(laid_out(firma=box), None, anchor="firma", tooltip="Firma")
