"""A town with one of everything, and a browser for each role: what the tests about access look at.

The fixture `scene` is built once per module, inside a transaction that each test's own is nested in. A marker stands
in each answer key; nobody has finished a quiz whose policy shows it.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupPagePermission, Site, Task, Workflow

from aula.starter.tree import EDITOR_ACTIONS
from cimtra.models import Aspect, Block, Field, Frequency, Instrument
from courses.models import Exemption
from evaluations import attempts
from evaluations.exchange.batches import receive
from evaluations.models import Accommodation, Appeal, QuizPage, Regrade
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from people.models import Signatory, Work
from tests import scene_of_certificates, scene_of_cimtra, scene_of_hr
from tests.certificates.factories import certificate, municipality
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    marked_questions,
    submitted_attempt,
)
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    DepartmentFactory,
    EmployeeFactory,
    EnrolmentFactory,
    GlossaryTermFactory,
    TrainingRequirementFactory,
    UserFactory,
    employee_with_role,
    home_page,
    index_everything,
    lessons_of,
)

ANONYMOUS, OWNER, COLLEAGUE, HEAD, SUPERUSER = "anonymous", "owner", "colleague", "head", "superuser"
LEARNERS = (OWNER, COLLEAGUE, HEAD)
STAFF = (CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT, ADMINISTRATION)
ROLES = (ANONYMOUS, *LEARNERS, *STAFF, SUPERUSER)

MARKER = "CANARIO-4e81b7"


@dataclass
class Scene:
    objects: SimpleNamespace
    #: What the parameters of the addresses stand for.
    values: dict
    users: dict

    def browser(self, role):
        client = Client(raise_request_exception=False)
        if role != ANONYMOUS:
            client.force_login(self.users[role])
        return client


@pytest.fixture(scope="module", name="built_scene")
def build_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        scene = build_scene()
        with django_db_blocker.block():
            yield scene
        transaction.set_rollback(True)


@pytest.fixture(name="scene")
def scene_of_the_module(built_scene, db):
    return built_scene


def build_scene():
    made = SimpleNamespace()
    home = made.home = home_page()
    municipality()
    made.department = DepartmentFactory()
    made.owner = EmployeeFactory(given_names="Citlali", email="citlali@ejemplo.test", curp="NUGC800315MJCXMD07")
    made.colleague = EmployeeFactory()
    made.head = EmployeeFactory()
    made.appointment = AppointmentFactory(employee=made.owner, department=made.department)
    AppointmentFactory(employee=made.colleague)
    AppointmentFactory(employee=made.head, department=made.department, is_head=True)
    _build_course(made)
    _build_what_follows(made)
    _build_duties(made)
    _build_instrument(made)
    _build_shelves(made)
    scene_of_hr.build(made)
    scene_of_certificates.build(made)
    scene_of_cimtra.build(made)
    index_everything()
    users = {
        OWNER: made.owner.user,
        COLLEAGUE: made.colleague.user,
        HEAD: made.head.user,
        **{role: employee_with_role(role) for role in STAFF},
        SUPERUSER: UserFactory(is_superuser=True, is_staff=True),
    }
    page_permissions = Permission.objects.filter(
        content_type=ContentType.objects.get(app_label="wagtailcore", model="page"), codename__in=EDITOR_ACTIONS
    )
    for role in (CONSULTANCY, ADMINISTRATION):
        for permission in page_permissions:
            GroupPagePermission.objects.create(group=Group.objects.get(name=role), page=home, permission=permission)
    return Scene(objects=made, values=_values(made, users), users=users)


def _build_course(made):
    questions = marked_questions(MARKER)
    made.question, made.category = questions[0], questions[0].category
    made.course, made.quiz = course_with_quiz(
        questions=questions, max_attempts=3, review_policy=QuizPage.ReviewPolicy.KEY_WHEN_DONE
    )
    made.lesson = lessons_of(made.course)[0]
    enrolment = made.enrolment = EnrolmentFactory(employee=made.owner, course=made.course)
    EnrolmentFactory(employee=made.colleague, course=made.course)
    made.submitted = submitted_attempt(made.quiz, enrolment, right=False)
    made.attempt = attempt_at(made.quiz, enrolment)
    answer_all(made.attempt, right=False, count=1)
    made.certificate = certificate(employee=made.owner, ready=True)


def _build_what_follows(made):
    """What people decide about answers: something of each kind waits."""
    essay = next(one for one in marked_questions(f"{MARKER}-2") if one.current.kind == "essay")
    course, quiz = course_with_quiz(questions=[essay])
    made.essay = attempt_at(quiz, EnrolmentFactory(employee=made.colleague, course=course))
    answer(made.essay, 1, {"answer": ["Lo que pienso del caso."]})
    made.essay = attempts.submit(attempt=made.essay)
    made.appeal = Appeal.objects.create(
        attempt_question=made.submitted.questions.get(position=1), text="La ley dice otra cosa."
    )
    made.regrade = Regrade.objects.create(
        question=made.question, kind=Regrade.Kind.KEY, reason="La clave estaba mal.", made_by=UserFactory()
    )
    made.accommodation = Accommodation.objects.create(
        employee=made.colleague, extra_percent=50, reason="Dictamen", granted_by=UserFactory()
    )
    made.batch = receive(file=ContentFile("¿Sí? {T}".encode(), name="reactivos.gift"))


def _build_duties(made):
    made.work = Work.objects.create(kind="tests.work", title="Un archivo grande", owner=UserFactory())
    made.requirement = TrainingRequirementFactory()
    made.requirement.courses.add(made.course)
    made.assignment = AssignmentFactory(requirement=made.requirement)
    made.term = GlossaryTermFactory()
    made.exemption = Exemption.objects.create(
        employee=made.colleague,
        requirement=made.requirement,
        reason="Licencia médica",
        document="Oficio 12/2026",
        approved_by=UserFactory(),
    )


def _build_instrument(made):
    made.instrument = Instrument.objects.create(
        code="herramienta", version="2026", name="Herramienta", label="Herramienta 2026", is_current=True
    )
    field = Field.objects.create(instrument=made.instrument, number=1, code="campo", title="Campo")
    made.block = Block.objects.create(field=field, number=1, roman="I", code="bloque", title="Bloque")
    made.aspect = Aspect.objects.create(
        instrument=made.instrument, block=made.block, number=1, title="Aspecto", frequency=Frequency.choices[0][0]
    )


def _build_shelves(made):
    """What Wagtail keeps: pictures, documents, reviews, redirects, a page behind a door."""
    root = Collection.get_first_root_node()
    made.collection = root.add_child(name="Fotografías")
    made.image = get_image_model().objects.create(title="Plaza", file=get_test_image_file())
    made.document = get_document_model().objects.create(title="Ley", file=ContentFile(b"Ley", name="ley.txt"))
    made.redirect = Redirect.objects.create(old_path="/viejo", redirect_page=made.home)
    made.workflow = Workflow.objects.order_by("pk").first()
    made.task = Task.objects.order_by("pk").first()
    made.lesson.save_revision()
    made.workflow_state = made.workflow.start(made.lesson, UserFactory())
    made.revision = made.lesson.latest_revision


def _values(made, users):
    """By the parameter's name; with the screen or the whole name before it where that is not enough."""
    page, lesson, pk = made.quiz.pk, made.lesson.pk, {}
    for screen, row in {
        "people_departments": made.department,
        "people_posts": made.appointment.post,
        "courses_assignments": made.assignment,
        "courses_exemptions": made.exemption,
        "reports_admin": made.owner,
        "certificates_admin": made.certificate,
        "cimtra_admin": made.aspect,
        "courses_glossaryterm": made.term,
        "courses_trainingrequirement": made.requirement,
        "evaluations_question": made.question,
        "evaluations_questioncategory": made.category,
        "cimtra_instrument": made.instrument,
        "cimtra_block": made.block,
        "cimtra_aspect": made.aspect,
        "wagtailsites": Site.objects.get(is_default_site=True),
        "wagtailusers_users": users[OWNER],
        "wagtailusers_groups": Group.objects.get(name=HUMAN_RESOURCES),
        "wagtailadmin_collections": made.collection,
        "wagtaildocs_chooser": made.document,
        "wagtailimages_chooser": made.image,
        "wagtailadmin_workflows": made.workflow,
    }.items():
        for name in (screen, f"wagtailsnippets_{screen}", f"wagtailsnippetchoosers_{screen}"):
            pk[f"{name}/pk"] = row.pk
    return {
        **pk,
        **scene_of_hr.values(made),
        **scene_of_certificates.values(made),
        **scene_of_cimtra.values(made),
        "evaluations_lesson_parts/page_id": lesson,
        "course_id": made.course.pk,
        "page_id": page,
        "courses:complete_lesson/page_id": lesson,
        "courses:save_position/page_id": lesson,
        "page_path": made.course.url.strip("/") + "/",
        "path": made.quiz.url.removeprefix("/cursos/"),
        "uuid": made.attempt.uuid,
        "people_works/uuid": made.work.uuid,
        # The constancia of the scene was issued.
        "people_decisions/number": 1,
        "evaluations_exchange/uuid": made.batch.uuid,
        "evaluations_marking:answer/uuid": made.essay.uuid,
        "evaluations_marking:appeal/pk": made.appeal.pk,
        "evaluations_marking:regrade/pk": made.regrade.pk,
        "evaluations_marking/pk": made.question.pk,
        "evaluations_attempts/pk": made.attempt.pk,
        "evaluations_accommodations/pk": made.accommodation.pk,
        "evaluations:open_lesson/page_id": made.lesson.pk,
        "evaluations:appeal/uuid": made.submitted.uuid,
        "evaluations_analysis:download/table": "reactivos",
        "quiz_id": made.quiz.pk,
        "question_id": made.question.pk,
        "digest": "0" * 64,
        "evaluations:result/uuid": made.submitted.uuid,
        "position": 1,
        "code": made.certificate.code,
        "folio": made.certificate.folio,
        "kind": "csv",
        # Wagtail's own.
        "parent_page_id": made.quiz.get_parent().pk,
        "page_to_move_id": page,
        "destination_id": made.course.pk,
        "page_pk": lesson,
        "workflow_pk": made.workflow.pk,
        "workflow_state_id": made.workflow_state.pk,
        "task_state_id": made.workflow_state.current_task_state.pk,
        "task_id": made.task.pk,
        "wagtailadmin_workflows:edit_task/pk": made.task.pk,
        "wagtailadmin_workflows:disable_task/pk": made.task.pk,
        "wagtailadmin_workflows:enable_task/pk": made.task.pk,
        "wagtailadmin_pages:workflow_preview/page_id": lesson,
        "wagtailadmin_pages:workflow_history/page_id": lesson,
        "wagtailadmin_pages:workflow_history_detail/page_id": lesson,
        "wagtailadmin_pages:workflow_action/page_id": lesson,
        "wagtailadmin_pages:collect_workflow_action_data/page_id": lesson,
        "wagtailadmin_pages:confirm_workflow_cancellation/page_id": lesson,
        "wagtailadmin_pages:revisions_view/page_id": lesson,
        "wagtailadmin_pages:revisions_revert/page_id": lesson,
        "wagtailadmin_pages:revisions_unschedule/page_id": lesson,
        "revision_id": made.revision.pk,
        "action_name": "approve",
        "wagtailadmin_api/action_name": "delete",
        "wagtailadmin_api:pages:detail/pk": page,
        "wagtailadmin_api:pages:action/pk": page,
        "wagtailadmin_api:documents:detail/pk": made.document.pk,
        "wagtailadmin_api:images:detail/pk": made.image.pk,
        "wagtailadmin_workflows/app_label": "wagtailcore",
        "wagtailadmin_workflows/model_name": "groupapprovaltask",
        "app_label": "wagtailcore",
        "model_name": "page",
        "wagtailadmin_pages:choose_parent/app_label": "courses",
        "wagtailadmin_pages:choose_parent/model_name": "lessonpage",
        "action": "delete",
        "content_type_app_name": "courses",
        "content_type_model_name": "lessonpage",
        "app_name": "people",
        "wagtailsettings/model_name": "municipality",
        "wagtailadmin_tag_model_autocomplete/app_name": "taggit",
        "wagtailadmin_tag_model_autocomplete/model_name": "tag",
        "object_id": page,
        "wagtailadmin_editing_sessions/session_id": 1,
        "collection_id": made.collection.pk,
        "redirect_id": made.redirect.pk,
        "document_id": made.document.pk,
        "doc_id": made.document.pk,
        "document_name": made.document.filename,
        "uploaded_file_id": 1,
        "image_id": made.image.pk,
        "filter_spec": "width-100",
        "wagtailsettings/pk": Signatory.objects.first().municipality.site_id,
        "restriction_id": 1,
        "page_view_restriction_id": 1,
        "uidb64": "MQ",
        "token": "x",
    }
