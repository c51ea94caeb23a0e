"""Documents of the library are published by the transparency unit: Wagtail's workflow with its approval by a group."""

from django.db import migrations

from people.roles import ADMINISTRATION, TRANSPARENCY_UNIT, grant

WORKFLOW = "Publicación de documentos"
TASK = "Revisión de la Unidad de Transparencia"
APPROVERS = (TRANSPARENCY_UNIT, ADMINISTRATION)
# Wagtail asks whoever approves for this one; cimtra's own screens ask for publish_document.
PUBLISH = ["cimtra.librarydocument.publish_librarydocument"]


def make_workflow(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for role in APPROVERS:
        grant(apps, role, PUBLISH)
    kind, _created = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(name=TASK, content_type=kind, active=True)
    task.groups.set(Group.objects.filter(name__in=APPROVERS))
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    documents, _created = ContentType.objects.get_or_create(app_label="cimtra", model="librarydocument")
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(content_type=documents, workflow=workflow)


def remove_workflow(apps, schema_editor):
    """Reviews that are under way go with it; the documents stay."""
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=TASK).delete()
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="cimtra", codename="publish_librarydocument").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cimtra", "0004_roles"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(make_workflow, remove_workflow)]
