"""The sample: drawn by the renderer of the constancias, with a word about whatever does not fit."""

import subprocess
from decimal import Decimal

import pytest

from certificates.drawing import DoesNotFit
from certificates.models import Certificate, Kind, SheetPicture, TemplateVersion
from certificates.sheets import preview as module
from certificates.sheets.choosing import template_for
from certificates.sheets.pictures import BACKGROUND, clean_picture
from certificates.sheets.preview import preview
from certificates.sheets.samples import HARDEST_NAME, ORDINARY_NAME, Training, hardest_training, training_of
from people.models import Municipality
from tests.certificates.factories import municipality, requirement
from tests.certificates.sheets_factories import upload, values
from tests.factories import course_page

pytestmark = pytest.mark.django_db
PLAIN = Training(title="Archivos", hours=Decimal("4"), requirements=[])


def design(**fields):
    return TemplateVersion(**values(**fields))


def shown(version, *, training=PLAIN, town=None, kind="accreditation", **options):
    return preview(version, kind=kind, training=training, municipality=town or municipality(), **options)


def texts(drawn):
    return [(warned.tone, warned.text) for warned in drawn.warnings]


def text_in(pdf):
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(said.split())


@pytest.fixture
def undrawn(monkeypatch):
    """Every sheet fits and costs nothing; returns the documents that were asked for."""
    asked = []

    def draw(document):
        asked.append(document)
        return module.Sheet(b"%PDF", "roomy")

    monkeypatch.setattr(module, "draw", draw)
    return asked


def test_the_hardest_name_is_as_hard_as_promised():
    assert len(HARDEST_NAME) > 60
    assert {"Ñ", "ñ", "Ü"} & set(HARDEST_NAME) >= {"Ñ", "Ü"}


@pytest.mark.parametrize("kind", Kind.values)
def test_the_usual_templates_hold_the_hardest_case(kind):
    drawn = shown(template_for(kind=kind), kind=kind, training=hardest_training())
    assert drawn.can_be_issued
    assert [warned for warned in drawn.warnings if warned.tone == "error"] == []
    assert not any("no cabe" in warned.text for warned in drawn.warnings)
    said = text_in(drawn.data)
    assert all(word in said for word in HARDEST_NAME.split())


def test_nothing_is_written(undrawn):
    shown(design(background=clean_picture(upload(), BACKGROUND)))
    assert not Certificate.objects.exists()
    assert not SheetPicture.objects.exists()


def test_a_text_that_holds_an_ordinary_name_only_is_warned_of(monkeypatch):
    def draw(document):
        if len(document.holder_name) > 60:
            raise DoesNotFit(document.folio)
        return module.Sheet(document.holder_name.encode(), "roomy")

    monkeypatch.setattr(module, "draw", draw)
    drawn = shown(design())
    assert drawn.data.decode() == ORDINARY_NAME
    assert texts(drawn) == [
        (
            "warning",
            f"Con un nombre de {len(HARDEST_NAME)} letras el texto no cabe en una hoja: acórtelo o muestre menos "
            "datos. La muestra lleva un nombre más corto.",
        )
    ]


def test_a_text_that_fits_in_no_way_is_an_error_and_no_sheet():
    endless = Training(title="Transparencia " * 300, hours=Decimal("4"), requirements=[])
    drawn = shown(design(), training=endless, name=ORDINARY_NAME)
    assert (drawn.data, texts(drawn)) == (b"", [("error", "El texto no cabe en una hoja: acórtelo.")])


def test_a_sign_that_no_typeface_has_is_named():
    drawn = shown(design(note="Felicidades 🎉"))
    assert not drawn.can_be_issued
    [(tone, text)] = texts(drawn)
    assert tone == "error"
    assert "🎉" in text


def test_a_real_course_brings_its_title_hours_and_requirements(undrawn):
    course = course_page(title="Archivos municipales", hours=Decimal("7.5"), lessons=0)
    requirement(course, title="Gestión documental")
    shown(design(shows=["hours", "requirements"]), training=training_of(course))
    [document] = undrawn
    assert (document.course_title, document.hours) == ("Archivos municipales", Decimal("7.5"))
    assert [line["title"] for line in document.requirements] == ["Gestión documental"]
    assert "«Archivos municipales», con duración de 7.5" in document.deed


def test_an_unsaved_background_is_drawn_and_the_qr_is_as_dense_as_a_real_one(undrawn):
    picture = clean_picture(upload(size=(2200, 1700)), BACKGROUND)
    drawn = shown(design(background=picture, carries_statement=True))
    [document] = undrawn
    assert document.pictures == {document.background: (picture.data, "image/jpeg")}
    assert len(document.statement) > 200
    assert texts(drawn) == []


@pytest.mark.parametrize(
    ("options", "layout", "word"),
    [
        ({"size": (2200, 1700)}, "letter", "no tiene la forma de la hoja"),
        ({"size": (1100, 850)}, "diploma", "pocos pixeles"),
        ({"size": (2200, 1700), "colour": "#223344"}, "diploma", "partes oscuras"),
    ],
)
def test_an_unfit_background_is_warned_of(undrawn, options, layout, word):
    drawn = shown(design(background=clean_picture(upload(**options), BACKGROUND), layout=layout))
    assert [word in text for _tone, text in texts(drawn)].count(True) == 1


def test_posts_that_nobody_holds_are_named(undrawn):
    drawn = shown(design(posts=["Síndico", "Contralora Municipal"]))
    assert texts(drawn) == [("warning", "Hoy nadie firma con este cargo: Contralora Municipal.")]


def test_a_municipality_where_nobody_signs_is_told_so(undrawn):
    drawn = shown(design(), town=Municipality())
    assert "Hoy nadie firma" in texts(drawn)[0][1]


@pytest.mark.parametrize(
    ("hidden", "density", "word"), [(2, "tight", "2 requisitos"), (0, "tight", "letra más pequeña")]
)
def test_what_had_to_be_given_up_is_told(monkeypatch, hidden, density, word):
    monkeypatch.setattr(module, "draw", lambda document: module.Sheet(b"%PDF", density, hidden))
    [(tone, text)] = texts(shown(design()))
    assert tone == "warning"
    assert word in text
