from decimal import Decimal

import pytest

from evaluations.plugins import InvalidAnswer, question_types
from evaluations.question_types.cloze import gaps_in
from tests.evaluations.bodies import body_of, split_body, stem_of

CLOZE = question_types.get("cloze")


def gap(kind, *texts, **fields):
    answers = [{"text": text.lstrip("-"), "weight": "0" if text[:1] == "-" else "100"} for text in texts]
    return {"kind": kind, "answers": answers, **fields}


def question(*gaps):
    stem = "<p>" + " ".join(f"{{{{{number}}}}}" for number in range(1, len(gaps) + 1)) + "</p>"
    return split_body("cloze", CLOZE.canonical({"gaps": list(gaps)}), stem=stem)


THREE = (
    gap("choice", "hábiles", "-naturales", weight="2"),
    gap("text", "Comité", "comité de *"),
    gap("numeric", "12.5", weight="1"),
)


def earned(choice, text, number):
    asked, key = question(*THREE)
    ids = {option["text"]: option["id"] for option in asked.settings["gaps"][0]["options"]}
    sent = {"answer.1": [ids.get(choice, "")], "answer.2": [text], "answer.3": [number]}
    return CLOZE.fraction(CLOZE.read(sent, asked=asked), asked=asked, correct=key.correct)


@pytest.mark.parametrize(
    ("given", "fraction"),
    [
        (("hábiles", "COMITE", "12,5"), "1"),
        (("hábiles", "", ""), "0.5"),
        (("naturales", "comité de transparencia", "12.50"), "0.5"),
        (("naturales", "", "12.5"), "0.25"),
        (("", "Cabildo", "doce"), "0"),
    ],
)
def test_each_gap_counts_with_its_weight(given, fraction):
    assert earned(*given) == Decimal(fraction)


def test_case_counts_in_a_gap_where_its_author_says_so():
    asked, key = question(gap("text", "LGTAIP", case_matters=True))
    assert CLOZE.fraction({"1": "lgtaip"}, asked=asked, correct=key.correct) == 0
    assert CLOZE.fraction({"1": "LGTAIP"}, asked=asked, correct=key.correct) == 1


def test_what_is_no_number_is_kept_and_told():
    asked, _key = question(*THREE)
    selected = CLOZE.read({"answer.3": ["doce y medio"]}, asked=asked)
    assert selected == {"3": "doce y medio"}
    assert CLOZE.in_words(selected, asked=asked) == ["(3) doce y medio · No se lee como número."]


def test_an_option_of_another_gap_is_refused():
    asked, _key = question(gap("choice", "a", "-b"), gap("choice", "a", "-c"))
    other = asked.settings["gaps"][1]["options"][0]["id"]
    with pytest.raises(InvalidAnswer):
        CLOZE.read({"answer.1": [other]}, asked=asked)


def test_the_review_tells_each_gap():
    asked, key = question(*THREE)
    rows = CLOZE.reviewed({"2": "Cabildo"}, asked=asked, key=key)
    assert [(row.html, row.given, row.is_correct, row.right) for row in rows] == [
        ("Espacio 1", "", False, "hábiles"),
        ("Espacio 2", "Cabildo", False, "Comité"),
        ("Espacio 3", "", False, "12.5"),
    ]


def test_notes_belong_to_the_option_or_the_variant():
    asked, key = split_body("cloze", body_of("cloze", marker="nota"))
    chosen = asked.settings["gaps"][1]["options"][1]["id"]
    rows = CLOZE.reviewed({"1": "918273.6", "2": chosen, "3": "nota-unidad"}, asked=asked, key=key)
    assert [row.feedback for row in rows] == ["nota-1", "nota-2", "nota-3"]


def test_where_the_text_stands_alone_its_gaps_are_lines():
    assert CLOZE.stem_alone("<p>Son {{1}} días.</p>") == "<p>Son (1) ______ días.</p>"


def test_a_sign_in_the_description_of_a_picture_is_no_gap():
    picture = '<embed alt="{{1}}<script>alert(1)</script>" embedtype="image" format="left" id="5"/>'
    stem = f"<p>a {picture} b {{{{2}}}} c</p>"
    assert gaps_in(stem) == ["2"]
    assert CLOZE.stem_alone(stem) == f"<p>a {picture} b (2) ______ c</p>"
    body = CLOZE.canonical({"gaps": [gap("text", "a")]})
    assert CLOZE.problems(body, stem=f"<p>{picture}</p>")


@pytest.mark.parametrize(
    ("stem", "gaps", "count"),
    [
        ("<p>{{1}} {{2}} {{3}}</p>", THREE, 0),
        ("<p>{{3}} {{1}} {{2}}</p>", THREE, 0),
        ("<p>{{1}} {{2}}</p>", THREE, 1),
        ("<p>{{1}} {{1}} {{2}} {{3}}</p>", THREE, 1),
        ("<p>sin espacios</p>", (), 1),
        ("<p>{{1}}</p>", (gap("choice", "sola"),), 1),
        ("<p>{{1}}</p>", (gap("choice", "-a", "-b"),), 1),
        ("<p>{{1}}</p>", (gap("choice", "a", "-A"),), 1),
        ("<p>{{1}}</p>", (gap("text"),), 1),
        ("<p>{{1}}</p>", (gap("text", "-*", "acceso"),), 1),
        ("<p>{{1}}</p>", (gap("numeric", "diez"),), 1),
        ("<p>{{1}}</p>", (gap("text", "a", weight="0"),), 1),
    ],
)
def test_its_author_is_told_what_is_missing(stem, gaps, count):
    assert len(CLOZE.problems(CLOZE.canonical({"gaps": list(gaps)}), stem=stem)) == count


def test_the_example_has_as_many_gaps_as_its_text():
    assert CLOZE.problems(body_of("cloze"), stem=stem_of("cloze")) == []
