"""What changed from one version to another."""

import pytest
from django.utils.translation import override

from certificates.models import SheetPicture, TemplateVersion
from certificates.sheets.comparing import compared, differences
from tests.certificates.sheets_factories import values


def told(**changes):
    with override("es-mx"):
        found = differences(TemplateVersion(**values()), TemplateVersion(**values(**changes)))
        return [(one.label, [(piece.state, piece.text) for piece in one.pieces]) for one in found]


def test_the_same_words_have_no_difference():
    assert told() == []


def test_a_text_is_compared_word_by_word():
    assert told(deed="por haber aprobado el curso «{curso}»{con_duracion}.") == [
        (
            "texto",
            [
                ("same", "por haber "),
                ("gone", "acreditado "),
                ("new", "aprobado "),
                ("same", "el curso «{curso}»{con_duracion}."),
            ],
        )
    ]


@pytest.mark.parametrize(
    ("changes", "label", "before", "after"),
    [
        ({"layout": "letter"}, "disposición", "Horizontal, como diploma", "Vertical, como oficio"),
        ({"shows": []}, "qué se muestra", "Las horas", "nada"),
        ({"posts": ["Síndico"]}, "quién firma", "quienes estén en funciones", "Síndico"),
        ({"has_crest": False}, "con el escudo", "sí", "no"),
        ({"primary_colour": "#14505c"}, "color principal", "el del municipio", "#14505c"),
        (
            {"background": SheetPicture(pk=7, width=2200, height=1700)},
            "fondo",
            "ninguno",
            "una imagen de 2200 × 1700 pixeles",
        ),
    ],
)
def test_other_values_are_told_in_words(changes, label, before, after):
    with override("es-mx"):
        assert told(**changes) == [(label, [("gone", before), ("new", after)])]


def test_the_pieces_put_together_are_both_texts_again():
    old, new = "uno dos  tres cuatro", "cero uno tres cinco cuatro seis"
    pieces = compared(old, new)
    assert "".join(piece.text for piece in pieces if piece.state != "new") == old
    assert "".join(piece.text for piece in pieces if piece.state != "gone") == new
