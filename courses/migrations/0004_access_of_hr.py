"""Human resources organises sessions, records prior learning and plans the year."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, grant

SEE = ["courses.equivalence.view_equivalence", "courses.plannedtraining.view_plannedtraining"]
PERMISSIONS = [
    "courses.trainingsession.manage_sessions",
    "courses.completion.add_completion",
    *[f"courses.equivalence.{action}_equivalence" for action in ("add", "change", "view")],
    *[f"courses.plannedtraining.{action}_plannedtraining" for action in ("add", "change", "delete", "view")],
]
GRANTS = {HUMAN_RESOURCES: PERMISSIONS, ADMINISTRATION: PERMISSIONS, CONSULTANCY: SEE}


def give(apps, schema_editor):
    for role, permissions in GRANTS.items():
        grant(apps, role, permissions)


def take_back(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    models = {name.split(".")[1] for name in PERMISSIONS}
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GRANTS):
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="courses", content_type__model__in=models)
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_duties_and_sessions"), ("people", "0005_access_of_hr")]

    operations = [migrations.RunPython(give, take_back)]
