"""The frozen columns and a version of a template become the Document that is drawn."""

import pytest
from django.utils.translation import override

from certificates.sheets.composing import compose
from certificates.sheets.pictures import SIGNATURE, clean_picture, keep
from certificates.sheets.samples import ORDINARY_NAME, Training, sample
from certificates.sheets.signatures import put_signature
from tests.certificates.factories import municipality
from tests.certificates.sheets_factories import background, template, upload
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def certificate_with(design):
    training = Training(title="Archivos", hours=4, requirements=[])
    return sample(design, kind="participation", name=ORDINARY_NAME, training=training, municipality=municipality())


def test_the_words_are_filled_in_spanish_whatever_language_is_active():
    design = template(awards="a {nombre}", deed="por «{curso}»{con_duracion}.", note="{oficina}").versions.get()
    with override("en"):
        document = compose(certificate_with(design), design)
    said = (document.heading, document.awards, document.deed, document.note)
    assert tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in said) == (
        "Constancia",
        f"a {ORDINARY_NAME}",
        "por «Archivos», con duración de 4 horas.",
        "Oficialía Mayor Administrativa",
    )


def test_the_pictures_are_read_in_one_query_and_attachments_pass_through(django_assert_num_queries):
    town = municipality()
    signed = keep(clean_picture(upload(), SIGNATURE))
    put_signature(signatory=town.signatories.first(), picture=signed, put_by=UserFactory())
    behind = background()
    design = template(background=behind, has_crest=False).versions.select_related("background").get()
    certificate = certificate_with(design)
    with django_assert_num_queries(1):
        document = compose(certificate, design, manifest=b"{}", statement="1abc", signature_field=True)
    assert set(document.pictures) == {behind.sha256, signed.sha256}
    assert document.background == behind.sha256
    assert (document.manifest, document.statement, document.signature_field) == (b"{}", "1abc", True)
    assert (document.kind, document.crest, document.has_crest) == ("participation", "", False)
