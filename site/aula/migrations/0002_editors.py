"""Lets the consultancy use images, documents and collections, and approve what is sent for review.

Pages are given by the starter content, since page permissions need the page.
"""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY

EDITORS = (CONSULTANCY, ADMINISTRATION)
IN_COLLECTIONS = [
    ("wagtailimages", "image", "add_image"),
    ("wagtailimages", "image", "change_image"),
    ("wagtailimages", "image", "choose_image"),
    ("wagtaildocs", "document", "add_document"),
    ("wagtaildocs", "document", "change_document"),
    ("wagtaildocs", "document", "choose_document"),
    ("wagtailcore", "collection", "add_collection"),
    ("wagtailcore", "collection", "change_collection"),
]
WAGTAIL_NAME = "Moderators approval"
OUR_NAME = "Revisión antes de publicar"


def permission(apps, app_label, model, codename):
    """Permission rows are made after migrations have run, so this one is made here when it is not there yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    row, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()}
    )
    return row


def let_edit(apps, schema_editor):
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = Collection.objects.filter(depth=1).first()
    groups = [apps.get_model("auth", "Group").objects.get_or_create(name=role)[0] for role in EDITORS]
    for group in groups:
        for entry in IN_COLLECTIONS if root else []:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission(apps, *entry)
            )
    # Wagtail's one workflow was approved by a group that the roles replaced.
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=WAGTAIL_NAME):
        task.groups.set(groups)
    for model in ("Task", "Workflow"):
        apps.get_model("wagtailcore", model).objects.filter(name=WAGTAIL_NAME).update(name=OUR_NAME)


def stop_editing(apps, schema_editor):
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    codenames = [codename for _app_label, _model, codename in IN_COLLECTIONS]
    GroupCollectionPermission.objects.filter(
        group__name__in=EDITORS, collection__depth=1, permission__codename__in=codenames
    ).delete()
    for model in ("Task", "Workflow"):
        apps.get_model("wagtailcore", model).objects.filter(name=OUR_NAME).update(name=WAGTAIL_NAME)


class Migration(migrations.Migration):
    dependencies = [
        ("aula", "0001_initial"),
        ("people", "0003_roles"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(let_edit, stop_editing)]
