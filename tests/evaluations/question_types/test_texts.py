import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.question_types.texts import comparable, count_words, example, in_plain_words, matches, typed_text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("máxima publicidad", "Maxima  PUBLICIDAD"),
        ("acceso", "  acceso "),
        ("acceso", "áccesó"),
        ("dieciséis", "dieciséis"),
        ("straße", "STRASSE"),
        ("ﬁn", "fin"),
        ("acces*", "accesos"),
        ("acces*", "acces"),
        ("*publicidad", "máxima publicidad"),
        ("*a*b*", "xxaxxbxx"),
        ("a*a", "aa"),
        ("2 \\* 3", "2 * 3"),
        ("*", "lo que sea"),
        ("artículo *, fracción *", "Artículo 6, fracción IV"),
    ],
)
def test_it_is_the_accepted_answer(pattern, text):
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("acceso", "accesos"),
        ("año", "ano"),
        ("AÑO", "ano"),
        ("acces*", "el acceso"),
        ("a*a", "a"),
        ("ab*bc", "abc"),
        ("*a*b*", "b a"),
        ("2 \\* 3", "2 por 3"),
        ("\\*", "cualquiera"),
        ("a.c", "abc"),
        ("[ab]", "a"),
    ],
)
def test_it_is_not_the_accepted_answer(pattern, text):
    assert not matches(pattern, text)


def test_case_and_accents_count_where_the_author_says_so():
    assert not matches("Acceso", "acceso", case_matters=True)
    assert matches("Acceso", "Acceso", case_matters=True)
    assert not matches("público", "publico", accents_matter=True)
    assert matches("público", "PU\u0301BLICO", accents_matter=True)


@given(st.text(max_size=40), st.text(alphabet="abcáñ 1", max_size=20))
def test_a_text_without_stars_matches_itself_and_stars_match_what_is_around(text, other):
    text = typed_text(text)
    assert matches(text.replace("*", "\\*"), text)
    assert matches("*", text)
    assert matches(f"*{other.strip()}*", f"x {other} y")
    assert comparable(comparable(text)) == comparable(text)


def test_hostile_patterns_and_texts_cost_no_time():
    start = time.perf_counter()
    for pattern in ("*a" * 250, "a*" * 249 + "b", "*".join(["ab" * 10] * 24)):
        matches(pattern, "a" * 500)
        matches(pattern, "ab" * 250)
    assert time.perf_counter() - start < 0.5


def test_what_cannot_be_stored_or_seen_is_left_out_of_what_was_typed():
    assert typed_text("a\0b\ud800c\x1b\r\nd\re\ue000\t") == "abc\nd\ne\t"


def test_a_pattern_is_told_in_plain_words_and_has_an_example():
    assert in_plain_words("acces*, 2 \\* 3") == "acces…, 2 * 3"
    assert example("acces*") == "acces"
    assert example("*") == "x"
    assert matches("\\*", example("\\*"))


def test_words_are_counted_between_spaces():
    assert count_words("") == 0
    assert count_words(" El artículo 6o., apartado A.\n\nFin ") == 6
