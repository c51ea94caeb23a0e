"""What a form does not ask for cannot be sent with it: scores, states, folios and rights are never the sender's."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from people.api import HUMAN_RESOURCES
from tests.addresses import every_address
from tests.crawl import MAY_CHANGE, OUR_APPS
from tests.scene import COLLEAGUE, HEAD, OWNER, build_once, scene_of_the_module  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db

#: What each form does ask for.
FORMS = [
    (OWNER, "evaluations:save", {"seq": "9"}),
    (OWNER, "evaluations:submit", {}),
    (COLLEAGUE, "evaluations:start", {}),
    (HEAD, "courses:enrol", {}),
    (COLLEAGUE, "courses:complete_lesson", {}),
    (COLLEAGUE, "courses:save_position", {"position": "bloque"}),
    (HUMAN_RESOURCES, "certificates_admin:revoke", {"reason": "Nombre equivocado", "revocation_class": "error"}),
    (HUMAN_RESOURCES, "certificates_admin:replace", {"reason": "Nombre equivocado"}),
]
#: Made by chance or by the sequence of the database, different each time.
BY_CHANCE = {"id", "uuid", "seed", "code", "folio", "option_order", "version_id", "attempt_id", "attempt_question_id"}
# A constancia that is made has a number of its own, and so has the notice that tells of it.
BY_CHANCE |= {"certificate_id", "key"}


def sent_along(scene):
    """Each field of each model of ours, with a value that would be worth sending."""
    return {
        name: value
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
        for field in model._meta.concrete_fields
        for name, value in [(field.name, worth_sending(field, scene)), (field.attname, worth_sending(field, scene))]
    }


def worth_sending(field, scene):
    if isinstance(field, models.ForeignKey):
        rows = {"employee": scene.objects.head, "enrolment": scene.objects.enrolment, "course": scene.objects.course}
        return str(rows[field.name].pk if field.name in rows else 1)
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2020-01-01"
    if isinstance(field, models.DecimalField | models.IntegerField):
        return "97"
    return "submitted" if field.name == "state" else "ENVIADO"


def stored():
    """All rows of our tables without what is made by chance."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.label not in MAY_CHANGE | AUDIT:
                columns = [f.column for f in model._meta.local_concrete_fields if f.column not in BY_CHANCE]
                if columns:
                    named = ", ".join(connection.ops.quote_name(column) for column in columns)
                    cursor.execute(f"SELECT {named} FROM {connection.ops.quote_name(model._meta.db_table)}")
                    found[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return found


#: They carry the identifiers of what was made.
AUDIT = {
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
    "django_tasks_database.DBTaskResult",
    "people.Decision",
    "people.LedgerHead",
}


@pytest.mark.parametrize(("role", "name", "form"), FORMS, ids=[name for _role, name, _form in FORMS])
def test_fields_that_a_form_does_not_ask_for_change_nothing(scene, role, name, form):
    path = next(address for address in every_address() if address.name == name).path(scene.values)
    if name == "evaluations:save":
        form = {**form, "answer": scene.objects.attempt.questions.get(position=1).option_order[:1]}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1), tick=False):
        browser = scene.browser(role)
        untouched = stored()
        plain, with_more = (after(browser, path, data) for data in (form, {**sent_along(scene), **form}))
    assert with_more == plain
    assert plain != untouched, "the form itself must do something, or this test proves nothing"


def after(browser, path, data):
    with transaction.atomic():
        assert browser.post(path, data).status_code in {204, 302}
        found = stored()
        transaction.set_rollback(True)
    return found
