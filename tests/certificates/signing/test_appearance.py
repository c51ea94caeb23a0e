import re

from certificates.signing import appearance


def drawn(*texts, width=200, height=44):
    return appearance.draw([(text, False) for text in texts], width=width, height=height)


def sizes(commands):
    return {float(found) for found in re.findall(rb"q ([0-9.]+) 0 0 [0-9.]+ ", commands)}


def lines(commands):
    return len(re.findall(rb"^q [0-9.]+ 0 0", commands, re.MULTILINE))


def test_short_lines_are_as_large_as_may_be():
    assert sizes(drawn("Sello", "Municipio", "hoy")) == {appearance.LARGEST / 1000}


def test_long_names_are_broken_between_words_and_made_smaller():
    commands = drawn(
        "Sello electrónico", "José de Jesús Maximiliano Francisco Ñúñez-Etcheverría y Gutiérrez " * 2, "hoy"
    )
    assert lines(commands) > 3
    assert max(sizes(commands)) < appearance.LARGEST / 1000


def test_what_has_no_room_at_all_ends_in_an_ellipsis_and_stays_in_the_box():
    commands = drawn("palabra " * 200, width=120, height=24)
    assert sizes(commands) == {appearance.SMALLEST / 1000}
    baselines = [float(found) for found in re.findall(rb"q [0-9.]+ 0 0 [0-9.]+ [0-9.]+ ([0-9.-]+) cm", commands)]
    assert min(baselines) >= 0
    assert max(baselines) + appearance.SMALLEST * 0.8 <= 24


def test_a_word_wider_than_the_box_is_cut():
    assert lines(drawn("x" * 120)) > 1


def test_letters_that_the_font_lacks_lose_their_mark_or_become_a_question_mark():
    assert drawn("ḁ") == drawn("a")
    assert drawn("漢") == drawn("?")


def test_accents_may_come_as_characters_of_their_own():
    assert drawn("Mun\u0303oz") == drawn("Muñoz")
