"""The data of django-quiz-app 0.5.1: a real dump of invented people, and dumps that contradict themselves."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from evaluations.formats import django_quiz_app
from evaluations.formats.exchange import Reading, UnreadableFile

DUMP = Path(__file__).parents[2] / "data/evaluations/django_quiz_app_dump.json"


@pytest.fixture(scope="module")
def dump() -> Reading:
    return django_quiz_app.read(DUMP.read_bytes())


def reading(*objects: object) -> Reading:
    return django_quiz_app.read(json.dumps(objects).encode())


def question(pk: int = 1, **fields) -> dict:
    known = {"content": "¿Qué?", "explanation": "", "figure": "", "category": None, "sub_category": None, "quiz": []}
    return {"model": "quiz.question", "pk": pk, "fields": {**known, **fields}}


def true_false(pk: int = 1, correct: object = True) -> dict:
    return {"model": "true_false.tf_question", "pk": pk, "fields": {"correct": correct, "quiz": []}}


def choice(pk: int = 1, order: object = None) -> dict:
    return {"model": "multichoice.mcquestion", "pk": pk, "fields": {"answer_order": order, "quiz": []}}


def answer(pk: int, content: object, correct: object = False, of: object = 1) -> dict:
    return {"model": "multichoice.answer", "pk": pk, "fields": {"question": of, "content": content, "correct": correct}}


def quiz(pk: int = 1, **fields) -> dict:
    return {"model": "quiz.quiz", "pk": pk, "fields": {"title": "Examen", "url": "examen", "pass_mark": 60, **fields}}


def sitting(pk: int = 1, **fields) -> dict:
    known = {
        "user": None,
        "quiz": 1,
        "question_order": "1,",
        "question_list": "",
        "incorrect_questions": "",
        "current_score": 1,
        "complete": True,
        "user_answers": '{"1": "True"}',
        "start": "2026-11-23T10:00:00Z",
        "end": None,
    }
    return {"model": "quiz.sitting", "pk": pk, "fields": {**known, **fields}}


# The real dump


def test_the_dump_is_read_whole(dump):
    assert dump.read_count == 25
    assert len(dump.questions) == 24
    assert [refusal.identity for refusal in dump.refusals] == ["dqa:question 19"]
    assert (len(dump.quizzes), len(dump.history), len(dump.progress)) == (6, 8, 5)
    assert dump.set_aside == ()
    assert len(dump.remarks) == 1
    assert "auth.group" in dump.remarks[0]


def test_each_type_becomes_ours(dump):
    kinds = {question.identity: question.kind for question in dump.questions}

    assert kinds["dqa:question 1"] == "single"
    assert kinds["dqa:question 7"] == "multiple"
    assert kinds["dqa:question 3"] == "true_false"
    assert kinds["dqa:question 10"] == "essay"


def test_several_right_answers_are_told(dump):
    several = [question for question in dump.questions if question.kind == "multiple"]

    assert [question.identity for question in several] == ["dqa:question 7", "dqa:question 12"]
    assert all(question.notes for question in several)


def test_the_reason_of_a_refusal_is_the_one_that_holds(dump):
    assert "correcta" in dump.refusals[0].reason
    assert dump.refusals[0].title.startswith("Pregunta sin respuesta correcta")


def test_a_picture_that_is_not_in_the_dump_is_told(dump):
    with_figure = next(question for question in dump.questions if question.identity == "dqa:question 5")

    assert "remitente_falso_año.png" in with_figure.notes[0]


def test_answers_stand_in_the_order_that_was_set(dump):
    by_content = next(question for question in dump.questions if question.identity == "dqa:question 6")

    texts = [option["text"] for option in by_content.body["options"]]
    assert texts == sorted(texts, key=str.casefold)


def test_categories_become_paths(dump):
    paths = {question.identity: question.category for question in dump.questions}

    assert paths["dqa:question 1"] == ("ciberseguridad-básica", "Contraseñas y doble factor")
    assert paths["dqa:question 15"] == ("Leyes, reglamentos y lineamientos",)
    assert paths["dqa:question 16"] == ("Tramites en linea",)
    assert paths["dqa:question 20"] == ("Sin categoría",)


def test_quizzes_keep_their_rules(dump):
    final = dump.quizzes[1]

    assert final.title == "Evaluación final: datos personales y derechos ARCO"
    assert final.slug == "evaluacion-datos-personales"
    assert (final.pass_mark, final.answers_at_end, final.single_attempt, final.is_draft) == (80, True, True, False)
    assert "<strong>único</strong>" in final.description
    assert "&amp; lo revisa" in final.description
    assert final.questions == tuple(f"dqa:question {key}" for key in (4, 6, 7, 8, 9, 10))
    assert dump.quizzes[4].is_draft
    assert (dump.quizzes[2].random_order, dump.quizzes[2].max_questions) == (True, 4)


def test_a_quiz_tells_what_it_lost(dump):
    assert "dqa:question 19" not in dump.quizzes[2].questions
    assert dump.quizzes[2].notes
    assert dump.quizzes[5].questions == ()
    assert dump.quizzes[5].notes


def test_attempts_are_told_as_they_were(dump):
    first, second = dump.history[:2]

    assert (first.username, first.email) == ("mgnunez", "mgnunez@tlaxmulco.gob.mx.invalid")
    assert (first.score, first.possible, first.percent, first.has_passed) == (5, 5, 100, True)
    assert first.started.isoformat() == "2026-11-23T00:06:40.119000+00:00"
    assert [given.is_right for given in second.answers] == [False, True, True, True, True]
    assert second.answers[0].words == "123456"
    assert second.answers[2].words == "Falso"


def test_an_attempt_left_open_has_no_verdict(dump):
    left = dump.history[3]

    assert (left.is_complete, left.has_passed, left.ended, len(left.answers)) == (False, None, None, 2)
    assert left.remarks == ()


def test_stray_commas_do_not_make_questions(dump):
    assert (dump.history[5].possible, dump.history[5].score, dump.history[5].percent) == (6, 3, 50)
    assert [given.is_right for given in dump.history[5].answers] == [True, False, True, True, False, False]


def test_a_score_that_contradicts_its_answers_is_told_and_kept(dump):
    odd = dump.history[2]

    assert odd.score == 3
    assert len(odd.remarks) == 1
    assert "1, 2" in odd.remarks[0]


def test_running_scores_survive_commas_in_names(dump):
    scores = {name: (right, possible) for name, right, possible in dump.progress[3].scores}

    assert scores["Leyes, reglamentos y lineamientos"] == (1, 1)
    assert scores["transparencia-y-cimtra"] == (3, 4)
    assert dump.progress[3].remarks == ()


def test_the_dump_holds_no_password(dump):
    assert "pbkdf2" not in DUMP.read_text()
    assert "pbkdf2" not in repr(dump)


# Keys and people


def test_natural_keys_do_as_well_as_primary_ones():
    found = reading(
        {"model": "auth.user", "fields": {"username": "ana", "email": "ana@example.invalid"}},
        {"model": "quiz.category", "fields": {"category": "Leyes"}},
        question(category=["Leyes"], quiz=[1]),
        true_false(),
        quiz(category=["Leyes"]),
        sitting(user=["ana"]),
    )

    assert found.questions[0].category == ("Leyes",)
    assert found.quizzes[0].category == ("Leyes",)
    assert (found.history[0].username, found.history[0].email) == ("ana", "ana@example.invalid")


def test_a_person_named_but_not_dumped_keeps_the_name():
    found = reading(question(), true_false(), quiz(), sitting(user=["ana"]))

    assert (found.history[0].username, found.history[0].email, found.history[0].remarks) == ("ana", "", ())


@pytest.mark.parametrize("user", [7, None, {"a": 1}, []])
def test_an_attempt_of_nobody_is_told(user):
    found = reading(question(), true_false(), quiz(), sitting(user=user))

    assert found.history[0].username == ""
    assert found.history[0].remarks


def test_users_of_an_own_model_are_found():
    found = reading(
        {"model": "personas.User", "pk": 3, "fields": {"username": "ana"}},
        question(),
        true_false(),
        quiz(),
        sitting(user=3),
    )

    assert found.history[0].username == "ana"


# What contradicts itself


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        ([question()], "tipo"),
        ([question(), true_false(), choice()], "dos tipos"),
        ([true_false()], "texto"),
        ([question(content=""), true_false()], "texto"),
        ([question(content="<script>x</script>"), true_false()], "texto"),
        ([question(content=3), true_false()], "content"),
        ([question(), true_false(correct="sí")], "correct"),
        ([question(quiz="1"), true_false()], "quiz"),
        ([question(), choice()], "0"),
        ([question(), choice(), answer(1, "a", True)], "1"),
        ([question(), choice(), answer(1, "a"), answer(2, "b")], "correcta"),
        ([question(), choice(), answer(1, "a", True), answer(2, "")], "texto"),
        ([question(), choice(), answer(1, "a", True), answer(2, None)], "texto"),
        ([question(), choice(), answer(1, "a", True), answer(2, "b", None)], "correct"),
        ([question(content="a" * 30_000), true_false()], "20000"),
    ],
    ids=range(15),
)
def test_a_question_that_cannot_be_taken_is_refused_with_its_reason(objects, said):
    found = reading(*objects)

    assert found.questions == ()
    assert found.read_count == len(found.refusals) == 1
    assert found.refusals[0].identity == "dqa:question 1"
    assert said in found.refusals[0].reason


def test_references_to_nothing_are_told():
    found = reading(question(category=9, sub_category=8, quiz=[7]), true_false(), answer(1, "a", of=5))

    assert found.questions[0].category == ()
    assert len(found.questions[0].notes) == 3
    assert [refusal.where.element for refusal in found.set_aside] == ["multichoice.answer 1"]


def test_a_subcategory_of_another_category_is_told():
    found = reading(
        {"model": "quiz.category", "pk": 1, "fields": {"category": "Leyes"}},
        {"model": "quiz.category", "pk": 2, "fields": {"category": "Pagos"}},
        {"model": "quiz.subcategory", "pk": 1, "fields": {"sub_category": "Predial", "category": 2}},
        question(category=1, sub_category=1),
        true_false(),
    )

    assert found.questions[0].category == ("Leyes", "Predial")
    assert found.questions[0].notes


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": None},
        {"title": 5},
        {"pass_mark": 101},
        {"pass_mark": "60"},
        {"pass_mark": True},
        {"max_questions": -1},
        {"random_order": "sí"},
        {"description": "a" * 30_000},
    ],
)
def test_a_quiz_that_cannot_be_taken_is_set_aside_with_its_reason(fields):
    found = reading(question(quiz=[1]), true_false(), quiz(**fields))

    assert found.quizzes == ()
    assert [refusal.identity for refusal in found.set_aside] == ["dqa:quiz 1"]
    assert len(found.questions) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"quiz": 9},
        {"quiz": None},
        {"current_score": "1"},
        {"current_score": -1},
        {"complete": "sí"},
        {"question_order": ["1"]},
        {"start": "ayer"},
        {"end": "2026-13-45T99:00:00Z"},
        {"user_answers": {"1": "True"}},
    ],
)
def test_an_attempt_that_cannot_be_taken_is_set_aside_with_its_reason(fields):
    found = reading(question(), true_false(), quiz(), sitting(**fields))

    assert found.history == ()
    assert [refusal.identity for refusal in found.set_aside] == ["dqa:sitting 1"]


@pytest.mark.parametrize(
    "fields",
    [
        {"current_score": 0},
        {"incorrect_questions": "1,"},
        {"user_answers": "{no es JSON"},
        {"user_answers": "[1, 2]"},
        {"user_answers": "[" * 1000},
        {"user_answers": "{}"},
        {"user_answers": '{"1": "True", "5": "x"}'},
        {"question_order": "1,2,"},
        {"current_score": 3},
    ],
)
def test_an_attempt_that_contradicts_itself_is_kept_and_told(fields):
    found = reading(question(), true_false(), quiz(), sitting(**fields))

    assert found.history[0].remarks
    assert found.history[0].score == fields.get("current_score", 1)


def test_passing_is_decided_as_the_package_did():
    objects = [question(), true_false(), quiz(pass_mark=67)]

    found = reading(*objects, sitting(question_order="1,2,3,", current_score=2))

    assert (found.history[0].percent, found.history[0].has_passed) == (67, True)


def test_an_unknown_category_in_a_running_score_ends_where_numbers_follow():
    found = reading(
        question(),
        true_false(),
        {"model": "quiz.progress", "pk": 1, "fields": {"user": None, "score": "A, 2,B,1,2,C,3,"}},
    )

    assert found.progress[0].scores == (("A, 2,B", 1, 2),)
    assert "C,3" in found.progress[0].remarks[-1]


# What is no dump


@pytest.mark.parametrize(
    "text",
    ["{", "[1", '{"a": 1}', "[]", "null", '"x"', '[{"model": "blog.post", "pk": 1, "fields": {}}]', "[" * 100_000],
)
def test_what_is_no_dump_says_so(text):
    with pytest.raises(UnreadableFile):
        django_quiz_app.read(text.encode())


@pytest.mark.parametrize(
    "odd",
    [
        1,
        None,
        [],
        "x",
        {},
        {"model": 3},
        {"model": "quiz.question"},
        {"model": "quiz.question", "pk": 2, "fields": []},
        {"model": "quiz.question", "pk": None, "fields": {}},
        {"model": "quiz.question", "pk": {"a": 1}, "fields": {}},
        {"model": "quiz.question", "pk": True, "fields": {}},
        {"model": "quiz.question", "pk": 1, "fields": {"content": "otra vez"}},
    ],
    ids=range(12),
)
def test_an_odd_object_is_set_aside_and_the_rest_is_read(odd):
    found = reading(question(), true_false(), odd)

    assert len(found.questions) == 1
    assert len(found.set_aside) == 1


def test_other_models_are_counted_not_listed():
    found = reading(question(), true_false(), *({"model": "x.y", "pk": pk, "fields": {}} for pk in range(7)))

    assert found.remarks == ("Se pasaron por alto 7 objetos de «x.y»: no forman parte de los cuestionarios.",)


@pytest.mark.parametrize(
    "objects",
    [
        [question(), true_false(), quiz(), sitting(question_order="1," * 1_000_000)],
        [question(), true_false(), quiz(), sitting(user_answers=json.dumps({str(n): "x" for n in range(100_000)}))],
        [
            question(),
            true_false(),
            *({"model": "quiz.progress", "pk": n, "fields": {"score": "a," * 9_999}} for n in range(100)),
        ],
        [question(), choice(), *(answer(n, "a") for n in range(20_000))],
        [question(content="<b>" * 1_000_000), true_false()],
        [question(content='"\\' * 1_000_000), true_false()],
    ],
    ids=range(6),
)
def test_a_hostile_dump_costs_no_more_than_its_length(objects):
    data = json.dumps(objects).encode()
    began = time.process_time()

    django_quiz_app.read(data)

    assert time.process_time() - began < 5


def test_an_unfinished_text_full_of_quotes_costs_no_more_than_its_length():
    began = time.process_time()

    with pytest.raises(UnreadableFile):
        django_quiz_app.read(b'[{"model": "' + b'\\"' * 1_000_000)

    assert time.process_time() - began < 5
