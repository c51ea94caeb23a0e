"""Who sees the training record of everybody: human resources and the administration."""

from django.db import migrations

from people.roles import ADMINISTRATION, HUMAN_RESOURCES, grant

ROLES = (HUMAN_RESOURCES, ADMINISTRATION)


def give_access(apps, schema_editor):
    for role in ROLES:
        grant(apps, role, ["reports.progressreport.view_progress"])


def take_access(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*Permission.objects.filter(content_type__app_label="reports"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give_access, take_access)]
