import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.roster.names import (
    JOINERS,
    PARTICLES,
    Name,
    is_name,
    key_of,
    proper,
    split_full,
    split_surnames,
    surnames_come_first,
)
from people.roster.words import fold

# Particles are told without their accents: «vón» is one, too.
WORDS = st.text("abcdefghijklmnñopqrstuvwxyzáéíóú", min_size=3, max_size=9).filter(
    lambda word: fold(word) not in PARTICLES | JOINERS
)


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("QUINTERO IBARROLA", ("QUINTERO", "IBARROLA")),
        ("GARCÍA DE LA TORRE", ("GARCÍA", "DE LA TORRE")),
        ("DE LA TORRE GARCÍA", ("DE LA TORRE", "GARCÍA")),
        ("DEL RÍO DE LA CRUZ", ("DEL RÍO", "DE LA CRUZ")),
        ("MONTES DE OCA PÉREZ", ("MONTES DE OCA", "PÉREZ")),
        ("SAN MARTÍN LÓPEZ", ("SAN MARTÍN", "LÓPEZ")),
        ("ORTEGA Y GASSET RUIZ", ("ORTEGA Y GASSET", "RUIZ")),
        ("MONJARAZ", ("MONJARAZ", "")),
        ("DE LA O", ("DE LA O", "")),
    ],
)
def test_particles_stay_with_their_surname(text, surnames):
    assert split_surnames(text) == surnames


@pytest.mark.parametrize(
    ("text", "surnames_first", "name"),
    [
        ("LÓPEZ RUIZ, MARÍA DEL CARMEN", True, Name("MARÍA DEL CARMEN", "LÓPEZ", "RUIZ")),
        ("LÓPEZ RUIZ, MARÍA DEL CARMEN", False, Name("MARÍA DEL CARMEN", "LÓPEZ", "RUIZ")),
        ("LÓPEZ RUIZ MARÍA DEL CARMEN", True, Name("MARÍA DEL CARMEN", "LÓPEZ", "RUIZ")),
        ("María del Carmen López Ruiz", False, Name("María del Carmen", "López", "Ruiz")),
        ("Ana López", False, Name("Ana", "López", "")),
        ("López Ana", True, Name("Ana", "López", "")),
        ("Ana", True, None),
        ("López,", True, None),
    ],
)
def test_a_comma_or_the_order_of_the_column_tells_the_parts(text, surnames_first, name):
    assert split_full(text, surnames_first=surnames_first) == name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("MARÍA DE LA LUZ", "María de la Luz"),
        ("DE LA TORRE", "de la Torre"),
        ("O'FARRIL GARCÍA-ROBLES", "O'Farril García-Robles"),
        ("ÑUÑO", "Ñuño"),
        ("josé ángel", "José Ángel"),
        ("McAllister", "McAllister"),
        ("Ma. Guadalupe", "Ma. Guadalupe"),
        ("MA. GUADALUPE", "Ma. Guadalupe"),
    ],
)
def test_only_names_all_in_capitals_or_all_small_are_rewritten(text, written):
    assert proper(text) == written


@given(st.permutations(["María", "del", "Carmen", "Núñez", "Güemes"]))
def test_order_accents_and_capitals_make_no_other_person(words):
    assert key_of(" ".join(words).upper()) == key_of("maria carmen NUNEZ guemes")


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS, WORDS)
def test_a_name_with_a_comma_is_split_and_put_together_again(given_names, first, second):
    name = split_full(f"{first} {second}, {' '.join(given_names)}", surnames_first=True)
    assert name == Name(" ".join(given_names), first, second)
    assert key_of(*name) == key_of(f"{' '.join(given_names)} {first} {second}")


def test_the_side_of_usual_given_names_tells_the_order_of_a_column():
    assert surnames_come_first(["LOPEZ RUIZ JUAN", "SOTO VEGA MARIA"])
    assert not surnames_come_first(["JUAN LOPEZ RUIZ", "MARIA SOTO VEGA"])


@pytest.mark.parametrize("text", ["<b>Ana</b>", "Ana1", "Ana; López", "😀", "...", "=Ana", "Ana_López"])
def test_what_is_no_name_is_told(text):
    assert not is_name(text)


@pytest.mark.parametrize("text", ["Ana", "Mª José", "D’Artagnan", "Núñez-Güemes", "Łukasz"])
def test_letters_of_any_alphabet_are_a_name(text):
    assert is_name(text)
