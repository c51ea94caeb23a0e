"""The starter content is the real thing, and loading it never undoes what people have done since."""

import copy
import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils.html import strip_tags
from wagtail.models import Page, PagePermissionTester, Site

from aula.models import HomePage, StandardPage, StarterRecord
from aula.starter import files
from aula.starter.loading import load
from courses.api import CatalogPage, CoursePage, GlossaryTerm, LessonPage, ModulePage, TrainingRequirement, outline_of
from evaluations.api import Question, QuizPage
from people.api import CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT, municipality
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter")]

# Lesson: how many of its points nobody has confirmed. They must show as such, with their day.
PENDING = {
    "que-cambio-entre-2025-y-2026": 3,
    "que-es-y-que-mide": 1,
    "como-se-evalua": 1,
    "del-hallazgo-a-la-mejora": 1,
    "ejercicio-del-gasto-y-proveedores": 1,
    "lista-de-control-antes-del-corte": 1,
    "indicadores-y-cierre-presupuestal": 1,
    "comisiones-edilicias": 3,
    "sesiones-de-cabildo": 1,
    "tramites-y-servicios": 1,
}
LAST_CHECKED = dt.date(2026, 2, 25)
PARTS_OF_A_LESSON = ["case", "do_this", "common_errors", "check_question", "summary", "legal_references"]


def lessons():
    return LessonPage.objects.order_by("path")


def prose_of(lesson):
    return " ".join(strip_tags(block.value.source) for block in lesson.body if block.block_type == "rich_text")


def as_editor(page, **values):
    """Change `page` as somebody does in the admin."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def change_in_file(monkeypatch, name, **values):
    """Let the loader read the file `name` with `values` in place of its own."""
    read = files.read
    changed = {**copy.deepcopy(read(name)), **values}
    monkeypatch.setattr(files, "read", lambda asked: changed if asked == name else read(asked))


def test_the_site_opens_on_our_home_page_and_wagtails_is_gone():
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific_class is HomePage
    assert site.site_name == "Aula Clara"
    assert Page.objects.filter(depth=2).count() == 1


def test_there_are_four_courses_of_nine_modules_and_27_lessons():
    assert CatalogPage.objects.live().get().slug == "cursos"
    assert CoursePage.objects.live().count() == 4
    assert ModulePage.objects.live().count() == 9
    assert lessons().live().count() == 27


@pytest.mark.parametrize("course", files.courses(), ids=lambda course: course["slug"])
def test_the_hours_of_a_course_are_the_sum_of_its_modules(course):
    assert CoursePage.objects.get(slug=course["slug"]).hours == sum(module["hours"] for module in course["modules"])


def test_every_lesson_has_500_to_900_words_of_prose():
    counts = {lesson.slug: len(re.findall(r"\w+", prose_of(lesson))) for lesson in lessons()}
    assert {slug: count for slug, count in counts.items() if not 500 <= count <= 900} == {}


def test_every_lesson_ends_with_case_actions_errors_check_summary_and_legal_basis():
    for lesson in lessons():
        kinds = [block.block_type for block in lesson.body]
        ending = [kind for kind in kinds[kinds.index("case") :] if kind != "sources"]
        assert ending == PARTS_OF_A_LESSON, lesson
        assert lesson.objective
        assert lesson.why


def test_what_nobody_confirmed_is_shown_as_pending_with_its_day():
    pending = {
        lesson.slug: [block.value for block in lesson.body if block.block_type == "pending"] for lesson in lessons()
    }
    assert {slug: len(blocks) for slug, blocks in pending.items() if blocks} == PENDING
    for blocks in pending.values():
        for value in blocks:
            assert value["as_of"] == LAST_CHECKED
            assert value["source"]


def test_no_prose_writes_two_genders_with_a_slash_or_says_tu():
    for lesson in lessons():
        assert not re.search(r"\w/(a|o|as|os)\b|\b[Tt]ú\b", f"{lesson.why} {prose_of(lesson)}"), lesson


def test_each_module_ends_with_its_quiz():
    assert QuizPage.objects.live().count() == 9
    for course in CoursePage.objects.all():
        for module in outline_of(course).modules:
            assert [step["kind"] for step in module["steps"]] == ["lesson", "lesson", "lesson", "quiz"]


def test_the_questions_are_asked_once_each_and_tied_to_lesson_and_requirement():
    assert Question.objects.count() == 127
    asked = [place.question_id for quiz in QuizPage.objects.all() for place in quiz.questions.all()]
    assert sorted(asked) == sorted(Question.objects.values_list("pk", flat=True))
    assert not Question.objects.filter(lesson=None).exists()
    assert not Question.objects.filter(requirements=None).exists()


def test_a_quiz_takes_a_quarter_of_its_modules_hours_and_asks_for_80():
    quiz = QuizPage.objects.get(slug="cuestionario", url_path__contains="/bienes-compras-y-programas/")
    assert quiz.title == "Cuestionario: Bienes, compras, personal y programas sociales"
    assert (quiz.minutes, quiz.pass_mark, quiz.max_attempts) == (60, 80, 3)


def test_each_requirement_is_met_by_a_course():
    assert TrainingRequirement.objects.count() >= 10
    assert not TrainingRequirement.objects.filter(courses=None).exists()


def test_the_glossary_is_complete():
    assert GlossaryTerm.objects.count() == len(files.read("glossary.yaml")["terms"]) == 60


def test_the_privacy_notice_says_that_it_is_a_draft():
    notice = StandardPage.objects.get(slug="aviso-de-privacidad")
    assert "Borrador" in notice.body
    assert not re.search(r"\bart(ículo|\.)", notice.body)


def test_constancias_have_two_signatories_from_the_start_of_the_administration():
    assert len(municipality().signatories_on(dt.date(2024, 10, 1))) == 2
    assert municipality().signatories_on(dt.date(2024, 9, 30)) == []


@pytest.mark.parametrize("path", ["/", "/cursos/", "/ayuda/", "/aviso-de-privacidad/", "/accesibilidad/"])
def test_the_public_pages_open(client, path):
    assert client.get(path).status_code == 200


def test_every_lesson_opens(client):
    client.force_login(member_of(CONSULTANCY))
    for lesson in lessons():
        response = client.get(lesson.url)
        assert response.status_code == 200, lesson
        assert lesson.title in response.content.decode()


def test_loading_again_changes_nothing_and_is_quick(django_assert_max_num_queries):
    # Most of these ask for the rows of the instrument, one by one.
    with django_assert_max_num_queries(480):
        counts = load()
    assert counts["created"] == counts["updated"] == 0


def test_the_command_says_in_spanish_what_it_did(capsys):
    call_command("load_starter_content")
    assert capsys.readouterr().out.startswith("Contenido de arranque: 0")


def test_a_lesson_that_nobody_touched_follows_its_file(monkeypatch):
    change_in_file(monkeypatch, "lessons/m1-1.yaml", objective="Al terminar, usted sabe otra cosa.")
    counts = load()
    assert (counts["updated"], counts["kept"]) == (1, 0)
    lesson = lessons().get(slug="la-regla-es-la-publicidad")
    assert lesson.objective == "Al terminar, usted sabe otra cosa."
    assert lesson.get_latest_revision().as_object().objective == lesson.objective


def test_an_edited_lesson_stays_as_the_consultant_left_it(monkeypatch):
    as_editor(lessons().get(slug="la-regla-es-la-publicidad"), why="Porque lo decimos aquí.")
    change_in_file(monkeypatch, "lessons/m1-1.yaml", objective="Al terminar, usted sabe otra cosa.")
    counts = load()
    assert (counts["updated"], counts["kept"]) == (0, 1)
    assert lessons().get(slug="la-regla-es-la-publicidad").why == "Porque lo decimos aquí."


def test_a_draft_counts_as_an_edit(monkeypatch):
    lesson = lessons().get(slug="la-regla-es-la-publicidad")
    lesson.why = "Un borrador sin publicar."
    lesson.save_revision()
    change_in_file(monkeypatch, "lessons/m1-1.yaml", objective="Al terminar, usted sabe otra cosa.")
    assert load()["kept"] == 1
    assert lessons().get(pk=lesson.pk).get_latest_revision_as_object().why == "Un borrador sin publicar."


def test_what_the_consultant_deleted_does_not_come_back():
    lessons().get(slug="la-regla-es-la-publicidad").delete()
    GlossaryTerm.objects.get(term="Acta").delete()
    StandardPage.objects.get(slug="ayuda").delete()
    assert load()["created"] == 0
    assert not lessons().filter(slug="la-regla-es-la-publicidad").exists()
    assert not GlossaryTerm.objects.filter(term="Acta").exists()


def test_a_deleted_module_does_not_come_back_with_its_lessons():
    ModulePage.objects.get(slug="obra-publica-y-ramo-33").delete()
    assert load()["created"] == 0
    assert lessons().count() == 24


def test_an_edited_glossary_term_stays():
    GlossaryTerm.objects.filter(term="Acta").update(definition="Como la entendemos aquí.")
    load()
    assert GlossaryTerm.objects.get(term="Acta").definition == "Como la entendemos aquí."


def test_what_was_there_before_the_loader_is_used_as_it_is():
    StarterRecord.objects.filter(key="term:acta").delete()
    GlossaryTerm.objects.filter(term="Acta").update(definition="De antes.")
    counts = load()
    assert (counts["created"], counts["kept"]) == (0, 1)
    assert GlossaryTerm.objects.get(term="Acta").definition == "De antes."


def member_of(role):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=role))
    return user


def test_the_consultancy_edits_and_publishes_every_page_below_the_home_page():
    user = member_of(CONSULTANCY)
    for page in (lessons().first(), CoursePage.objects.first(), StandardPage.objects.first(), HomePage.objects.get()):
        may = page.permissions_for_user(user)
        assert may.can_edit()
        assert may.can_publish()
    assert ModulePage.objects.first().permissions_for_user(user).can_add_subpage()
    assert not PagePermissionTester(user, Page.get_first_root_node()).can_add_subpage()


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, TRANSPARENCY_UNIT])
def test_human_resources_and_the_transparency_unit_edit_no_page(role):
    user = member_of(role)
    for page in (lessons().first(), HomePage.objects.get(), Page.get_first_root_node()):
        may = page.permissions_for_user(user)
        assert not may.can_edit()
        assert not may.can_publish()
        assert not may.can_add_subpage()


def test_page_permissions_that_were_taken_away_stay_away():
    Group.objects.get(name=CONSULTANCY).page_permissions.all().delete()
    load()
    assert not Group.objects.get(name=CONSULTANCY).page_permissions.exists()
