"""Who edits templates, asks for and approves constancias by hand, answers objections, and reads the public keys."""

from django.db import migrations

from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, grant

TEMPLATES = [f"certificates.certificatetemplate.{action}_certificatetemplate" for action in ("view", "add", "change")]
DECISIONS = [
    *(f"certificates.manualrequest.{action}_manualrequest" for action in ("view", "add", "approve")),
    "certificates.certificate.issue_certificate",
    "certificates.certificate.answer_objection",
    "certificates.publickey.view_publickey",
]
LAST_RESORT = ["certificates.certificate.withhold_name"]


def give_permissions(apps, schema_editor):
    grant(apps, CONSULTANCY, TEMPLATES)
    grant(apps, HUMAN_RESOURCES, [*TEMPLATES, *DECISIONS, *LAST_RESORT])
    grant(apps, ADMINISTRATION, [*TEMPLATES, *DECISIONS, *LAST_RESORT])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_sheets_keys_and_life"), ("people", "0005_access_of_hr")]

    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
