"""Bringing files into the bank: planned, previewed, accepted whole, and the same again changes nothing."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from courses.models import ModulePage
from evaluations.bank import wording_of
from evaluations.exchange.applying import PlanChanged, accept
from evaluations.exchange.batches import discard, receive
from evaluations.exchange.exporting import export
from evaluations.exchange.planning import plan
from evaluations.exchange.queueing import accept_or_queue, accept_queued
from evaluations.formats import read
from evaluations.models import ImportedResult, Question, QuestionCategory, QuestionImport, QuizPage
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.factories import question
from tests.factories import EmployeeFactory, TrainingRequirementFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db

DUMP = Path(__file__).parents[1] / "data" / "evaluations" / "django_quiz_app_dump.json"
GIFT = """$CATEGORY: Transparencia/Plazos

::Plazo:: ¿En cuántos días se responde una solicitud? {
=Veinte días hábiles#Así lo dice la ley.
~Tres meses
~Un año
}

::Gratuito:: La información pública es gratuita. {T}
"""
CHANGED = GIFT.replace("Un año", "Dos años")


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}},
    }


def uploaded(text, name="reactivos.gift", **fields):
    data = text if isinstance(text, bytes) else text.encode()
    return receive(file=ContentFile(data, name=name), **fields)


def planned(text):
    return plan(read(text.encode()))


def test_a_plan_writes_nothing():
    assert planned(GIFT).counts == {"read": 2, "created": 2, "updated": 0, "unchanged": 0, "refused": 0}
    assert not Question.objects.exists()
    assert not QuestionCategory.objects.exists()


def test_accepting_writes_what_the_plan_said():
    batch = accept(batch=uploaded(GIFT))
    assert (batch.outcome["read"], batch.outcome["created"]) == (2, 2)
    one = Question.objects.get(summary__startswith="¿En cuántos días")
    assert one.category.name == "Plazos"
    assert one.category.parent.name == "Transparencia"
    assert one.state == Question.State.DRAFT
    options = wording_of(one).body["options"]
    assert [option["is_correct"] for option in options] == [True, False, False]
    assert options[0]["feedback"] == "Así lo dice la ley."


def test_the_same_file_again_changes_nothing():
    accept(batch=uploaded(GIFT))
    versions = list(Question.objects.values_list("current", flat=True))
    batch = accept(batch=uploaded(GIFT))
    assert (batch.outcome["unchanged"], batch.outcome["created"], batch.outcome["updated"]) == (2, 0, 0)
    assert list(Question.objects.values_list("current", flat=True)) == versions


def test_a_changed_question_of_the_file_is_a_new_version_of_the_same_question():
    accept(batch=uploaded(GIFT))
    batch = accept(batch=uploaded(CHANGED))
    assert (batch.outcome["updated"], batch.outcome["unchanged"]) == (1, 1)
    one = Question.objects.get(summary__startswith="¿En cuántos días")
    assert one.versions.count() == 2
    assert wording_of(one).body["options"][2]["text"] == "Dos años"


def test_an_update_over_an_edit_made_here_is_told_before():
    from evaluations import bank

    accept(batch=uploaded(GIFT))
    one = Question.objects.get(summary__startswith="¿En cuántos días")
    bank.save_question(question=one, wording=bank.Wording("single", "<p>¿Otra?</p>", wording_of(one).body))
    assert [row.was_edited_here for row in planned(CHANGED).questions] == [True, False]


def test_a_question_without_a_name_is_recognised_by_what_it_says():
    nameless = "¿Cuál es?\nA. Ésta\nB. Ésa\nANSWER: A\n"
    accept(batch=uploaded(nameless, "a.txt"))
    batch = accept(batch=uploaded(nameless, "b.txt"))
    assert (batch.outcome["unchanged"], Question.objects.count()) == (1, 1)


def test_a_question_that_was_written_here_is_recognised_too():
    question("T-1", stem="<p>¿Cuál es?</p>", options=["*Ésta", "Ésa"])
    one = Question.objects.get()
    # The factory gives each option a note, which Aiken cannot say.
    from evaluations import bank

    bank.save_question(
        question=one,
        wording=bank.Wording("single", "<p>¿Cuál es?</p>", bank.choice_body([("Ésta", True, ""), ("Ésa", False, "")])),
    )
    assert planned("¿Cuál es?\nA. Ésta\nB. Ésa\nANSWER: A\n").counts["unchanged"] == 1


def test_what_is_refused_is_counted_and_told_with_its_reason():
    found = planned(GIFT + "\n::Mala:: ¿Y esta? {\n~a\n~b\n}\n")
    assert found.counts["read"] == 3 == sum(found.counts[key] for key in ("created", "updated", "unchanged", "refused"))
    assert len(found.refusals) == 1
    assert found.refusals[0]["reason"]


def test_a_bank_that_changed_since_the_preview_stops_the_import():
    batch = uploaded(GIFT)
    digest = planned(GIFT).digest
    accept(batch=uploaded(GIFT))
    with pytest.raises(PlanChanged):
        accept(batch=batch, digest=digest)
    batch.refresh_from_db()
    assert batch.state == QuestionImport.State.PREVIEW


def test_accepting_twice_imports_once():
    batch = uploaded(GIFT)
    first = accept(batch=batch)
    assert accept(batch=batch).accepted_at == first.accepted_at
    assert Question.objects.count() == 2


def test_a_discarded_file_is_no_longer_there_and_an_accepted_one_stays():
    kept, gone = accept(batch=uploaded(GIFT)), uploaded(CHANGED)
    for batch in (kept, gone):
        discard(batch=batch)
        batch.refresh_from_db()
    assert (kept.state, gone.state) == (QuestionImport.State.ACCEPTED, QuestionImport.State.DISCARDED)


def test_an_unknown_requirement_is_told_and_a_known_one_is_tied():
    TrainingRequirementFactory(code="CAP-77")
    one = question("T-1", stem="<p>¿Una?</p>")
    one.requirements.set(one.requirements.model.objects.filter(code="CAP-77"))
    data = export(Question.objects.all(), format="moodle_xml").data
    Question.objects.all().delete()
    accept(batch=uploaded(data, "a.xml"))
    assert [requirement.code for requirement in Question.objects.get().requirements.all()] == ["CAP-77"]
    Question.objects.all().delete()
    one.requirements.model.objects.all().delete()
    assert "CAP-77" in plan(read(data)).questions[0].notes[-1]


@pytest.mark.parametrize("format", ["gift", "moodle_xml", "xlsx"])
def test_what_was_exported_is_unchanged_when_it_comes_back(format):  # noqa: A002
    for kind in ("single", "multiple", "true_false"):
        one = question(f"T-{kind}", kind=kind, feedback="<p>Porque <b>sí</b>.</p>", reference="LGTAIP 2025, art. 42")
        one.tags.set(["plazos", "básico"])
    data = export(Question.objects.all(), format=format).data
    assert plan(read(data)).counts == {"read": 3, "created": 0, "updated": 0, "unchanged": 3, "refused": 0}


def test_a_picture_travels_with_its_question():
    from wagtail.images import get_image_model

    image = get_image_model().objects.create(title="Mapa", file=get_test_image_file(colour="red"))
    stem = f'<p>¿Qué muestra? <embed embedtype="image" id="{image.pk}" alt="Un mapa" format="fullwidth"/></p>'
    question("T-1", stem=stem)
    data = export(Question.objects.all(), format="moodle_xml").data
    assert plan(read(data)).counts["unchanged"] == 1
    Question.objects.all().delete()
    image.delete()
    accept(batch=uploaded(data, "a.xml"))
    one = Question.objects.get()
    assert one.current.pictures
    assert 'alt="Un mapa"' in one.current.stem
    assert get_image_model().objects.count() == 1


class TestTheDumpOfDjangoQuizApp:
    @pytest.fixture
    def module(self):
        course_page()
        return ModulePage.objects.first()

    def accepted(self, module=None):
        return accept(batch=uploaded(DUMP.read_bytes(), "dump.json", parent=module))

    def test_questions_come_in_with_their_categories(self, module):
        outcome = self.accepted(module).outcome
        assert outcome["read"] == 25 == sum(outcome[key] for key in ("created", "updated", "unchanged", "refused"))
        assert outcome["created"] == Question.objects.count() > 20
        assert QuestionCategory.objects.filter(parent__isnull=False).exists()

    def test_quizzes_are_drafts_below_the_chosen_module(self, module):
        self.accepted(module)
        quizzes = QuizPage.objects.child_of(module)
        assert quizzes.count() == 6
        assert not quizzes.live().exists()
        assert all(quiz.questions.count() for quiz in quizzes.exclude(questions=None))

    def test_without_a_place_for_them_the_quizzes_are_told_and_left_out(self):
        outcome = self.accepted().outcome
        assert not QuizPage.objects.exists()
        assert any("6" in remark for remark in outcome["remarks"])

    def test_past_results_go_to_the_people_who_are_found(self, module):
        found = EmployeeFactory(email="mgnunez@tlaxmulco.gob.mx.invalid")
        outcome = self.accepted(module).outcome
        assert ImportedResult.objects.filter(employee=found).count() == outcome["results"]["found"] > 0
        assert outcome["results"]["read"] == ImportedResult.objects.count()
        assert outcome["people_not_found"]

    def test_importing_it_again_adds_nothing(self, module):
        self.accepted(module)
        before = (Question.objects.count(), QuizPage.objects.count(), ImportedResult.objects.count())
        outcome = self.accepted(module).outcome
        assert (Question.objects.count(), QuizPage.objects.count(), ImportedResult.objects.count()) == before
        assert (outcome["created"], outcome["updated"]) == (0, 0)


class TestTheCommand:
    def run(self, path, *options):
        out = io.StringIO()
        try:
            call_command("import_questions", str(path), *options, stdout=out)
        except SystemExit as end:
            return out.getvalue(), end.code
        return out.getvalue(), 0

    def test_it_says_the_summary_and_imports(self, tmp_path):
        path = tmp_path / "a.gift"
        path.write_text(GIFT)
        text, code = self.run(path, "--category", "Bancos / GIFT")
        assert (code, Question.objects.count()) == (0, 2)
        assert "2" in text
        assert QuestionCategory.objects.get(name="Transparencia").parent.name == "GIFT"

    def test_a_dry_run_changes_nothing_and_says_the_same(self, tmp_path):
        path = tmp_path / "a.gift"
        path.write_text(GIFT)
        dry, _code = self.run(path, "--dry-run", "--json")
        assert not Question.objects.exists()
        wet, _code = self.run(path, "--json")
        assert json.loads(dry) == json.loads(wet)

    def test_it_ends_with_1_when_something_was_refused(self, tmp_path):
        path = tmp_path / "a.gift"
        path.write_text(GIFT + "\n::Mala:: ¿Y esta? {\n~a\n~b\n}\n")
        assert self.run(path)[1] == 1

    def test_a_file_that_cannot_be_read_is_an_error(self, tmp_path):
        path = tmp_path / "vacio.gift"
        path.write_text("")
        with pytest.raises(CommandError):
            call_command("import_questions", str(path))

    def test_export_writes_the_bank(self, tmp_path):
        question("T-1")
        path = tmp_path / "a.gift"
        call_command("export_questions", "--format", "gift", "--output", str(path))
        assert plan(read(path.read_bytes())).counts["unchanged"] == 1


class TestALargeFile:
    MANY = "\n\n".join(f"::P{n}:: ¿Pregunta {n}? {{=sí ~no}}" for n in range(120))

    def queued(self):
        author = employee_with_role(CONSULTANCY)
        batch = uploaded(self.MANY)
        return accept_or_queue(batch=batch, count=120, digest=planned(self.MANY).digest, author=author), author

    def test_it_waits_for_the_worker_and_is_then_imported(self):
        batch, author = self.queued()
        assert (batch.state, Question.objects.count()) == (QuestionImport.State.QUEUED, 0)
        accept_queued(batch_id=batch.pk, digest=planned(self.MANY).digest, author=author)
        batch.refresh_from_db()
        assert (batch.state, batch.outcome["created"]) == (QuestionImport.State.ACCEPTED, 120)
        accept_queued(batch_id=batch.pk, digest="otra", author=author)
        assert Question.objects.count() == 120

    def test_a_bank_that_changed_meanwhile_sends_it_back_with_the_reason(self, client):
        batch, author = self.queued()
        accept_queued(batch_id=batch.pk, digest="otra", author=author)
        client.force_login(author)
        page = client.get(reverse("evaluations_exchange:preview", args=[batch.uuid]))
        assert "no se importó nada" in page.content.decode()
        assert not Question.objects.exists()

    def test_its_page_says_that_it_is_being_imported_and_looks_again(self, client):
        batch, author = self.queued()
        client.force_login(author)
        page = client.get(reverse("evaluations_exchange:preview", args=[batch.uuid]))
        assert page["Refresh"]
        assert "se está importando" in page.content.decode()


class TestTheScreens:
    @pytest.fixture
    def browser(self, client):
        client.force_login(employee_with_role(CONSULTANCY))
        return client

    def sent(self, browser, text, name="reactivos.gift"):
        file = ContentFile(text if isinstance(text, bytes) else text.encode(), name=name)
        return browser.post(
            reverse("evaluations_exchange:imports"), {"file": file, "enters_as": "draft", "format": ""}, follow=True
        )

    def test_the_preview_shows_each_question_and_saves_none(self, browser):
        page = self.sent(browser, GIFT)
        body = page.content.decode()
        assert "¿En cuántos días se responde una solicitud?" in body
        assert "Veinte días hábiles" in body
        assert not Question.objects.exists()

    def test_accepting_leads_to_the_receipt(self, browser):
        page = self.sent(browser, GIFT)
        batch = QuestionImport.objects.get()
        page = browser.post(
            reverse("evaluations_exchange:accept", args=[batch.uuid]),
            {"digest": page.context["digest"], "count": "2"},
            follow=True,
        )
        assert Question.objects.count() == 2
        assert page.context["outcome"]["created"] == 2

    def test_a_file_that_cannot_be_read_is_told_at_the_field(self, browser):
        page = self.sent(browser, b"\x00\x01\x02", "nada.bin")
        assert page.status_code == 422
        assert page.context["form"].errors["file"]

    def test_the_refused_ones_can_be_downloaded_with_their_reasons(self, browser):
        from openpyxl import load_workbook

        self.sent(browser, GIFT + "\n::Mala:: ¿Y esta? {\n~a\n~b\n}\n")
        file = browser.get(reverse("evaluations_exchange:refused", args=[QuestionImport.objects.get().uuid]))
        rows = list(load_workbook(io.BytesIO(file.content)).worksheets[1].values)
        assert len(rows) == 2
        assert all(rows[1][:3])

    def test_the_template_can_be_downloaded_and_is_read_back_empty(self, browser):
        file = browser.get(reverse("evaluations_exchange:template"))
        assert file.status_code == 200
        assert file["Content-Disposition"].startswith("attachment")

    def test_only_authors_import(self, client):
        client.force_login(employee_with_role(HUMAN_RESOURCES))
        assert client.get(reverse("evaluations_exchange:imports")).status_code in {302, 403}

    def test_the_preview_does_not_cost_more_with_more_questions(self, browser, django_assert_max_num_queries):
        many = "\n\n".join(f"::P{n}:: ¿Pregunta {n}? {{=sí ~no}}" for n in range(60))
        self.sent(browser, many)
        address = reverse("evaluations_exchange:preview", args=[QuestionImport.objects.get().uuid])
        with django_assert_max_num_queries(30):
            browser.get(address)
