"""Who does what around examinations: the consultancy marks, answers appeals, regrades and imports, without learning
whose answers they are; human resources adapts examinations for persons and closes attempts that got stuck."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, grant

AUTHORS = [
    "evaluations.attemptquestion.view_attemptquestion",
    "evaluations.marking.add_marking",
    "evaluations.marking.view_marking",
    "evaluations.appeal.change_appeal",
    "evaluations.appeal.view_appeal",
    "evaluations.regrade.add_regrade",
    "evaluations.regrade.view_regrade",
    "evaluations.questionimport.add_questionimport",
    "evaluations.questionimport.view_questionimport",
]
PERSONNEL = [
    "evaluations.accommodation.add_accommodation",
    "evaluations.accommodation.change_accommodation",
    "evaluations.accommodation.view_accommodation",
    "evaluations.attempt.change_attempt",
    "evaluations.attempt.view_attempt",
    "evaluations.importedresult.view_importedresult",
    "evaluations.regrade.view_regrade",
]
GRANTS = {CONSULTANCY: AUTHORS, HUMAN_RESOURCES: PERSONNEL, ADMINISTRATION: AUTHORS + PERSONNEL}


def give_access(apps, schema_editor):
    for role, permissions in GRANTS.items():
        grant(apps, role, permissions)


def take_access(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for role, permissions in GRANTS.items():
        codenames = [permission.rpartition(".")[2] for permission in permissions]
        group = apps.get_model("auth", "Group").objects.get(name=role)
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="evaluations", codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0003_examination_engine")]

    operations = [migrations.RunPython(give_access, take_access)]
