"""GIFT as Moodle documents it, with texts of our own."""

from __future__ import annotations

import time

import pytest

from evaluations.formats import gift
from evaluations.formats.exchange import NESTING, QUESTIONS, ExchangedQuestion, Reading, TooMuch


def reading(text: str) -> Reading:
    return gift.read(text.encode())


def only(text: str) -> ExchangedQuestion:
    found = reading(text)
    assert [refusal.reason for refusal in found.refusals] == []
    return found.questions[0]


def refused(text: str) -> str:
    found = reading(text)
    assert found.questions == ()
    return found.refusals[0].reason


def option(text: str, is_correct: bool, *, feedback: str = "", weight: str = "0") -> dict:
    return {
        "text": text,
        "is_correct": is_correct,
        "feedback": feedback,
        "stays_last": False,
        "weight": weight,
    }


def choice(*options: dict, credit: str = "all_or_nothing") -> dict:
    return {"options": list(options), "credit": credit}


def numeric(*answers: tuple[str, str, str]) -> dict:
    return {
        "answers": [
            {"value": value, "tolerance": tolerance, "weight": weight, "feedback": ""}
            for value, tolerance, weight in answers
        ],
        "units": [],
        "unit_rule": "none",
    }


def short(*answers: tuple[str, str, str]) -> dict:
    return {
        "answers": [{"text": text, "weight": weight, "feedback": feedback} for text, weight, feedback in answers],
        "case_matters": False,
        "accents_matter": False,
    }


ESSAY = {"min_words": 0, "max_words": 0, "rubric": [], "guidance": ""}
#: (what is written, kind, stem, body).
GRAMMAR = {
    "one right answer": (
        "¿Quién aprueba el reglamento? {=El cabildo ~La tesorería ~El síndico}",
        "single",
        "<p>¿Quién aprueba el reglamento?</p>",
        choice(option("El cabildo", True), option("La tesorería", False), option("El síndico", False)),
    ),
    "answers on lines of their own": (
        "¿Quién preside?{\n\t~El síndico\n\t= La presidencia  \n}",
        "single",
        "<p>¿Quién preside?</p>",
        choice(option("El síndico", False), option("La presidencia", True)),
    ),
    "a missing word": (
        "El plazo es de {~diez =veinte ~treinta} días hábiles.",
        "single",
        "<p>El plazo es de _____ días hábiles.</p>",
        choice(option("diez", False), option("veinte", True), option("treinta", False)),
    ),
    "half a mark beside the whole one": (
        "¿Qué se entrega? {=El expediente ~%50%El oficio ~Nada}",
        "single",
        "<p>¿Qué se entrega?</p>",
        choice(
            option("El expediente", True, weight="100"),
            option("El oficio", True, weight="50"),
            option("Nada", False),
            credit="weights",
        ),
    ),
    "two right answers, one to choose": (
        "Diga uno. {=Acceso =Oposición ~Archivo}",
        "single",
        "<p>Diga uno.</p>",
        choice(
            option("Acceso", True, weight="100"),
            option("Oposición", True, weight="100"),
            option("Archivo", False),
            credit="weights",
        ),
    ),
    "several answers with weights": (
        "¿Cuáles son sensibles? {~%50%La salud ~%50%La fe ~%-100%El folio ~El área}",
        "multiple",
        "<p>¿Cuáles son sensibles?</p>",
        choice(
            option("La salud", True, weight="50"),
            option("La fe", True, weight="50"),
            option("El folio", False, weight="-100"),
            option("El área", False),
            credit="weights",
        ),
    ),
    "thirds": (
        "Tres. {~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}",
        "multiple",
        "<p>Tres.</p>",
        choice(
            *(option(text, True, weight="33.33333") for text in "abc"),
            option("d", False),
            credit="weights",
        ),
    ),
    "true": ("El padrón es público.{T}", "true_false", "<p>El padrón es público.</p>", None),
    "false in full": ("Nadie responde. {FALSE}", "true_false", "<p>Nadie responde.</p>", None),
    "a short answer": (
        "Capital de Veracruz {=Xalapa =%50%Jalapa#Con X.}",
        "short_text",
        "<p>Capital de Veracruz</p>",
        short(("Xalapa", "100", ""), ("Jalapa", "50", "Con X.")),
    ),
    "a short answer without a sign": (
        "Dos y dos son {cuatro}.",
        "short_text",
        "<p>Dos y dos son _____.</p>",
        short(("cuatro", "100", "")),
    ),
    "pairs": (
        "Una. {\n=ley -> congreso\n=reglamento->cabildo\n= -> notaría\n}",
        "matching",
        "<p>Una.</p>",
        {
            "pairs": [{"left": "ley", "right": "congreso"}, {"left": "reglamento", "right": "cabildo"}],
            "extra": ["notaría"],
        },
    ),
    "a number": ("¿Días? {#20}", "numeric", "<p>¿Días?</p>", numeric(("20", "0", "100"))),
    "a number with tolerance": ("¿Días? {#3:2}", "numeric", "<p>¿Días?</p>", numeric(("3", "2", "100"))),
    "a range": ("¿Pi? {#3.141..3.142}", "numeric", "<p>¿Pi?</p>", numeric(("3.1415", "0.0005", "100"))),
    "a range below zero": ("¿Grados? {#-5..-1}", "numeric", "<p>¿Grados?</p>", numeric(("-3", "2", "100"))),
    "several numbers": (
        "¿Año? {#\n=1917:0\n=%50%1917:2\n}",
        "numeric",
        "<p>¿Año?</p>",
        numeric(("1917", "0", "100"), ("1917", "2", "50")),
    ),
    "a decimal comma": ("¿Cuánto? {#0,5:0,1}", "numeric", "<p>¿Cuánto?</p>", numeric(("0.5", "0.1", "100"))),
    "an essay": ("Explique. {}", "essay", "<p>Explique.</p>", ESSAY),
    "an essay with space in its braces": ("Explique. { }", "essay", "<p>Explique.</p>", ESSAY),
}


@pytest.mark.parametrize("case", GRAMMAR)
def test_each_construction_of_the_format_is_read(case):
    text, kind, stem, body = GRAMMAR[case]

    question = only(text)

    assert (question.kind, question.stem) == (kind, stem)
    if body is not None:
        assert question.body == body


@pytest.mark.parametrize(
    ("answer", "is_true"), [("T", True), ("TRUE", True), ("true", True), ("F", False), ("FALSE", False)]
)
def test_true_comes_first_whatever_is_right(answer, is_true):
    options = only(f"El acta es pública. {{{answer}#No.#Sí.}}").body["options"]

    assert [found["is_correct"] for found in options] == [is_true, not is_true]
    assert [found["feedback"] for found in options] == (["Sí.", "No."] if is_true else ["No.", "Sí."])


def test_true_and_false_in_spanish_are_understood_and_told():
    question = only("El acta es pública. {Verdadero}")

    assert question.kind == "true_false"
    assert question.body["options"][0]["is_correct"]
    assert "Verdadero" in question.notes[0]


def test_the_name_is_the_title_and_the_identity():
    question = only("::Plazo\\: uno::¿Cuál es? {=a ~b}")

    assert (question.title, question.identity) == ("Plazo: uno", "gift:Plazo: uno")
    assert question.stem == "<p>¿Cuál es?</p>"


def test_without_a_name_the_words_are_the_identity():
    assert only("¿Cuál <b>es</b>? {=a ~b}").identity == "gift:¿Cuál es?"


def test_comments_are_passed_over_but_their_labels_are_read():
    question = only("// question: 12  name: Plazo\n// [id:P-7] [tag:plazos] [tag:con \\] corchete]\n¿Cuál? {=a ~b}")

    assert question.identity == "gift:P-7"
    assert question.tags == ("plazos", "con ] corchete")


def test_a_comment_among_the_answers_is_no_answer():
    question = only("¿Cuál? {\n// la buena\n=a\n~b\n}")

    assert [found["text"] for found in question.body["options"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("$course$/top/Leyes/Plazos", ("Leyes", "Plazos")),
        ("$system$/top/Leyes", ("Leyes",)),
        ("Leyes y//o reglamentos / Plazos", ("Leyes y/o reglamentos", "Plazos")),
        ("$course$/top", ()),
    ],
)
def test_a_category_holds_until_the_next_one(path, names):
    found = reading(f"$CATEGORY: {path}\n\n¿Uno? {{=a ~b}}\n\n¿Dos? {{=a ~b}}\n\n$CATEGORY: Otra\n\n¿Tres? {{T}}")

    assert [question.category for question in found.questions] == [names, names, ("Otra",)]


def test_a_question_right_under_its_category_is_read_too():
    assert only("$CATEGORY: Leyes\n¿Uno? {=a ~b}").category == ("Leyes",)


def test_feedback_stands_with_its_answer_and_the_general_one_with_the_question():
    question = only("¿Cuál? {=a#Así es. ~b#No\\: vea el artículo.####Lo dice la ley.}")

    assert [found["feedback"] for found in question.body["options"]] == ["Así es.", "No: vea el artículo."]
    assert question.feedback == "<p>Lo dice la ley.</p>"


def test_escaped_characters_are_bare_again():
    question = only(r"¿Qué es \{x\}? {=\= 2 \~ 3 \# 4 ~\: y \\ ~uno\ndos}")

    assert question.stem == "<p>¿Qué es {x}?</p>"
    assert [found["text"] for found in question.body["options"]] == ["= 2 ~ 3 # 4", ": y \\", "uno<br>dos"]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("[html]<p>Uno</p><p>Dos &amp; <b>tres</b></p>{T}", "<p>Uno</p><p>Dos &amp; <b>tres</b></p>"),
        ("[moodle]Uno <b>dos</b>{T}", "Uno <b>dos</b>"),
        ("Si x < y & z{T}", "<p>Si x &lt; y &amp; z</p>"),
        ("[plain]Escriba <b>{T}", "<p>Escriba &lt;b&gt;</p>"),
        ("[markdown]Uno **dos**{T}", "<p>Uno <strong>dos</strong></p>"),
        ("[b] no es un formato{T}", "<p>[b] no es un formato</p>"),
        ("Dos\nrenglones{T}", "<p>Dos<br>renglones</p>"),
        (r"Uno\n\nDos{T}", "<p>Uno</p><p>Dos</p>"),
    ],
)
def test_a_text_is_read_in_its_format(text, stem):
    assert only(text).stem == stem


def test_the_format_of_the_question_is_that_of_its_answers():
    question = only("[html]¿Cuál? {=<b>a</b> ~[plain]<b> ~c#<i>no</i>}")

    assert [found["text"] for found in question.body["options"]] == ["<b>a</b>", "&lt;b&gt;", "c"]
    assert question.body["options"][2]["feedback"] == "<i>no</i>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Solo un texto de lectura.", "llaves"),
        ("¿Cuál? {=a ~b", "llave"),
        ("¿Cuál? =a ~b}", "llave"),
        ("¿Cuál? {=a {b} ~c}", "más de un par"),
        ("¿Cuál? {T} ¿Y cuál? {F}", "más de un par"),
        ("¿Cuál? {~a ~b}", "correcta"),
        ("¿Cuál? {~a}", "una sola respuesta"),
        ("¿Cuál? {a ~b =c}", "«a»"),
        ("¿Cuál? {=a ~ ~c}", "texto"),
        ("¿Cuál? {~%150%a ~b}", "150"),
        ("¿Cuánto? {#mucho}", "«mucho»"),
        ("¿Cuánto? {#}", "«»"),
        ("¿Cuánto? {#*}", "número"),
        ("Una. {=a -> b =c}", "«c»"),
        ("Una. {=a -> b}", "dos parejas"),
        ("{T}", "pregunta"),
    ],
)
def test_what_is_no_question_is_refused_with_its_reason(text, said):
    assert said in refused(text)
    assert reading(text).read_count == len(reading(text).refusals) == 1


def test_a_blank_line_among_the_answers_ends_the_question():
    found = reading("¿Cuál? {=a\n\n~b}\n\n¿Y cuál? {T}")

    assert [refusal.where.line for refusal in found.refusals] == [1, 3]
    assert len(found.questions) == 1


def test_a_refusal_says_the_line_and_quotes_it():
    found = reading("// uno\n\n::Buena::¿Cuál? {=a ~b}\n\n// dos\n::Mala::¿Cuál? {=a\n~b\n\n::Otra::¿Cuál? {T}")

    assert [question.title for question in found.questions] == ["Buena", "Otra"]
    refusal = found.refusals[0]
    assert (refusal.where.line, refusal.title, refusal.identity) == (6, "Mala", "gift:Mala")
    assert refusal.excerpt.startswith("::Mala::¿Cuál? {=a")
    assert found.read_count == 3


def test_weights_of_a_third_rounded_by_hand_are_mended_and_told():
    question = only("Tres. {~%33%a ~%33%b ~%33%c ~d}")

    assert [found["weight"] for found in question.body["options"]] == ["33.33333", "33.33333", "33.33333", "0"]
    assert "99" in question.notes[0]


def test_a_note_for_any_other_number_is_told_to_be_lost():
    question = only("¿Cuánto? {#3:1 ~#Revise la tabla.}")

    assert question.body == numeric(("3", "1", "100"))
    assert "Revise la tabla." in question.notes[0]


def test_windows_1252_is_read_and_told():
    found = gift.read("::Año::¿En qué año se «publicó»? {#1917}".encode("cp1252"))

    assert found.questions[0].stem == "<p>¿En qué año se «publicó»?</p>"
    assert "Windows-1252" in found.remarks[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_do_not_matter(encoding):
    found = gift.read("::Uno::¿Qué? {T}\r\n\r\n::Dos::¿Qué? {F}\r\n".encode(encoding))

    assert [question.title for question in found.questions] == ["Uno", "Dos"]


def test_hostile_html_loses_its_sting():
    question = only(
        '[html]<p onclick\\="x()">Hola<script>alert(1)</script><img src\\=x onerror\\=y>'
        '<embed embedtype\\="image" id\\="5"/></p>{=<a href\\="javascript\\:x">a</a> ~b#<iframe></iframe>}'
    )

    assert question.stem == "<p>Hola</p>"
    assert question.body["options"][0]["text"] == "a"
    assert len(question.notes) == 2


@pytest.mark.parametrize(
    "text",
    [
        "{" * 500_000,
        "¿? {" + "=" * 2_000_000 + "}",
        "¿? {" + "~a" * 1_000_000 + "}",
        "¿? {" + "=a->" * 500_000 + "}",
        "::" + ":" * 2_000_000,
        "a" * 5_000_000 + "{T}",
        "¿? {" + "\\n" * 1_000_000 + "}",
        "¿? {=a#" + "#" * 2_000_000 + "}",
        "¿? {#" + "1" * 2_000_000 + "}",
        "// [aula: " + "[" * 2_000_000 + "\n¿? {T}",
        "// " + "[id:" * 500_000 + "\n¿? {T}",
        "<" * 2_000_000 + "{T}",
        "> " * 1_000_000 + "<b>{T}",
        "\n" * 3_000_000,
        "$CATEGORY: " + "a/" * 1_000_000 + "\n\n¿? {T}",
    ],
    ids=range(15),
)
def test_a_hostile_file_costs_no_more_than_its_length(text):
    began = time.process_time()

    found = gift.read(text.encode())

    assert time.process_time() - began < 5
    assert found.read_count <= 1


def test_deep_formatting_is_refused():
    assert str(NESTING) in refused("[html]" + "<b>" * 41 + "x{T}")
    assert only("[html]" + "<b>" * 40 + "x{T}").kind == "true_false"


def test_more_questions_than_the_limit_are_too_much():
    with pytest.raises(TooMuch, match=str(QUESTIONS)):
        gift.read("¿? {T}\n\n".encode() * (QUESTIONS + 1))


def test_settings_in_a_comment_are_taken_up():
    question = only(
        '// [aula: {"identity": "gift:R-1", "code": "R-1", "difficulty": "hard", "aspects": [3, 4],'
        ' "body": {"credit": "penalised", "stays_last": [2]}}]\n'
        "¿Cuáles? {~%50%a ~%50%b ~%-50%Ninguna}"
    )

    assert (question.code, question.difficulty, question.aspects) == ("R-1", "hard", (3, 4))
    assert question.body == choice(
        option("a", True), option("b", True), {**option("Ninguna", False), "stays_last": True}, credit="penalised"
    )


@pytest.mark.parametrize(
    "settings",
    [
        "{",
        "[]",
        "{}",
        '{"body": 3}',
        '{"body": {"credit": "all"}}',
        '{"body": {"stays_last": [true]}}',
        '{"kind": "essay"}',
        '{"kind": ["single"]}',
        '{"difficulty": {}}',
        '{"aspects": [-1]}',
        '{"title": 3}',
        '{"tags": "a"}',
        '{"code": NaN}',
        '{"aspects": [1' + "0" * 5000 + "]}",
        "[" * 100 + "]" * 100,
    ],
)
def test_settings_of_another_shape_are_passed_over_and_told(settings):
    question = only(f"// [aula: {settings}]\n¿Cuál? {{=a ~b}}")

    assert question.body == choice(option("a", True), option("b", False))
    assert question.notes
