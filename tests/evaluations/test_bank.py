import dataclasses

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg
from wagtail.models import ModelLogEntry

from courses.plugins import WrittenOnce
from evaluations import bank, category_tree, markup, pictures
from evaluations.models import AnswerKey, Question, QuestionCategory, QuestionPicture, QuestionVersion, QuizDraw
from evaluations.usage import usage_of
from evaluations.version_history import history_of, lines_of
from tests.evaluations.bodies import KINDS, body_of, stem_of
from tests.evaluations.factories import (
    attempt_at,
    category,
    course_with_quiz,
    learner,
    module_of,
    question,
    quiz_page,
    submitted_attempt,
)
from tests.factories import UserFactory, course_page

pytestmark = pytest.mark.django_db


def wording(stem="<p>¿Qué sigue?</p>", kind="single", options=("*Esto", "Aquello"), feedback=""):
    body = bank.choice_body([(text.lstrip("*"), text.startswith("*"), "") for text in options])
    return bank.Wording(kind=kind, stem=stem, body=body, feedback=feedback)


def test_editing_a_question_makes_a_new_version_and_keeps_the_old_one():
    one = question("M1-Q01")
    first = one.current
    bank.save_question(question=one, wording=wording(stem="<p>¿Y ahora?</p>"))
    assert one.current.number == 2
    assert one.current.stem == "<p>¿Y ahora?</p>"
    first.refresh_from_db()
    assert first.stem == "<p>¿Qué dice la pregunta M1-Q01?</p>"


def test_saving_the_same_wording_makes_no_version():
    one = bank.save_question(question=Question(category=category()), wording=wording())
    one.difficulty = Question.Difficulty.HARD
    bank.save_question(question=one, wording=wording())
    assert one.versions.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "multiple"},
        {"options": ("Esto", "*Aquello")},
        {"options": ("*Esto", "Aquello", "Lo otro")},
        {"feedback": "<p>Porque sí.</p>"},
    ],
    ids=["kind", "key", "options", "feedback"],
)
def test_a_change_of_anything_that_counts_makes_a_version(change):
    one = bank.save_question(question=Question(category=category()), wording=wording())
    bank.save_question(question=one, wording=wording(**change))
    assert one.current.number == 2


def test_a_version_and_its_key_are_written_once():
    version = question("M1-Q01").current
    version.stem = "otra cosa"
    with pytest.raises(WrittenOnce):
        version.save()
    with pytest.raises(WrittenOnce):
        QuestionVersion.objects.filter(pk=version.pk).update(stem="otra cosa")
    with pytest.raises(WrittenOnce):
        AnswerKey.objects.filter(version=version).update(correct=[])


def test_option_ids_say_nothing_about_place_or_key():
    for number in range(20):
        version = question(f"Q{number}").current
        ids = [option["id"] for option in version.options]
        assert len(set(ids)) == len(ids)
        assert all(len(pk) == 8 for pk in ids)
    firsts = {q.current.options[0]["id"] for q in Question.objects.all()}
    smallest_first = sum(q.current.options[0]["id"] == min(q.current.option_ids) for q in Question.objects.all())
    assert len(firsts) == 20
    assert 0 < smallest_first < 20


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (wording(stem="<p> </p>"), "Escriba la pregunta."),
        (wording(options=("*Una",)), "Escriba al menos dos opciones."),
        (wording(options=("Una", "Otra")), "Marque exactamente una opción como correcta."),
        (wording(options=("*Una", "*Otra")), "Marque exactamente una opción como correcta."),
        (wording(options=("*Una", "una")), "Dos opciones dicen lo mismo."),
        (wording(options=("*Una", "")), "Hay una opción sin texto."),
        (wording(kind="multiple", options=("Una", "Otra")), "Marque al menos una opción como correcta."),
        (
            wording(options=["*1", *(str(n) for n in range(2, 12))]),
            "Un reactivo puede tener diez opciones como máximo.",
        ),
        (wording(kind="true_false", options=("Verdadero", "Falso")), "Indique si la afirmación es verdadera o falsa."),
        (wording(kind="inventado"), "Elija el tipo de reactivo."),
        (
            wording(stem='<p>Mire</p><embed alt="" embedtype="image" format="left" id="7"/>'),
            "Una imagen no tiene descripción. Escriba qué muestra, para quienes no pueden verla.",
        ),
    ],
)
def test_an_unfinished_question_is_refused_in_plain_words(written, problem):
    with pytest.raises(ValidationError) as refused:
        bank.save_question(question=Question(category=category()), wording=written)
    assert problem in refused.value.messages
    assert not Question.objects.exists()


def test_scripts_styles_and_links_do_not_get_into_a_question():
    dirty = '<p onclick="x()">¿<b>Qué</b> <a href="https://e.mx">sigue</a>?<script>alert(1)</script></p><p><br></p>'
    one = bank.save_question(question=Question(category=category()), wording=wording(stem=dirty))
    assert one.current.stem == "<p>¿<b>Qué</b> sigue?</p>"
    assert markup.clean_block(one.current.stem) == one.current.stem


def test_a_question_without_a_code_gets_the_next_number():
    codes = [bank.save_question(question=Question(category=category()), wording=wording()).code for _ in range(3)]
    assert codes == ["R-0001", "R-0002", "R-0003"]


def test_a_code_is_unique():
    question("M1-Q01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(code="M1-Q01", category=category())


def test_a_question_is_found_without_accents_or_capitals():
    one = question("M1-Q01", stem="<p>¿Qué OBLIGACIÓN tiene el Comité?</p>")
    assert "obligacion" in one.search_text
    assert "comite" in one.search_text
    assert one.summary == "¿Qué OBLIGACIÓN tiene el Comité?"


def test_the_text_to_search_holds_neither_key_nor_feedback():
    one = question("M1-Q01", options=["*CLAVE-SECRETA", "Otra"], feedback="PORQUE-SECRETO")
    assert "secret" not in one.search_text
    assert "SECRET" not in one.summary


def test_only_questions_in_force_are_eligible():
    question("A")
    question("B", state="draft")
    question("C", state="retired")
    Question.objects.create(code="D", category=category(), state="current")
    assert list(Question.objects.eligible().values_list("code", flat=True)) == ["A"]


def test_a_category_holds_what_is_inside_it():
    top = category("Arriba")
    middle = category("En medio", parent=top)
    question("A", category=top)
    question("B", category=middle)
    question("C", category=category("Aparte"))
    assert [q.code for q in Question.objects.in_category(top)] == ["A", "B"]
    assert [q.code for q in Question.objects.in_category(middle)] == ["B"]


def test_a_category_cannot_be_inside_itself():
    top = category("Arriba")
    middle = category("En medio", parent=top)
    top.parent = middle
    with pytest.raises(ValidationError, match="dentro de sí misma"):
        top.full_clean()


def test_two_categories_in_one_place_do_not_share_a_name():
    category("Arriba")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionCategory.objects.create(name="Arriba")


class TestStates:
    def test_moving_to_another_state_is_logged_and_makes_no_version(self):
        one, other = question("A"), question("B", state="retired")
        user = UserFactory()
        assert bank.set_state(questions=[one, other], state="retired", by=user) == 1
        one.refresh_from_db()
        assert one.state == "retired"
        assert one.versions.count() == 1
        assert [entry.user for entry in ModelLogEntry.objects.for_instance(one)] == [user]
        assert not ModelLogEntry.objects.for_instance(other)

    def test_what_says_nothing_is_not_put_in_force(self):
        blank = Question.objects.create(code="A", category=category())
        assert bank.set_state(questions=[blank], state="current") == 0
        blank.refresh_from_db()
        assert blank.state == "draft"


class TestCategoriesAsATree:
    def test_each_comes_after_the_one_that_it_is_in(self):
        top = category("Transparencia")
        category("Plazos", parent=top)
        category("Acceso", parent=top)
        category("Archivos")
        assert [(one.category.name, one.depth, one.path) for one in category_tree.branches()] == [
            ("Archivos", 0, "Archivos"),
            ("Transparencia", 0, "Transparencia"),
            ("Acceso", 1, "Transparencia › Acceso"),
            ("Plazos", 1, "Transparencia › Plazos"),
        ]

    def test_the_whole_tree_is_one_query(self, django_assert_num_queries):
        for number in range(5):
            category(f"C{number}", parent=category("Arriba"))
        with django_assert_num_queries(1):
            assert len(list(category_tree.branches())) == 6

    def test_a_list_to_choose_from_is_indented(self):
        category("Plazos", parent=category("Transparencia"))
        labels = [label for _value, label in category_tree.CategoryField().choices]
        assert labels[1:] == ["Transparencia", f"{category_tree.INDENT}Plazos"]


class TestUsage:
    def test_it_tells_where_a_question_is_fixed_and_where_it_may_be_drawn(self):
        top = category("Arriba")
        one = question("A", category=category("Dentro", parent=top), difficulty="hard")
        module = module_of(course_page(lessons=1))
        fixed = quiz_page(module, questions=[one], title="Fijo")
        drawing = [QuizDraw(category=top, count=1)]
        drawn = quiz_page(module, questions=[], draws=drawing, title="Sorteado", slug="s")
        elsewhere = [QuizDraw(category=top, difficulty="easy", count=1)]
        quiz_page(module, questions=[], draws=elsewhere, title="Otro", slug="o")
        usage = usage_of(one)
        assert (usage.fixed_in, usage.may_be_drawn_in) == ([fixed], [drawn])
        one.state = "retired"
        assert usage_of(one).may_be_drawn_in == []

    def test_attempts_are_counted_by_version_and_open_ones_apart(self):
        one = question("A")
        course, quiz = course_with_quiz(questions=[one])
        submitted_attempt(quiz, learner(course)[1])
        first = one.current_id
        bank.save_question(question=one, wording=wording())
        attempt_at(quiz, learner(course)[1])
        usage = usage_of(one)
        assert usage.attempts_by_version == {first: 1, one.current_id: 1}
        assert (usage.attempts, usage.open_attempts) == (2, 1)


class TestHistory:
    def test_it_tells_what_each_version_changed_word_by_word(self):
        one = bank.save_question(question=Question(category=category()), wording=wording(stem="<p>¿Qué sigue hoy?</p>"))
        bank.save_question(
            question=one, wording=wording(stem="<p>¿Qué sigue mañana?</p>", options=("*Esto", "Lo otro"))
        )
        newest, oldest = history_of(one, attempts={one.current_id: 3})
        assert (newest.version.number, newest.attempts, newest.is_current) == (2, 3, True)
        assert [("same", "¿Qué sigue "), ("removed", "hoy"), ("added", "mañana"), ("same", "?")] in newest.lines
        assert any(("added", "Lo otro") in line for line in newest.lines)
        assert (oldest.is_current, oldest.attempts) == (False, 0)
        assert all(kind == "same" for line in oldest.lines for kind, _text in line)

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_type_is_told_in_words(self, kind):
        one = question("A", kind=kind, stem=stem_of(kind), body=body_of(kind, marker="clave-secreta"))
        lines = lines_of(one.current)
        assert len(lines) > 2
        assert not any("<" in line or "{'" in line for line in lines)


class TestPictures:
    @pytest.fixture
    def image(self):
        return get_image_model().objects.create(title="Mapa", file=get_test_image_file(size=(1200, 600)))

    def with_picture(self, image):
        return wording(stem=f'<p>Mire</p><embed alt="Un mapa" embedtype="image" format="fullwidth" id="{image.pk}"/>')

    def test_a_picture_is_kept_by_its_content_with_the_version(self, image):
        one = bank.save_question(question=Question(category=category()), wording=self.with_picture(image))
        kept = one.current.pictures[str(image.pk)]
        assert kept["url"] == QuestionPicture.objects.get().url
        assert (kept["width"], kept["height"]) == (1000, 500)

    def test_the_same_picture_is_kept_once(self, image):
        for _ in range(2):
            bank.save_question(question=Question(category=category()), wording=self.with_picture(image))
        assert QuestionPicture.objects.count() == 1

    def test_a_picture_that_left_the_library_stays_through_an_edit(self, image):
        written = self.with_picture(image)
        one = bank.save_question(question=Question(category=category()), wording=written)
        before = one.current.pictures
        image.delete()
        bank.save_question(question=one, wording=dataclasses.replace(written, feedback="<p>Por esto.</p>"))
        assert one.current.number == 2
        assert one.current.pictures == before

    def test_a_drawing_never_becomes_a_picture(self):
        drawing = get_image_model().objects.create(title="Dibujo", file=get_test_image_file_svg())
        assert pictures.freeze([drawing.pk]) == {}
        assert not QuestionPicture.objects.exists()

    def test_a_picture_that_cannot_be_read_is_left_out(self, image):
        image.file.storage.delete(image.file.name)
        assert pictures.freeze([image.pk]) == {}

    def test_it_is_streamed_to_those_signed_in(self, client, image):
        bank.save_question(question=Question(category=category()), wording=self.with_picture(image))
        address = QuestionPicture.objects.get().url
        assert client.get(address).status_code == 404
        client.force_login(UserFactory())
        response = client.get(address)
        assert b"".join(response.streaming_content)
        assert response["Content-Type"] in {"image/png", "image/jpeg"}
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"
        assert client.post(address).status_code == 405
        assert client.get(address.replace(address[-65:-1], "0" * 64)).status_code == 404

    def test_a_lost_file_is_not_an_error(self, client, image):
        bank.save_question(question=Question(category=category()), wording=self.with_picture(image))
        picture = QuestionPicture.objects.get()
        picture.file.storage.delete(picture.file.name)
        client.force_login(UserFactory())
        assert client.get(picture.url).status_code == 404
