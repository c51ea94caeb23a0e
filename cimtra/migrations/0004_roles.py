"""Who does what with CIMTRA: the consultancy runs it, the transparency unit decides, a liaison delivers for the own area."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT, grant

FOLLOW = ["cimtra.round.follow_cimtra", "cimtra.round.view_coverage"]
RUN = ["cimtra.round.run_cimtra"]
DECIDE = ["cimtra.finding.verify_finding", "cimtra.delivery.accept_delivery"]
PUBLISH = ["cimtra.librarydocument.publish_document"]
ACCESS = {
    CONSULTANCY: [*FOLLOW, *RUN, *DECIDE],
    TRANSPARENCY_UNIT: [*FOLLOW, *RUN, *DECIDE, *PUBLISH],
    ADMINISTRATION: [*FOLLOW, *RUN, *DECIDE, *PUBLISH],
    HUMAN_RESOURCES: ["cimtra.round.view_coverage"],
    LIAISON: ["cimtra.delivery.deliver"],
}


def give_access(apps, schema_editor):
    for role, permissions in ACCESS.items():
        grant(apps, role, permissions)


def take_access(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    for role, permissions in ACCESS.items():
        names = [permission.rpartition(".")[2] for permission in permissions]
        rows = Permission.objects.filter(content_type__app_label="cimtra", codename__in=names)
        apps.get_model("auth", "Group").objects.get(name=role).permissions.remove(*rows)


class Migration(migrations.Migration):
    dependencies = [("cimtra", "0003_from_training_to_score"), ("people", "0003_roles")]

    operations = [migrations.RunPython(give_access, take_access)]
