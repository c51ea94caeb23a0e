"""HTML of other systems: what needs no cleaning is told from what does, and nothing goes without a word."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluations.formats.cleaning import Cleaner
from evaluations.formats.exchange import Unreadable
from evaluations.formats.exchanged_html import LONGEST_SOURCE, is_harmless, kept_name, prepared, what_goes


@given(st.one_of(st.text(max_size=20), st.text(st.sampled_from("aáñ ,.;:¿?«»\"'/%+=*°-1_ªß½²"), max_size=20)))
@example("&lt;")
@example("a\u00a0b")
def test_what_is_called_harmless_is_not_changed_by_cleaning(text):
    if is_harmless(text):
        line = " ".join(text.split())
        assert Cleaner().inline(text) == Cleaner().inline_of_text(text) == line
        assert Cleaner().block(text) == text.strip()
        assert Cleaner().block_of_text(text) == (f"<p>{line}</p>" if line else "")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<a href="x">uno</a>', "enlaces"),
        ("<table><tr><td>uno</td></tr></table>", "tabla"),
        ('<iframe src="x"></iframe>', "incrustadas"),
        ("<p onclick='x'>uno</p>", "código"),
        ("<svg></svg>", "dibujo"),
        (r"Sea \(x^2\)", "TeX"),
    ],
)
def test_what_goes_is_told(html, words):
    (sentence,) = what_goes(html)
    assert words in sentence


def test_plain_paragraphs_lose_nothing():
    assert what_goes("<p>Uno <b>dos</b></p><ul><li>tres</li></ul>") == []


def test_headings_and_tables_become_lines():
    html = "<h2>Plazos</h2><table><tr><th>Trámite</th><th>Días</th></tr><tr><td>Aviso</td><td>5</td></tr></table>"
    ready = prepared(html, keep=lambda _source, _alt: None)
    assert Cleaner().block(ready) == "<p>Plazos</p><p>Trámite | Días</p><p>Aviso | 5</p>"


def test_a_picture_stands_under_the_name_it_was_given():
    html = prepared('<img alt=\'a "b" <c>\' src="foto.png">', keep=lambda source, _alt: f"otra-{source}")
    assert Cleaner().block(html) == '<img src="@@image:otra-foto.png" alt="a &quot;b&quot; &lt;c&gt;">'


def test_a_text_beyond_all_measure_is_not_looked_at():
    with pytest.raises(Unreadable):
        prepared("a" * (LONGEST_SOURCE + 1), keep=lambda _source, _alt: None)


@pytest.mark.parametrize(("source", "name"), [("@@image:a.png", "a.png"), ("a.png", None), ("@@image:../a", None)])
def test_only_names_of_the_exchange_are_known(source, name):
    assert kept_name(source) == name
