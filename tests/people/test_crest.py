import pytest

from people.crest import clean_crest, default_crest

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}<path d="M0 0h10v10z" fill="#123456"/></svg>'


def test_the_shipped_crest_is_plain_drawing_already():
    assert "<path" in clean_crest(default_crest())


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<image href="http://evil.example/x.png"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<rect onload="alert(1)" width="1" height="1"/>',
        '<rect style="background:url(http://evil.example)" width="1" height="1"/>',
        '<rect fill="url(http://evil.example/#a)" width="1" height="1"/>',
        "<style>@import 'http://evil.example';</style>",
        '<use href="#x"/>',
        "<foreignObject><p>x</p></foreignObject>",
    ],
)
def test_nothing_but_drawing_survives(hostile):
    kept = clean_crest(DRAWING.format(hostile))
    assert "<path" in kept
    for trace in ("script", "evil", "alert", "onload", "style", "use", "foreignObject", "image"):
        assert trace not in kept


@pytest.mark.parametrize(
    "text",
    [
        "no es un dibujo",
        "<html/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&a;</svg>',
        DRAWING.format("<path d='M0 0'/>" * 5000),
    ],
)
def test_what_is_no_reasonable_drawing_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        clean_crest(text)
