import pytest
from django.utils.html import format_html

from evaluations import bank
from evaluations.models import Question
from evaluations.plugins import QuestionEditor, question_editors, question_types
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.bodies import KINDS, body_of, stem_of
from tests.evaluations.factories import question
from tests.evaluations.form_fields import fields_of, filing, written
from tests.factories import course_page, employee_with_role, lessons_of

pytestmark = pytest.mark.django_db

IMPORTED = (
    "<p>Con <strong>negritas</strong>, <em>cursivas</em>, <u>subrayado</u> y H<sub>2</sub>O<sup>3</sup></p>"
    "<pre>una\n  dos</pre><ul><li>primero</li><li>segundo</li></ul><p>línea<br>otra</p>"
)


@pytest.fixture
def consultant(client):
    client.force_login(employee_with_role(CONSULTANCY))
    return client


def stored(kind, **fields):
    wording = {"stem": stem_of(kind), "body": body_of(kind), **fields}
    return question("A", kind=kind, **wording)


def opened(client, one):
    return fields_of(client.get(f"/admin/reactivos/edit/{one.pk}/").content.decode())


class TestWhatIsOpenedComesBack:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_question_saved_as_it_was_opened_makes_no_version(self, consultant, kind):
        one = stored(kind, feedback=IMPORTED)
        before = bank.wording_of(one)
        response = consultant.post(f"/admin/reactivos/edit/{one.pk}/", opened(consultant, one))
        one.refresh_from_db()
        assert response.status_code == 302, response.context["form"].errors
        assert bank.wording_of(one) == before
        assert one.current.number == 1

    def test_imported_html_is_not_rewritten_by_an_edit_elsewhere(self, consultant):
        options = [
            {
                "text": "<strong>Veinte</strong> días <code>x</code>",
                "is_correct": True,
                "feedback": "Sí &amp; <u>no</u>",
            },
            {"text": "Treinta &lt;b&gt;", "feedback": "uno<br>dos"},
        ]
        one = stored("single", stem=IMPORTED, body={"options": options})
        before = bank.wording_of(one)
        changed = opened(consultant, one) | {
            "options-options-1-feedback": "otra nota",
            "options-options-1-feedback-rich": "",
        }
        consultant.post(f"/admin/reactivos/edit/{one.pk}/", changed)
        one.refresh_from_db()
        after = bank.wording_of(one)
        assert after.stem == before.stem == IMPORTED
        assert after.body["options"][0] == before.body["options"][0]
        assert after.body["options"][1]["text"] == "Treinta &lt;b&gt;"
        assert after.body["options"][1]["feedback"] == "otra nota"

    def test_html_is_never_shown_as_its_source(self, consultant):
        one = stored("single", body={"options": [{"text": "<b>Uno</b>", "is_correct": True}, {"text": "1 &lt; 2"}]})
        fields = opened(consultant, one)
        assert fields["options-options-0-text-rich"] == "1"
        assert "<b>" not in fields["options-options-0-text"]
        assert fields["options-options-1-text"] == "1 < 2"

    def test_emphasis_around_paragraphs_can_be_opened(self, consultant):
        one = stored("essay", body={"guidance": "<b><p>Uno</p><p>Dos</p></b>"})
        assert consultant.get(f"/admin/reactivos/edit/{one.pk}/").status_code == 200


class TestWhatIsWrongIsSaidWhereItIs:
    @pytest.mark.parametrize(
        ("data", "field", "sentence"),
        [
            (
                {"kind": "single", "options-options-0-text": "Una", "options-options-2-is_correct": "on"},
                "options-options-1-text",
                "Escriba esta opción o deje vacío su renglón.",
            ),
            (
                {"kind": "single", "options-options-0-text": "Una", "options-options-1-text": "una"},
                "options-options-1-text",
                "Otro renglón dice lo mismo.",
            ),
            (
                {"kind": "numeric", "numeric-answers-0-value": "veinte"},
                "numeric-answers-0-value",
                "No se lee como número.",
            ),
            (
                {"kind": "matching", "matching-pairs-0-left": "Solicitud"},
                "matching-pairs-0-right",
                "Escriba el lado derecho o deje vacío el renglón.",
            ),
            (
                {"kind": "case", "case-parts-0-kind": "single", "case-parts-0-options-options-0-is_correct": "on"},
                "case-parts-0-options-options-0-text",
                "Escriba esta opción o deje vacío su renglón.",
            ),
        ],
        ids=["no text", "twice", "no number", "half a pair", "inside a case"],
    )
    def test_the_row_is_marked(self, consultant, data, field, sentence):
        if "options-options-2-is_correct" in data:
            data = data | {"options-options-2-text": ""}
        page = written(consultant, **data).content.decode()
        assert f'id="id_{field}-fault">{sentence}</p>' in page
        assert not Question.objects.exists()

    def test_a_picture_without_a_description_is_refused(self, consultant):
        stem = "<p>Mire</p>" + '<embed embedtype="image" id="1" alt="" format="fullwidth"/>'
        fields = filing(kind="true_false", **{"true-false-right": "0", "stem-was": stem, "stem": "{}"})
        page = consultant.post("/admin/reactivos/add/", fields).content.decode()
        assert "Una imagen no tiene descripción" in page

    def test_the_option_whose_picture_has_no_description_is_marked(self, consultant):
        picture = '<embed alt="" embedtype="image" format="fullwidth" id="1"/>'
        options = {
            "options-options-0-text": "{}",
            "options-options-0-text-rich": "1",
            "options-options-0-text-was": picture,
        }
        page = written(consultant, kind="single", **options, **{"options-options-1-text": "Otra"}).content.decode()
        assert 'id="id_options-options-0-text-fault">La imagen no tiene descripción.</p>' in page

    def test_an_unknown_type_is_refused(self, consultant):
        assert written(consultant, kind="inventado").status_code == 200
        assert not Question.objects.exists()

    def test_numbers_of_aspects_are_numbers(self, consultant):
        data = {"kind": "true_false", "true-false-right": "0"}
        assert written(consultant, **data, aspects="3, siete").status_code == 200
        written(consultant, **data, aspects="3, 7 3")
        assert Question.objects.get().aspects == [3, 7]


class TestFiling:
    def test_tags_and_the_part_of_the_lesson_are_kept(self, consultant):
        lesson = lessons_of(course_page(lessons=1))[0]
        written(
            consultant,
            kind="true_false",
            lesson=lesson.pk,
            lesson_paragraph="1",
            tags="plazos, LGTAIP",
            **{"true-false-right": "0"},
        )
        one = Question.objects.get()
        assert one.lesson_paragraph == 1
        assert sorted(one.tags.names()) == ["LGTAIP", "plazos"]
        page = consultant.get(f"/admin/reactivos/edit/{one.pk}/").content.decode()
        assert '<option value="1" selected>1. ' in page

    def test_the_parts_of_a_lesson_are_told_to_the_form(self, consultant):
        lesson = lessons_of(course_page(lessons=1))[0]
        told = consultant.get(f"/admin/reactivos/partes-de-leccion/{lesson.pk}/").json()
        assert [part["number"] for part in told["parts"]] == list(range(1, len(lesson.body) + 1))
        assert consultant.get("/admin/reactivos/partes-de-leccion/999999/").status_code == 404

    def test_the_parts_of_a_lesson_are_for_authors(self, client):
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        lesson = lessons_of(course_page(lessons=1))[0]
        assert client.get(f"/admin/reactivos/partes-de-leccion/{lesson.pk}/").status_code in {302, 403}


class TestATypeWithoutAForm:
    @pytest.fixture
    def without_form(self, monkeypatch):
        monkeypatch.setattr(question_editors, "_editors", {**question_editors._editors})
        question_editors._editors.pop("ordering")

    def test_its_wording_stays_and_its_filing_changes(self, consultant, without_form):
        one = stored("ordering")
        before = bank.wording_of(one)
        fields = opened(consultant, one) | {"difficulty": "hard"}
        assert consultant.post(f"/admin/reactivos/edit/{one.pk}/", fields).status_code == 302
        one.refresh_from_db()
        assert (one.difficulty, bank.wording_of(one)) == ("hard", before)

    def test_it_is_not_offered_for_a_new_question(self, consultant, without_form):
        page = consultant.get("/admin/reactivos/add/").content.decode()
        assert '<option value="ordering"' not in page


def test_a_question_is_opened_with_few_queries(consultant, django_assert_max_num_queries):
    one = stored("case")
    consultant.get(f"/admin/reactivos/edit/{one.pk}/")
    with django_assert_max_num_queries(29):
        consultant.get(f"/admin/reactivos/edit/{one.pk}/")


class Agreement(type(question_types.get("short_text"))):
    name = "agreement"
    label = "Acuerdo"


class AgreementEditor(QuestionEditor):
    family = "agreement"
    kinds = ("agreement",)

    def read(self, data, *, prefix, kind):
        return {"answers": [{"text": data.get(f"{prefix}-text", "")}]}

    def draw(self, body, *, prefix, kind, faults):
        text = next((answer["text"] for answer in body.get("answers", [])), "")
        return format_html(
            '<fieldset data-family="agreement"><input name="{}-text" value="{}"></fieldset>', prefix, text
        )

    def lines(self, body, *, kind):
        return [answer["text"] for answer in body["answers"]]


class TestATypeOfAnotherApp:
    @pytest.fixture
    def agreement(self, monkeypatch):
        monkeypatch.setattr(question_types, "_types", {**question_types._types})
        monkeypatch.setattr(question_editors, "_editors", {**question_editors._editors})
        question_types.register(Agreement())
        question_editors.register(AgreementEditor())

    def test_it_is_written_with_its_own_form(self, consultant, agreement):
        written(consultant, kind="agreement", **{"agreement-text": "De acuerdo"})
        one = Question.objects.get()
        assert bank.wording_of(one).body["answers"][0]["text"] == "De acuerdo"
        assert opened(consultant, one)["agreement-text"] == "De acuerdo"

    def test_one_type_has_one_form(self, agreement):
        class Another(AgreementEditor):
            pass

        with pytest.raises(ValueError, match="already has an editor"):
            question_editors.register(Another())
