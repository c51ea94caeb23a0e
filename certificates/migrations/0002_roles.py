"""Recursos Humanos and Administración read, revoke and replace constancias; nobody else sees them in the admin."""

from django.db import migrations

from people.roles import ADMINISTRATION, HUMAN_RESOURCES, grant

PERMISSIONS = [f"certificates.certificate.{action}_certificate" for action in ("view", "revoke", "replace")]


def give_permissions(apps, schema_editor):
    for role in (HUMAN_RESOURCES, ADMINISTRATION):
        grant(apps, role, PERMISSIONS)


def take_permissions(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for permission in Permission.objects.filter(content_type__app_label="certificates"):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give_permissions, take_permissions)]
