import re

import pytest
from wagtail.models import ModelLogEntry

from evaluations import bank
from evaluations.models import Question
from evaluations.plugins import QuestionAction, question_actions
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.bodies import KINDS, body_of, stem_of
from tests.evaluations.factories import (
    attempt_at,
    category,
    course_with_quiz,
    learner,
    question,
    submitted_attempt,
)
from tests.evaluations.form_fields import fields_of
from tests.factories import TrainingRequirementFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db

LIST = "/admin/reactivos/"


@pytest.fixture
def consultant(client):
    client.force_login(employee_with_role(CONSULTANCY))
    return client


def page(client, address):
    return client.get(address).content.decode()


def listed(client, query=""):
    return [code for code in "ABCD" if f"{code} · " in page(client, f"{LIST}?{query}")]


class TestFilters:
    def test_by_type_author_tag_requirement_and_aspect(self, consultant):
        author = UserFactory()
        requirement = TrainingRequirementFactory()
        one = question("A", kind="numeric", body=body_of("numeric"), aspects=[3, 44], author=author)
        bank.save_question(question=one, wording=bank.wording_of(one))
        Question.objects.filter(pk=one.pk).update(author=author)
        one.requirements.add(requirement)
        one.tags.add("plazos")
        question("B", aspects=[4])
        tag = one.tags.get()
        for query in (
            "kind=numeric",
            f"author={author.pk}",
            f"tags={tag.pk}",
            f"requirements={requirement.pk}",
            "aspect=44",
        ):
            assert listed(consultant, query) == ["A"], query

    def test_by_whether_anybody_was_asked_and_whether_a_quiz_has_it(self, consultant):
        course, quiz = course_with_quiz(questions=[question("A")])
        course_with_quiz(questions=[question("B")])
        question("C")
        attempt_at(quiz, learner(course)[1])
        assert listed(consultant, "use=asked") == ["A"]
        assert listed(consultant, "use=never") == ["B", "C"]
        assert listed(consultant, "use=fixed") == ["A", "B"]
        assert listed(consultant, "use=loose") == ["C"]

    def test_categories_are_told_with_their_path(self, consultant):
        question("A", category=category("Plazos", parent=category("Transparencia")))
        assert "Transparencia › Plazos" in page(consultant, LIST)


class TestTheList:
    def test_it_counts_the_attempts_that_asked_each(self, consultant):
        one = question("A")
        course, quiz = course_with_quiz(questions=[one])
        submitted_attempt(quiz, learner(course)[1])
        bank.save_question(question=one, wording=bank.Wording("single", "<p>¿Otra?</p>", bank.wording_of(one).body))
        attempt_at(quiz, learner(course)[1])
        listing = consultant.get(LIST).context["object_list"]
        assert [(q.code, q.exposure, q.quizzes) for q in listing] == [("A", 2, 1)]

    def test_its_queries_do_not_grow_with_the_bank(self, consultant, django_assert_max_num_queries):
        requirement = TrainingRequirementFactory()
        for number in range(30):
            one = question(f"Q{number:02}", category=category(f"C{number}", parent=category("Arriba")))
            one.requirements.add(requirement)
            one.tags.add("plazos")
        consultant.get(LIST)
        with django_assert_max_num_queries(17):
            consultant.get(LIST)

    def test_categories_stand_as_a_tree(self, consultant):
        top = category("Transparencia")
        category("Acceso", parent=top)
        category("Archivos")
        question("A", category=top)
        listing = consultant.get("/admin/reactivos/categorias/").context["object_list"]
        assert [(one.name, one.depth, one.count) for one in listing] == [
            ("Archivos", 0, 0),
            ("Transparencia", 0, 1),
            ("Acceso", 1, 0),
        ]
        assert "\u2003Acceso" in page(consultant, "/admin/reactivos/categorias/")


class TestStates:
    def address(self, action, *questions):
        ids = "&".join(f"id={one.pk}" for one in questions)
        return f"/admin/bulk/evaluations/question/{action}/?{ids}&next={LIST}"

    @pytest.mark.parametrize(
        ("action", "state"), [("retire", "retired"), ("put_in_force", "current"), ("send_to_review", "in_review")]
    )
    def test_many_are_moved_at_once_after_asking(self, consultant, action, state):
        some = [question("A", state="draft"), question("B", state="draft")]
        address = self.address(action, *some)
        assert "A · ¿Qué dice" in page(consultant, address)
        assert set(Question.objects.values_list("state", flat=True)) == {"draft"}
        assert consultant.post(address).url == LIST
        assert set(Question.objects.values_list("state", flat=True)) == {state}
        assert ModelLogEntry.objects.count() == 2

    def test_all_in_the_listing_are_those_that_the_filters_left(self, consultant):
        question("A", difficulty="hard", stem="<p>¿Qué plazo hay?</p>")
        question("B", difficulty="hard")
        question("C", stem="<p>¿Qué plazo hay?</p>")
        address = f"/admin/bulk/evaluations/question/retire/?difficulty=hard&q=plazo&id=all&next={LIST}"
        consultant.post(address)
        assert list(Question.objects.filter(state="retired").values_list("code", flat=True)) == ["A"]

    def test_retiring_names_the_quizzes_that_lose_a_question(self, consultant):
        course_with_quiz(questions=[question("A")], title="Examen de plazos")
        one = Question.objects.get()
        assert "Examen de plazos" in page(consultant, self.address("retire", one))
        assert "Examen de plazos" not in page(consultant, self.address("put_in_force", one))

    def test_only_those_who_may_change_questions_move_them(self, client):
        one = question("A")
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        client.post(self.address("retire", one))
        one.refresh_from_db()
        assert one.state == "current"


class TestTheEditPage:
    def edit(self, client, one):
        return page(client, f"/admin/reactivos/edit/{one.pk}/")

    def test_it_tells_how_many_open_attempts_keep_the_version(self, consultant):
        one = question("A")
        course, quiz = course_with_quiz(questions=[one], title="Examen de plazos")
        assert "conserva la versión anterior" not in self.edit(consultant, one)
        for _ in range(3):
            attempt_at(quiz, learner(course)[1])
        text = self.edit(consultant, one)
        assert "3 intentos abiertos conservan la versión anterior" in text
        assert "Examen de plazos" in text
        assert "3 intentos lo preguntaron" in text

    def test_other_apps_add_what_can_be_done_with_it(self, consultant):
        offer = lambda one, user: [QuestionAction(label=f"Recalificar {one.code}", url="/admin/x/", icon="rotate")]  # noqa: E731
        question_actions.append(offer)
        try:
            text = self.edit(consultant, question("A"))
        finally:
            question_actions.remove(offer)
        assert "Recalificar A" in text
        assert 'href="/admin/x/"' in text

    def test_a_new_question_has_neither_use_nor_versions(self, consultant):
        assert "Dónde se usa" not in page(consultant, "/admin/reactivos/add/")

    def test_its_versions_tell_what_was_changed(self, consultant):
        one = question("A")
        wording = bank.wording_of(one)
        changed = bank.Wording(wording.kind, "<p>¿Qué dice ahora la pregunta A?</p>", wording.body)
        bank.save_question(question=one, wording=changed)
        text = page(consultant, f"/admin/reactivos/versiones/{one.pk}/")
        assert "Versión 2" in text
        assert re.search(r"<ins>\s*ahora\s*</ins>", text)
        assert consultant.get("/admin/reactivos/versiones/999999/").status_code == 404

    def test_versions_are_for_those_who_may_change_the_question(self, client):
        one = question("A", feedback="<p>CANARIO</p>")
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        response = client.get(f"/admin/reactivos/versiones/{one.pk}/")
        assert response.status_code in {302, 403}
        assert b"CANARIO" not in response.content


class TestPreview:
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_being_written_is_shown_as_learners_see_it_without_its_key(self, consultant, kind):
        one = question(
            "A", kind=kind, stem=stem_of(kind), body=body_of(kind, marker="CANARIO"), feedback="<p>CANARIO</p>"
        )
        fields = fields_of(page(consultant, f"/admin/reactivos/edit/{one.pk}/"))
        address = f"/admin/reactivos/preview/{one.pk}/"
        assert consultant.post(address, fields).json()["is_valid"] is True
        shown = consultant.get(f"{address}?in_preview_panel=true").content.decode()
        assert "La pregunta como se verá" in shown
        assert "CANARIO" not in shown

    def test_it_asks_little_of_the_database(self, consultant, django_assert_max_num_queries):
        one = question("A")
        fields = fields_of(page(consultant, f"/admin/reactivos/edit/{one.pk}/"))
        address = f"/admin/reactivos/preview/{one.pk}/"
        consultant.post(address, fields)
        consultant.get(f"{address}?in_preview_panel=true")
        with django_assert_max_num_queries(17):
            consultant.get(f"{address}?in_preview_panel=true")


class TestTheChooser:
    def test_what_was_chosen_is_told_only_to_those_of_the_bank(self, client, consultant):
        one = question("A")
        for address in (
            f"/admin/snippets/choose/evaluations/question/chosen/{one.pk}/",
            f"/admin/snippets/choose/evaluations/question/chosen-multiple/?id={one.pk}",
        ):
            client.force_login(employee_with_role(CONSULTANCY))
            assert client.get(address).status_code == 200, address
            client.force_login(employee_with_role(HUMAN_RESOURCES))
            response = client.get(address)
            assert response.status_code in {302, 403}, address
            assert b"A \xc2\xb7" not in response.content
