"""The sheet of before templates: whoever reads or draws an old constancia finds what was always there."""

from hashlib import sha256

import pytest
from django.template.loader import get_template

from certificates.drawing import DoesNotFit, render

from ..drawing_factories import LONGEST_NAME
from ..factories import document, requirement_line
from .reading import SIX, THREE_SIGN, faults, qr_on_paper, text_of

CASES = {
    "one requirement": document(),
    "no requirement, no grade, no expiry": document(requirements=[], score=None, valid_until=None),
    "no crest": document(crest=""),
    "six requirements and the longest name": document(
        holder_name=LONGEST_NAME,
        course_title="Atención ciudadana, trámites y sitio accesible: de la pregunta a la respuesta fundada y motivada",
        requirements=SIX,
        signatories=THREE_SIGN,
    ),
}
# Issued files can be written again only while these stay as they are.
PARTS = {
    "pdf/certificate_v1.html": "d7d055fa09aed61b912881a2f612ebfa80a69f7c7fbd0cea878aa00e48bea63f",
    "pdf/certificate_v1.css": "b408b516c98de852279551ffdf8b73311a34ea0eb0ff5e87fbca26e02f226b1b",
}


@pytest.mark.parametrize("part", PARTS)
def test_its_template_and_style_are_never_edited(part):
    with open(get_template(part).origin.name, "rb") as file:
        assert sha256(file.read()).hexdigest() == PARTS[part]


@pytest.mark.parametrize("case", CASES)
def test_it_says_everything_and_keeps_both_standards(case, tmp_path):
    asked = CASES[case]
    pdf = render(asked)
    said = text_of(pdf, "-layout")
    wanted = [
        asked.folio,
        asked.holder_name,
        asked.course_title,
        asked.place_and_date,
        "de acreditación que se otorga a",
    ]
    wanted += [line["title"] for line in asked.requirements]
    wanted += [person[key] for person in asked.signatories for key in ("name", "post")]
    wanted.append("Sin vencimiento" if asked.valid_until is None else "Vigente hasta el 27 de marzo de 2027 inclusive")
    assert [word for phrase in wanted for word in phrase.split() if word not in said] == []
    assert ("94 sobre 100" in said) is (asked.score is not None)
    assert faults(pdf) == []
    assert qr_on_paper(pdf, tmp_path) == asked.verification_url


def test_the_same_document_gives_the_same_bytes():
    assert sha256(render(document())).digest() == sha256(render(document())).digest()


def test_what_later_versions_brought_changes_nothing_in_it():
    later = document(statement="1abc", note="Nota", manifest=b"{}", signature_field=True, layout="form")
    assert render(later) == render(document())


def test_more_requirements_than_fit_are_counted_not_cut():
    many = [requirement_line(title=f"Requisito de capacitación número {number}") for number in range(16)]
    assert "más, que se muestran en la página de verificación" in text_of(render(document(requirements=many)))


def test_a_text_that_fits_in_no_way_is_an_error():
    with pytest.raises(DoesNotFit):
        render(document(course_title="Transparencia " * 400))
