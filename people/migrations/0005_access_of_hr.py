"""Human resources imports the roster, gives access, answers for notices and reads the ledger of decisions."""

from django.db import migrations

from people.roles import ADMINISTRATION, HUMAN_RESOURCES, grant

PERMISSIONS = [
    "people.rosterimport.import_roster",
    "people.accesscode.issue_access",
    "people.notice.view_notice",
    "people.decision.view_decision",
    "people.noticesettings.change_noticesettings",
    *[f"people.dayoff.{action}_dayoff" for action in ("add", "change", "delete", "view")],
]
ROLES = (HUMAN_RESOURCES, ADMINISTRATION)


def give(apps, schema_editor):
    for role in ROLES:
        grant(apps, role, PERMISSIONS)
    apps.get_model("people", "LedgerHead").objects.get_or_create(pk=1)


def take_back(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    models = {name.split(".")[1] for name in PERMISSIONS}
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(
            *Permission.objects.filter(content_type__app_label="people", content_type__model__in=models)
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0004_the_work_of_hr")]

    operations = [migrations.RunPython(give, take_back)]
