"""The light markup of the starter files knows paragraphs, headings, lists, bold and italic, and escapes the rest."""

from aula.starter.markup import bullets, to_html


def test_paragraphs_are_parted_by_an_empty_line_and_lines_are_joined():
    assert to_html("Una línea\nque sigue.\n\nOtra.") == "<p>Una línea que sigue.</p><p>Otra.</p>"


def test_bold_and_italic():
    assert to_html("La regla **es** *clara*.") == "<p>La regla <b>es</b> <i>clara</i>.</p>"


def test_a_lone_star_stays_a_star():
    assert to_html("Nota * al pie") == "<p>Nota * al pie</p>"


def test_headings_and_lists():
    assert to_html("## Uno\n\n- a\n  sigue\n- b", heading="Cero") == (
        "<h2>Cero</h2><h2>Uno</h2><ul><li>a sigue</li><li>b</li></ul>"
    )


def test_html_is_shown_not_obeyed():
    assert to_html("<script>alert(1)</script> & <b>no</b>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;no&lt;/b&gt;</p>"
    )
    assert "<img" not in bullets(['<img src=x onerror="x">'])
