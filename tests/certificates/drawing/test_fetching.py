"""Eighteen ways for a sheet to read a file of the server or to call somebody: none of them gets through."""

import pytest
from weasyprint import HTML

from certificates.drawing import render
from people.api import memory_fetcher

from ..drawing_factories import sheet
from .reading import text_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9">'
VECTORS = {
    "img": '<img src="{url}">',
    "img srcset": '<img srcset="{url} 1x">',
    "link": '<link rel="stylesheet" href="{url}">',
    "import": "<style>@import url({url});</style>",
    "background": '<div style="background: url({url})">x</div>',
    "list-style": '<li style="list-style-image: url({url})">x</li>',
    "content": "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "border-image": '<div style="border: 3px solid; border-image-source: url({url})">x</div>',
    "font-face": "<style>@font-face {{ font-family: F; src: url({url}) }} p {{ font-family: F }}</style><p>x</p>",
    "attachment link": '<link rel="attachment" href="{url}">',
    "attachment anchor": '<a rel="attachment" href="{url}">x</a>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "base": '<base href="{url}"><img src="x.png">',
    "svg image": SVG + '<image href="{url}" width="9" height="9"/></svg>',
    "svg use": SVG + '<use href="{url}#a"/></svg>',
    "svg style": (SVG + '<style>@import url({url});</style><rect width="9" height="9" fill="url({url})"/></svg>'),
    "input image": '<input type="image" src="{url}">',
}


@pytest.fixture
def trap(tmp_path):
    """An HTTP server that remembers what was asked of it, and a file with a secret."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">SECRETO-9917</text></svg>'
    )
    yield f"http://127.0.0.1:{server.server_port}/x", secret.as_uri(), asked
    server.shutdown()
    server.server_close()


def drawn_with_our_fetcher(markup):
    return HTML(string=markup, url_fetcher=memory_fetcher({})).write_pdf()


@pytest.mark.parametrize("vector", VECTORS)
def test_no_address_is_fetched(vector, trap):
    http, file, asked = trap
    for url in (http, file, file.replace("file:///", "FILE:/"), http.replace("http:", "HTTP:")):
        pdf = drawn_with_our_fetcher(VECTORS[vector].format(url=url))
        assert b"SECRETO" not in pdf
        assert b"EmbeddedFile" not in pdf
    assert asked == []


def test_the_same_vectors_do_reach_out_with_the_stock_fetcher(trap):
    """The control: without our fetcher the trap snaps, so its silence above means something."""
    http, _file, asked = trap
    for vector in ("img", "link", "import", "background", "font-face", "object", "embed", "svg image"):
        HTML(string=VECTORS[vector].format(url=http)).write_pdf()
    assert len(asked) >= 8


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x.png", "file:///etc/passwd", "data:image/svg+xml,<svg/>", "//ejemplo.test/x"]
)
def test_a_hostile_crest_fetches_nothing(url, trap):
    http, file, asked = trap
    hostile = SVG + "".join(f'<image href="{address}"/>' for address in (http, url, file)) + "</svg>"
    render(sheet(crest=hostile))
    assert asked == []


def test_no_text_of_a_sheet_reaches_out(trap):
    """Texts are escaped, so that what people write is printed, whatever it would be as markup."""
    http, _file, asked = trap
    hostile = [vector.format(url=http) for vector in VECTORS.values()]
    signatories = [{"name": words[:60], "post": words[:60]} for words in hostile[:3]]
    said = text_of(render(sheet(layout="letter", deed=" ".join(hostile), note=hostile[0], signatories=signatories)))
    assert "<link rel=" in said
    assert asked == []


def test_a_hostile_name_of_a_picture_fetches_nothing(trap):
    http, file, asked = trap
    for address in (http, file):
        render(sheet(background=address, signatories=[{"name": "Ana", "post": "Síndica", "picture": address}]))
    assert asked == []
