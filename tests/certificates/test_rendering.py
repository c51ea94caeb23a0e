import datetime as dt
import shutil
import subprocess
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from page import ValidationProfile, validate_pdf_bytes
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from certificates import rendering
from certificates.checks import renderer_is_safe
from certificates.rendering import RenderingFailed, name_lines, render

from .factories import aspect_lines, document, requirement_line

LONGEST_NAME = "José de Jesús Maximiliano Francisco Ñúñez-Etcheverría y Gutiérrez de Velasco Übelhör"
REQUIREMENT_TITLES = [
    "Programa anual de transparencia y rendición de cuentas",
    "Publicación mensual del gasto en viáticos y comunicación social",
    "Protección de datos personales en los trámites municipales",
    "Padrones de proveedores, contratistas y licencias",
    "Sesiones públicas de cabildo y comisiones edilicias",
    "Atención ciudadana y trámites en línea accesibles",
]
CASES = {
    "one requirement": document(),
    "no requirement, no grade, no expiry": document(requirements=[], score=None, valid_until=None),
    "no crest": document(crest=""),
    "one surname, one signatory": document(holder_name="Xóchitl Ibáñez"),
    "six requirements and the longest name": document(
        holder_name=LONGEST_NAME,
        course_title="Atención ciudadana, trámites y sitio accesible: de la pregunta a la respuesta fundada y motivada",
        requirements=[requirement_line(title=title) for title in REQUIREMENT_TITLES],
        signatories=[
            {"name": f"Persona Firmante {i}", "post": "Titular de la Unidad de Transparencia"} for i in range(3)
        ],
    ),
}


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def text_of(pdf, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    # Words as a reader hears them: one space, no line ends.
    return " ".join(run("pdftotext", "-layout", str(path), "-").decode().split())


@pytest.mark.parametrize("case", CASES)
def test_each_constancia_is_one_sheet_that_says_everything(case, tmp_path):
    asked = CASES[case]
    pdf = render(asked)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert [float(edge) for edge in opened.pages[0].mediabox] == [0, 0, 792, 612]
    said = text_of(pdf, tmp_path).replace(" ", "")
    wanted = [asked.folio, asked.holder_name, asked.course_title, asked.place_and_date, "6 horas"]
    wanted += [line["title"] for line in asked.requirements]
    wanted += [person[key] for person in asked.signatories for key in ("name", "post")]
    wanted.append("Sin vencimiento" if asked.valid_until is None else "Vigente hasta el 27 de marzo de 2027 inclusive")
    # Names and posts set in narrow columns are interleaved with their neighbours, so words are looked for.
    missing = [word for phrase in wanted for word in phrase.split() if word not in said]
    assert missing == []
    assert ("94sobre100" in said) is (asked.score is not None)


def test_the_sheet_speaks_spanish(tmp_path):
    said = text_of(render(document()), tmp_path)
    assert "de acreditación que se otorga a" in said
    assert "por haber acreditado el curso «Fundamentos" in said
    assert "del 3 al 28 de marzo de 2026" in said
    assert "Requisito de capacitación que acredita" in said
    assert "Fundamento: LGTAIP 2025, art. 20, fracción III" in said
    assert "Aspectos CIMTRA relacionados: 1 a 3 y 9" in said
    for english in ("Certificate", "awarded", "Valid until", "Training", "hours", "March"):
        assert english not in said


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("profile", [ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1])
def test_the_file_is_pdf_a_3a_and_pdf_ua_1_at_once(case, profile):
    failures = validate_pdf_bytes(render(CASES[case]), profile=profile).failures
    # This rule of the checker finds fault with stream lengths that veraPDF and qpdf accept.
    assert [str(f.message) for f in failures if not f.rule_id.endswith("STREAM-LENGTH-001")] == []


def test_qpdf_finds_nothing_wrong(tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(render(document()))
    run("qpdf", "--check", str(path))


def test_language_and_title_are_in_the_file(tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(render(document()))
    with pikepdf.open(path) as opened:
        assert str(opened.Root.Lang) == "es-MX"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo["/Title"]) == "Constancia TUX-CAP-2026-000001 – María Guadalupe Núñez Güemes"


def test_only_the_shipped_fonts_are_embedded(tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(render(CASES["six requirements and the longest name"]))
    rows = run("pdffonts", str(path)).decode().splitlines()[2:]
    assert rows
    assert all("EB-Garamond" in row or "Alegreya" in row or "Deed" in row or "Plain" in row for row in rows), rows


@pytest.mark.parametrize("gray", [False, True], ids=["in colour", "in black and white"])
@pytest.mark.parametrize("resolution", [110, 200])
def test_the_qr_is_read_from_the_drawn_page(tmp_path, gray, resolution):
    (tmp_path / "sheet.pdf").write_bytes(render(document()))
    options = ["-gray"] if gray else ["-png"]
    run("pdftoppm", "-r", str(resolution), "-singlefile", *options, str(tmp_path / "sheet.pdf"), str(tmp_path / "page"))
    picture = next(path for path in tmp_path.iterdir() if path.suffix in {".png", ".pgm"})
    assert shutil.which("zbarimg")
    assert run("zbarimg", "--quiet", "--raw", str(picture)).decode().strip() == document().verification_url


def test_the_same_document_gives_the_same_bytes():
    assert sha256(render(document())).digest() == sha256(render(document())).digest()


def test_a_sheet_stays_small():
    assert len(render(CASES["six requirements and the longest name"])) < 60_000


def test_more_requirements_than_fit_are_counted_not_cut(tmp_path):
    many = [requirement_line(title=f"Requisito de capacitación número {number}") for number in range(40)]
    pdf = render(document(requirements=many))
    assert "más, que se muestran en la página de verificación" in text_of(pdf, tmp_path)


def test_a_text_that_fits_in_no_way_is_an_error_and_not_a_broken_sheet():
    with pytest.raises(RenderingFailed):
        render(document(course_title="Transparencia " * 400))


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


def test_a_name_is_text_and_never_markup(tmp_path):
    said = text_of(render(document(holder_name='<img src="file:///etc/passwd"> & <b>Ana</b>')), tmp_path)
    assert '<img src="file:///etc/passwd">' in said


@pytest.mark.parametrize("colour", ["red; } body { display: none", "#12345", "url(http://ejemplo.test/x)", ""])
def test_a_colour_that_is_none_is_ignored(colour, tmp_path):
    assert "María Guadalupe" in text_of(render(document(primary_colour=colour, accent_colour=colour)), tmp_path)


def test_weasyprint_is_a_version_that_obeys_the_fetcher(monkeypatch):
    assert renderer_is_safe(None) == []
    monkeypatch.setattr("certificates.checks.version", lambda name: "69.1")
    assert [error.id for error in renderer_is_safe(None)] == ["certificates.E001"]


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
    return HTML(string=markup, url_fetcher=rendering.memory_fetcher({})).write_pdf()


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
    render(document(crest=hostile))
    assert asked == []


def test_a_fetcher_that_fails_for_good_does_not_take_the_worker_down(monkeypatch):
    def fail(*args):
        raise FatalURLFetchingError("no")

    monkeypatch.setattr(rendering, "layout", fail)
    with pytest.raises(RenderingFailed, match="TUX-CAP-2026-000001"):
        render(document())


def test_periods_repeat_neither_month_nor_year():
    from certificates.wording import period_text

    day = dt.date(2026, 3, 28)
    assert period_text(day, day) == "el 28 de marzo de 2026"
    assert period_text(dt.date(2026, 3, 3), day) == "del 3 al 28 de marzo de 2026"
    assert period_text(dt.date(2026, 2, 3), day) == "del 3 de febrero al 28 de marzo de 2026"
    assert period_text(dt.date(2025, 12, 3), day) == "del 3 de diciembre de 2025 al 28 de marzo de 2026"


@pytest.mark.parametrize(
    ("hours", "said"),
    [("1.0", "1\N{NO-BREAK SPACE}hora"), ("1.5", "1.5\N{NO-BREAK SPACE}horas"), ("20.0", "20\N{NO-BREAK SPACE}horas")],
)
def test_hours_are_said_without_needless_zeros(hours, said):
    from certificates.wording import hours_text

    assert hours_text(Decimal(hours)) == said


def test_the_checker_notices_a_file_that_is_not_accessible():
    """The control: a plain PDF of the same sheet fails both profiles."""
    plain = HTML(string="<p>María</p>", url_fetcher=rendering.memory_fetcher({})).write_pdf()
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        assert not validate_pdf_bytes(plain, profile=profile).is_compliant


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ""),
        (aspect_lines(44), "44. Título del aspecto 44"),
        (aspect_lines(17, 18), "17 y 18"),
        (aspect_lines(17, 18, 19, 44), "17 a 19 y 44"),
        (aspect_lines(1, 2, 3) + aspect_lines(9, 11, 12, 13), "1 a 3, 9 y 11 a 13"),
        ([{"label": "Reglamento interior, art. 3", "origin": "internal"}], "Reglamento interior, art. 3"),
    ],
)
def test_aspects_are_said_in_one_short_line(lines, said):
    from certificates.wording import aspect_line

    assert aspect_line(lines) == said
