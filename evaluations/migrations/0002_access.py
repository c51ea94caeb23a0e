"""Who writes questions: the consultancy and the administration. Nobody gets a list of other people's attempts."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, grant

ROLES = (CONSULTANCY, ADMINISTRATION)
PERMISSIONS = [
    f"evaluations.{model}.{action}_{model}"
    for model in ("question", "questioncategory")
    for action in ("add", "change", "delete", "view")
]


def give_access(apps, schema_editor):
    for role in ROLES:
        grant(apps, role, PERMISSIONS)


def take_access(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*Permission.objects.filter(content_type__app_label="evaluations"))


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give_access, take_access)]
