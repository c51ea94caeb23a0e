"""Moodle XML: whatever is exported comes back as it was; what Moodle exports is taken or refused, never lost."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.formats.exchange import ExchangedQuestion
from evaluations.formats.moodle_xml import names_of, read, write

from .exchanged_questions import bare, png, questions
from .moodle_elements import HTML, answer, category, only, question, quiz, refusal, weights, with_picture

STRONG = "<strong>público</strong>"


# There and back


@given(st.lists(questions(), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_exported_is_imported_as_it_was(originals):
    written = write(originals)
    reading = read(written.data)
    assert [bare(found) for found in reading.questions] == originals
    assert reading.refusals == ()
    assert write(reading.questions).data == written.data


def test_a_case_study_is_left_out_with_a_reason():
    case = ExchangedQuestion(kind="case", stem="<p>Un caso</p>", body={"parts": []})
    written = write([case])
    assert [found for found, reason in written.left_out if reason] == [case]
    assert read(written.data).read_count == 0


def test_a_question_that_was_in_moodle_is_known_by_its_code_again():
    found = only(quiz(question("essay", "<idnumber>aula:R-0012</idnumber>")))
    assert (found.code, found.identity) == ("R-0012", "aula:R-0012")


# Choices


def test_one_right_option_of_several_is_a_single_choice():
    found = only(quiz(question("multichoice", "<single>true</single>", answer("Sí", "100", "Bien"), answer("No", "0"))))
    assert (found.kind, found.body["credit"], weights(found)) == ("single", "all_or_nothing", ["0", "0"])
    assert [option["is_correct"] for option in found.body["options"]] == [True, False]
    assert found.body["options"][0]["feedback"] == "Bien"


def test_odd_fractions_are_kept_as_weights():
    found = only(quiz(question("multichoice", answer("a", "100"), answer("b", "33.33333"), answer("c", "-25"))))
    assert (found.body["credit"], weights(found)) == ("weights", ["100", "33.33333", "-25"])


@pytest.mark.parametrize(
    ("fractions", "credit"),
    [
        (["33.33333", "33.33333", "33.33333", "-100"], "fractions"),
        (["50", "50", "-50", "-50"], "penalised"),
        (["50", "50", "0", "0"], "weights"),
        (["75", "25", "-100"], "weights"),
    ],
)
def test_fractions_of_several_answers_become_the_formula_that_gives_the_same_marks(fractions, credit):
    answers = [answer(f"opción {place}", fraction) for place, fraction in enumerate(fractions)]
    found = only(quiz(question("multichoice", "<single>false</single>", *answers)))
    assert (found.kind, found.body["credit"]) == ("multiple", credit)


def test_options_that_are_not_shuffled_keep_their_order():
    switch = "<shuffleanswers>0</shuffleanswers>"
    found = only(quiz(question("multichoice", switch, answer("a", "100"), answer("b", "0"))))
    assert all(option["stays_last"] for option in found.body["options"])


def test_the_plug_in_for_all_or_nothing_is_understood():
    found = only(quiz(question("multichoiceset", answer("a", "100"), answer("b", "100"), answer("c", "0"))))
    assert (found.kind, found.body["credit"]) == ("multiple", "all_or_nothing")


@pytest.mark.parametrize("first", ["true", "Verdadero"])
def test_true_or_false_is_read_in_whatever_language_the_site_wrote_it(first):
    found = only(quiz(question("truefalse", answer(first, "0", "No"), answer("false", "100"))))
    assert [option["is_correct"] for option in found.body["options"]] == [False, True]
    assert [option["text"] for option in found.body["options"]] == ["Verdadero", "Falso"]
    assert found.body["options"][0]["feedback"] == "No"


def test_a_percentage_beyond_a_hundred_is_refused():
    assert "100" in refusal(quiz(question("multichoice", answer("a", "250"), answer("b", "0"))))


# Written answers


def test_a_short_answer_keeps_its_wildcards_and_its_case():
    found = only(
        quiz(question("shortanswer", "<usecase>1</usecase>", answer("Comité*", "100"), answer("*", "0", "No")))
    )
    assert [one["text"] for one in found.body["answers"]] == ["Comité*", "*"]
    assert (found.body["case_matters"], found.body["accents_matter"]) == (True, False)


def test_a_number_keeps_its_tolerance_and_its_units():
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit>"
        "<unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit></units>"
        "<unitgradingtype>1</unitgradingtype><showunits>0</showunits>"
    )
    found = only(quiz(question("numerical", answer("3,5", "100", inside="<tolerance>0.25</tolerance>"), units)))
    assert found.body["answers"][0] | {"feedback": ""} == {
        "value": "3.5",
        "tolerance": "0.25",
        "weight": "100",
        "feedback": "",
    }
    assert found.body["units"] == [{"name": "km", "factor": "1"}, {"name": "m", "factor": "0.001"}]
    assert found.body["unit_rule"] == "required"


def test_a_number_that_is_none_is_refused_with_what_was_found():
    assert "diez" in refusal(quiz(question("numerical", answer("diez", "100"))))


def test_any_number_may_not_earn_a_mark():
    assert refusal(quiz(question("numerical", answer("*", "100"))))


def test_what_matches_nothing_is_extra():
    parts = [
        '<subquestion format="html"><text><![CDATA[<b>Aviso</b>]]></text><answer><text>Cinco &amp;amp; más</text>'
        "</answer></subquestion>",
        '<subquestion format="html"><text></text><answer><text>Treinta días</text></answer></subquestion>',
    ]
    found = only(quiz(question("matching", *parts)))
    assert found.body == {"pairs": [{"left": "<b>Aviso</b>", "right": "Cinco & más"}], "extra": ["Treinta días"]}


def test_an_order_is_read_by_its_numbers():
    found = only(quiz(question("ordering", answer("segundo", "2"), answer("primero", "1"))))
    assert found.body == {"items": ["primero", "segundo"], "credit": "positions"}


def test_an_essay_brings_its_guidance_and_its_limits():
    inside = HTML.format(tag="graderinfo", html="<p>Ver el artículo.</p>", inside="")
    found = only(quiz(question("essay", inside, "<minwordlimit>50</minwordlimit><attachments>2</attachments>")))
    assert (found.body["min_words"], found.body["max_words"]) == (50, 0)
    assert found.body["guidance"] == "<p>Ver el artículo.</p>"
    assert any("archivo" in note for note in found.notes)


# Gaps


def cloze(text: str) -> bytes:
    return quiz(question("cloze", text=text))


def test_gaps_of_all_three_kinds_are_read_with_weights_and_feedback():
    found = only(
        cloze(
            "<p>El {2:MULTICHOICE_S:=acceso#Sí~%50%consulta~olvido#No, &lt;b&gt;nunca&lt;/b&gt;} tarda "
            "{1:NM:=20:0.5} días y lo confirma el {:SAC:=Comité~=Comité de \\} llaves}.</p>"
        )
    )
    choice, number, text = found.body["gaps"]
    assert found.stem == "<p>El {{1}} tarda {{2}} días y lo confirma el {{3}}.</p>"
    assert [choice["weight"], number["weight"], text["weight"]] == ["2", "1", "1"]
    assert [(one["text"], one["weight"]) for one in choice["answers"]] == [
        ("acceso", "100"),
        ("consulta", "50"),
        ("olvido", "0"),
    ]
    assert choice["answers"][2]["feedback"] == "No, <b>nunca</b>"
    assert (number["answers"][0]["text"], number["answers"][0]["tolerance"]) == ("20", "0.5")
    assert (text["case_matters"], text["answers"][1]["text"]) == (True, "Comité de } llaves")


@pytest.mark.parametrize(
    "text",
    [
        "{1:MULTIRESPONSE:=a~=b~c}",
        "{1:REGEXP:=a.*}",
        "{1:SHORTANSWER:=a",
        "{1:SHORTANSWER:a}",
        "{0:SHORTANSWER:=a}",
        "{1:NUMERICAL:=diez}",
        "sin espacios",
    ],
)
def test_a_gap_that_cannot_be_asked_refuses_the_question(text):
    assert refusal(cloze(f"<p>{text}</p>"))


@pytest.mark.parametrize(("kind", "option"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_words_to_be_put_into_a_text_become_lists(kind, option):
    options = [
        f"<{option}><text>{text}</text><group>{group}</group></{option}>"
        for text, group in (("pública", 1), ("reservada", 1), ("veinte", 2), ("diez", 2))
    ]
    found = only(quiz(question(kind, *options, text="<p>Toda es [[1]]; el plazo es de [[3]] días.</p>")))
    assert found.kind == "cloze"
    assert found.stem == "<p>Toda es {{1}}; el plazo es de {{2}} días.</p>"
    assert [[one["text"] for one in gap["answers"]] for gap in found.body["gaps"]] == [
        ["pública", "reservada"],
        ["veinte", "diez"],
    ]


@pytest.mark.parametrize(
    "kind", ["description", "random", "calculated", "calculatedmulti", "ddimageortext", "coderunner", ""]
)
def test_a_type_that_cannot_be_taken_is_refused_with_a_reason(kind):
    reading = read(quiz(question(kind), question("essay", name="Otra")))
    assert (reading.read_count, len(reading.questions), len(reading.refusals)) == (2, 1, 1)
    assert reading.refusals[0].reason.endswith(".")
    assert reading.refusals[0].where.line == 3
    assert reading.refusals[0].title == "Pregunta 1"


# Categories, tags, what stays behind


def test_categories_are_nested_and_hold_until_the_next():
    reading = read(
        quiz(
            question("essay", name="a"),
            category("$course$/top/Transparencia/Acceso//consulta"),
            question("essay", name="b"),
            category("$system$/Otra"),
            question("essay", name="c"),
        )
    )
    assert [found.category for found in reading.questions] == [(), ("Transparencia", "Acceso/consulta"), ("Otra",)]
    assert reading.questions[1].identity == "moodle:Transparencia/Acceso/consulta/b"


@pytest.mark.parametrize(
    ("path", "names"),
    [("$course$", ()), ("top", ()), ("top/A", ("A",)), ("A/B", ("A", "B")), ("$module$/top/top", ("top",))],
)
def test_the_root_of_a_category_is_not_a_name(path, names):
    assert names_of(path) == names


def test_what_stays_behind_is_told():
    found = only(
        quiz(
            question(
                "essay",
                "<defaultgrade>5.0000000</defaultgrade><hidden>1</hidden><idnumber>A-7</idnumber>",
                '<hint format="html"><text>Piense</text></hint>',
                HTML.format(tag="correctfeedback", html="<p>Excelente</p>", inside=""),
                HTML.format(tag="generalfeedback", html="<p>Art. 6o.</p>", inside=""),
                "<tags><tag><text>plazos</text></tag><tag><text>plazos</text></tag></tags>",
            )
        )
    )
    assert len(found.notes) == 4
    assert (found.identity, found.tags, found.feedback) == ("moodle:A-7", ("plazos",), "<p>Art. 6o.</p>")


def test_what_moodle_always_says_is_not_told():
    inside = HTML.format(tag="correctfeedback", html="Respuesta correcta", inside="")
    assert only(quiz(question("essay", inside, "<defaultgrade>1.0000000</defaultgrade>"))).notes == ()


# Texts and pictures


@pytest.mark.parametrize(
    ("name", "text", "stem"),
    [
        ("plain_text", "Uno &lt;b&gt;\n\ndos", "<p>Uno &lt;b&gt;</p><p>dos</p>"),
        ("moodle_auto_format", "Uno\ndos", "<p>Uno<br>dos</p>"),
        (
            "markdown",
            "Es **público**\n\n- uno\n- dos",
            "<p>Es <strong>público</strong></p><ul><li>uno</li><li>dos</li></ul>",
        ),
        (
            "html",
            "&lt;table&gt;&lt;tr&gt;&lt;td&gt;a&lt;/td&gt;&lt;td&gt;b&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;",
            "<p>a | b</p>",
        ),
    ],
)
def test_each_format_of_text_is_taken(name, text, stem):
    data = f'<question type="essay"><questiontext format="{name}"><text>{text}</text></questiontext></question>'
    assert only(quiz(data)).stem == stem


def test_an_embedded_picture_comes_with_its_question():
    found = only(quiz(with_picture(png())))
    (image,) = found.images.values()
    assert (image.mime, image.data, image.name) == ("image/png", png(), "mapa-ano.png")
    assert found.stem == f'<p>Vea <img src="@@image:{image.name}" alt="Mapa"></p>'


def test_a_picture_written_into_the_text_is_taken_too():
    address = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    assert [image.data for image in only(quiz(with_picture(b"", address=address))).images.values()] == [png()]


def test_two_pictures_of_one_name_are_kept_apart():
    feedback = with_picture(png(9)).replace("questiontext", "generalfeedback").removeprefix('<question type="essay">')
    both = with_picture(png()).removesuffix("</question>") + feedback
    found = only(quiz(both))
    assert {image.data for image in found.images.values()} == {png(), png(9)}
    assert found.stem.count("@@image:") == found.feedback.count("@@image:") == 1


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        b"MZ not a picture",
        png() + b"0" * 5_300_000,
    ],
    ids=["svg", "program", "too large"],
)
def test_a_picture_that_cannot_be_shown_refuses_its_question(data):
    assert "mapa" in refusal(quiz(with_picture(data)))


def test_a_picture_elsewhere_is_removed_and_told():
    found = only(quiz(with_picture(png(), address="https://example.org/espia.png")))
    assert found.stem == "<p>Vea </p>" or found.stem == "<p>Vea</p>"
    assert found.images == {}
    assert any("example.org" in note for note in found.notes)


def test_html_is_cleaned_on_the_way_in():
    embed = '<embed embedtype="image" id="5"/>'
    text = f'<p onclick="x()">Uno<script>alert(1)</script>{embed}<a href="javascript:x">dos</a></p>'
    found = only(quiz(question("essay", text=text)))
    assert found.stem == "<p>Unodos</p>"
    assert len(found.notes) >= 2
