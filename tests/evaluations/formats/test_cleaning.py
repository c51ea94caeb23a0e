"""HTML of files: what may stay, and what its author is told."""

from __future__ import annotations

import pytest

from evaluations.formats.cleaning import Cleaner, depth, picture
from evaluations.formats.exchange import NESTING, PART_CHARACTERS, Unreadable, images_in


def test_what_a_question_may_hold_stays():
    html = "<p>Uno <strong>dos</strong><br>tres</p><ul><li>a<sub>2</sub></li></ul><pre>b\n  c</pre>"

    cleaner = Cleaner()

    assert cleaner.block(html) == html
    assert cleaner.notes == []


def test_a_picture_of_the_exchange_stays_with_its_description():
    html = f"<p>Vea {picture('plano-1.png', alt='El «plano» & más')}</p>"

    cleaned = Cleaner().block(html)

    assert cleaned == html
    assert images_in(cleaned) == ["plano-1.png"]


def test_a_picture_may_stand_in_an_option():
    html = picture("a.png", alt="") + " plano"

    assert Cleaner().inline(f"<p>{html}</p>") == html


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://rastreo.example.invalid/x.png" alt="x">',
        '<img src="@@image:../x.png" alt="x">',
        '<img src="@@image:a b.png" alt="x">',
        '<img src="data:image/png;base64,AAAA">',
        '<embed embedtype="image" id="5" alt="de otra persona" format="left"/>',
        '<img src="x" onerror="alert(1)">',
    ],
)
def test_any_other_picture_goes(html):
    assert Cleaner().block(f"<p>a{html}</p>") == "<p>a</p>"


def test_what_goes_is_told_once():
    cleaner = Cleaner()
    cleaner.block('<img src="x"><video src="y"></video>')
    cleaner.block('<img src="x"><table><tr><td>a</td></tr></table>')
    cleaner.block('<a href="https://example.invalid">b</a>')

    assert len(cleaner.notes) == 2


@pytest.mark.parametrize("html", ["<script>x()</script>", "<style>p{}</style>", "<svg onload=x()></svg>", "<!-- x -->"])
def test_nothing_that_runs_remains(html):
    assert Cleaner().block(f"{html}hola") == "hola"


def test_marks_of_our_own_are_not_taken_from_the_text():
    assert Cleaner().block("<p>\ufdd20\ufdd3a</p>") == "<p>0a</p>"


def test_plain_text_stays_text():
    assert Cleaner().block_of_text("a < b & \"c\"\n'd'\n\n<b>") == "<p>a &lt; b &amp; \"c\"<br>'d'</p><p>&lt;b&gt;</p>"
    assert Cleaner().inline_of_text(" a\n <b> ") == "a &lt;b&gt;"


def test_a_field_is_told_by_its_looks():
    assert Cleaner().block_of_either("x < y\nz") == "<p>x &lt; y<br>z</p>"
    assert Cleaner().block_of_either("x <b>y</b>\nz") == "x <b>y</b><br>z"
    assert Cleaner().plain("x &lt; <b>y</b>") == "x < y"
    assert Cleaner().plain("x <y") == "x <y"


def test_depth_is_that_of_what_remains():
    assert depth("<p><b><i>x</i></b><br></p><p>y</p>") == 3
    assert Cleaner().block("<div>" * 500 + "x" + "</div>" * 500) == "x"
    with pytest.raises(Unreadable, match=str(NESTING)):
        Cleaner().block("<b>" * (NESTING + 1) + "x")


@pytest.mark.parametrize("clean", ["block", "inline", "block_of_text", "inline_of_text", "plain"])
def test_a_text_too_long_is_refused(clean):
    with pytest.raises(Unreadable, match="aaaa"):
        getattr(Cleaner(), clean)("a" * (PART_CHARACTERS + 1))
