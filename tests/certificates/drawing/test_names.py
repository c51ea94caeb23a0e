import pytest

from certificates.drawing.names import name_lines

from ..drawing_factories import LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("María Guadalupe Núñez Güemes", ["María Guadalupe Núñez Güemes"]),
        ("Ana", ["Ana"]),
        (
            "María del Refugio Guadalupe Concepción Hernández de la Torre Villaseñor",
            ["María del Refugio Guadalupe Concepción", "Hernández de la Torre Villaseñor"],
        ),
        (LONGEST_NAME, ["José de Jesús Maximiliano Francisco", "Ñúñez-Etcheverría y Gutiérrez de Velasco Übelhör"]),
        ("A" * 60, ["A" * 60]),
    ],
)
def test_a_long_name_breaks_at_a_natural_place(name, lines):
    assert name_lines(name) == lines
