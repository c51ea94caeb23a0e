"""Who sees and mends the instrument: the consultancy, the transparency unit and the administration."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, TRANSPARENCY_UNIT, grant

ROLES = (CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION)
PERMISSIONS = [
    "cimtra.instrument.view_instrument",
    "cimtra.instrument.change_instrument",
    "cimtra.block.view_block",
    "cimtra.block.change_block",
    "cimtra.aspect.view_aspect",
    "cimtra.aspect.add_aspect",
    "cimtra.aspect.change_aspect",
]


def give_access(apps, schema_editor):
    for role in ROLES:
        grant(apps, role, PERMISSIONS)


def take_access(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*Permission.objects.filter(content_type__app_label="cimtra"))


class Migration(migrations.Migration):
    dependencies = [("cimtra", "0001_initial"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give_access, take_access)]
