"""Makes the groups with the least that each role needs in people and in Wagtail itself; other apps add theirs."""

from django.db import migrations

from people.roles import ADMINISTRATION, ALL_ROLES, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT, grant

ADMIN_ACCESS = "wagtailadmin.admin.access_admin"
ROSTER = [
    f"people.{model}.{action}_{model}"
    for model in ("employee", "department", "post", "appointment")
    for action in ("add", "change", "view")
]
ACCOUNTS = [f"people.user.{action}_user" for action in ("add", "change", "view")]
IDENTITY = ["people.municipality.change_municipality"]
WAGTAIL_ROLES = ("Editors", "Moderators")


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role in ALL_ROLES:
        Group.objects.get_or_create(name=role)
    # Wagtail's own example groups would be two more doors that nobody looks after.
    Group.objects.filter(name__in=WAGTAIL_ROLES, user=None).delete()
    grant(apps, CONSULTANCY, [ADMIN_ACCESS])
    grant(apps, TRANSPARENCY_UNIT, [ADMIN_ACCESS])
    grant(apps, HUMAN_RESOURCES, [ADMIN_ACCESS, *ROSTER])
    grant(apps, ADMINISTRATION, [ADMIN_ACCESS, *ROSTER, *ACCOUNTS, *IDENTITY])


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ALL_ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_identity"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailcore", "0095_groupsitepermission"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
